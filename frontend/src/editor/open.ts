import type { Camera, Places } from "../api/types.ts";
import { addressWith } from "../ha/browse.ts";
import type { HomeAssistant } from "../ha/types.ts";
import type { Editor } from "./element.ts";

/** The parameter of a page's address that opens the editor of a camera's card. */
export const PARAMETER = "argus_edit";

/** Open the editor, whose script is loaded when it is wanted for the first time. */
export async function openEditor(
  hass: HomeAssistant,
  camera: Camera,
  saved: (places: Places) => void,
): Promise<Editor> {
  history.replaceState(history.state, "", addressWith(PARAMETER, null));
  const { createEditor } = await import("./argus-editor.ts");
  return createEditor(hass, camera, saved);
}
