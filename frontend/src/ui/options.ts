import { PERIODS } from "../report/range.ts";

/** What an option of a card may be, as its configuration in YAML has it. */
export type Option =
  | { is: "text" | "hours" | "cameras" }
  | { is: "camera"; required?: true }
  | { is: "flag"; default?: true }
  | { is: "whole"; low: number; high: number; slider?: true }
  | { is: "choice"; values: readonly string[] };

const text = { is: "text" } as const;
const flag = { is: "flag" } as const;
const on = { is: "flag", default: true } as const;
const camera = { is: "camera", required: true } as const;

/** All options of each card: its form is made of them, and its configuration checked by them. */
export const OPTIONS = {
  camera: { camera, title: text, drawings: on, controls: on },
  incidents: {
    title: text,
    cameras: { is: "cameras" },
    favourites: flag,
    filters: on,
    strip: on,
    limit: { is: "whole", low: 1, high: 500 },
  },
  counter: { camera, title: text, line: text, curve: on },
  report: { title: text, camera: { is: "camera" }, period: { is: "choice", values: PERIODS } },
  heatmap: { camera, title: text, days: { is: "whole", low: 1, high: 30, slider: true }, hours: { is: "hours" } },
} as const satisfies Record<string, Record<string, Option>>;

export type CardKind = keyof typeof OPTIONS;
