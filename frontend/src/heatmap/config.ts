import type { CardConfig } from "../ha/types.ts";

export interface HeatmapCardConfig extends CardConfig {
  camera?: string;
  title?: string;
  days?: number;
  /** Hours of the day such as `8-17`. */
  hours?: string;
}
