import { isNotThereYet, loadHeat } from "../api/commands.ts";
import type { Camera } from "../api/types.ts";
import { sign } from "../ha/sign.ts";
import type { HomeAssistant } from "../ha/types.ts";

/** What heat is wanted of a camera. */
export interface HeatAsked {
  days: number;
  /** Hours of the day such as `8-17`; all when it is not said. */
  hours?: string | undefined;
}

/** A heat map to lay over a camera's picture. */
export interface Heat {
  url: string;
  /** Minutes of motion where there was most of it; undefined where this version of Argus does not say. */
  most?: number;
  /** Whether the picture holds the camera's own, too, instead of being transparent. */
  whole: boolean;
  empty: boolean;
}

/** Return the heat map of a camera, as an image may load it. */
export async function heatCover(hass: HomeAssistant, camera: Camera, { days, hours }: HeatAsked): Promise<Heat> {
  const named = camera.entity_id ?? camera.id;
  try {
    const answer = await loadHeat(hass, { camera: named, days, hours });
    return { url: hass.hassUrl(answer.url), most: answer.most_minutes, whole: false, empty: answer.empty };
  } catch (error) {
    if (!isNotThereYet(error)) throw error;
    const query = new URLSearchParams({ days: String(days), ...(hours && { hours }) });
    const path = `/api/argus/heatmap/${encodeURIComponent(named)}.jpg?${query.toString()}`;
    return { url: await sign(hass, path), whole: true, empty: false };
  }
}
