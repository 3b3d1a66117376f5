import type { CardConfig } from "../ha/types.ts";
import type { Period } from "./range.ts";

export interface ReportCardConfig extends CardConfig {
  title?: string;
  /** Entity id of a camera; all are summed up without one. */
  camera?: string;
  period?: Period;
}
