import { isCommandError, type HomeAssistant } from "../ha/types.ts";
import { camerasOf } from "./cameras.ts";

/** Return the configuration of a card that was just picked: the first camera there is. */
export async function stubCamera(hass: HomeAssistant): Promise<{ camera?: string }> {
  try {
    const [first] = await camerasOf(hass);
    return first ? { camera: first.entity_id ?? first.id } : {};
  } catch (error) {
    if (isCommandError(error)) return {};
    throw error;
  }
}
