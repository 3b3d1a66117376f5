import type { Moment } from "../api/types.ts";
import type { Localize } from "../i18n/localize.ts";
import { iconOfType } from "./sentence.ts";

const WORDS = ["somebody", "face", "visitor_in", "visitor_out", "person", "vehicle", "animal", "zone", "tampered"] as const;

/** Return what happened in a moment, in a few words. */
export function momentWords(moment: Moment, t: Localize): string {
  const type = WORDS.find((one) => one === moment.type) ?? WORDS.find((one) => one === moment.kind);
  if (!type) return t("moment.motion");
  const place = moment.zone ?? moment.line;
  return place ? t(`moment.${type}_at`, { place }) : t(`moment.${type}`);
}

/** Return the icon of a moment that has no picture. */
export function momentIcon(moment: Moment): string {
  const type = moment.kind ?? moment.type;
  return iconOfType(type === "somebody" ? "face" : type);
}
