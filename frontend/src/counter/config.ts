import type { CardConfig } from "../ha/types.ts";

export interface CounterCardConfig extends CardConfig {
  camera?: string;
  title?: string;
  /** Name of the one line that is wanted; all of the camera's are summed up without it. */
  line?: string;
  /** Whether the curve of the day is shown. */
  curve?: boolean;
}
