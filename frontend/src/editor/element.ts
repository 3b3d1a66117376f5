import type { Camera } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";

/** The open editor, as whoever opened it knows it. */
export interface Editor extends HTMLElement {
  hass: HomeAssistant;
  camera: Camera;
}
