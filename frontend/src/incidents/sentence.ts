import type { ActivityType, Incident, Kind } from "../api/types.ts";
import type { Localize } from "../i18n/localize.ts";
import { mdiAccount, mdiCar, mdiEmoticonOutline, mdiEyeOutline, mdiLogin, mdiLogout, mdiPaw, mdiRun, mdiShieldAlert, mdiVideoOff } from "@mdi/js";

const KINDS: readonly Kind[] = ["person", "vehicle", "animal"];

/** Return what happened as a sentence: what tells most is said first, and what it implies is not said again. */
export function sentenceOf(incident: Incident, t: Localize): string {
  const parts: string[] = [];
  if (incident.types.includes("camera_lost")) parts.push(t("what.camera_lost"));
  if (incident.types.includes("tampered")) parts.push(t("what.tampered"));
  if (incident.visitors_in) parts.push(t("what.in", { n: incident.visitors_in }));
  if (incident.visitors_out) parts.push(t("what.out", { n: incident.visitors_out }));
  const walked = incident.visitors_in + incident.visitors_out > 0;
  for (const kind of KINDS) {
    if (!incident.kinds?.includes(kind) || (kind === "person" && walked)) continue;
    parts.push(t(`what.${kind}`, { n: kind === "person" ? Math.max(1, incident.people ?? 1) : 1 }));
  }
  if (incident.faces_count && !walked && !incident.kinds?.includes("person")) {
    parts.push(t("what.face", { n: incident.faces_count }));
  }
  if (!parts.length) parts.push(t(incident.detection_type === "look" ? "what.look" : "what.motion"));
  const text = parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const TYPE_ICONS: Record<ActivityType, string> = {
  tampered: mdiShieldAlert,
  camera_lost: mdiVideoOff,
  visitor_in: mdiLogin,
  visitor_out: mdiLogout,
  face: mdiEmoticonOutline,
  motion: mdiRun,
  look: mdiEyeOutline,
};
const KIND_ICONS: Record<Kind, string> = { person: mdiAccount, vehicle: mdiCar, animal: mdiPaw };

/** Return the icon of what an incident was most about. */
export function iconOf(incident: Incident): string {
  const kind = KINDS.find((one) => incident.kinds?.includes(one));
  if (kind && (incident.detection_type === "motion" || incident.detection_type === "face")) return KIND_ICONS[kind];
  return TYPE_ICONS[incident.detection_type] ?? mdiRun;
}

/** Return the icon of a type of activity, or of a kind. */
export function iconOfType(type: string): string {
  return TYPE_ICONS[type as ActivityType] ?? KIND_ICONS[type as Kind] ?? mdiRun;
}

/** Return how many seconds an incident lasted, or has lasted so far. */
export function secondsOf(incident: Incident, now = Date.now()): number {
  const end = incident.end === null ? now : Date.parse(incident.end);
  return Math.max(0, (end - Date.parse(incident.timestamp)) / 1000);
}
