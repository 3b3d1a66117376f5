import type { Incident, Moment } from "../../api/types.ts";
import type { Localize } from "../../i18n/localize.ts";
import { iconOfType } from "../sentence.ts";

/** Seconds of a moving preview from before its incident began, and from after it ended, at most. */
const BEFORE = 4;
const AFTER = 2;

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

/** Return where in a film of an incident a moment is, in seconds: a long incident is shown faster than it was. */
export function placeInFilm(incident: Incident, moment: Moment, duration: number): number {
  const start = Date.parse(incident.timestamp) / 1000;
  const end = incident.end === null ? start : Date.parse(incident.end) / 1000;
  const shown = BEFORE + (end - start) + AFTER;
  const share = (BEFORE + Date.parse(moment.time) / 1000 - start) / shown;
  return Math.max(0, Math.min(duration, share * duration));
}
