import { mdiPause, mdiAccountCheck } from "@mdi/js";
import type { EntityKey } from "../ha/entities.ts";
import type { EntityState } from "../ha/types.ts";
import type { Localize } from "../i18n/localize.ts";
import { iconOfType } from "../incidents/sentence.ts";

export interface Badge {
  icon: string;
  text: string;
  tone: "alarm" | "active" | "calm";
}

/** Return what is to be said of a camera now; what matters most first. */
export function badgesOf(entity: (key: EntityKey) => EntityState | undefined, t: Localize): Badge[] {
  const on = (key: EntityKey): boolean => entity(key)?.state === "on";
  const count = (key: EntityKey): number => Number(entity(key)?.state) || 0;
  const badges: Badge[] = [];
  if (entity("switch.detection")?.state === "off") {
    return [{ icon: mdiPause, text: t("badge.stopped"), tone: "calm" }];
  }
  // Until it is time to look, the picture is an old one.
  if (entity("sensor.status")?.state === "waiting") {
    return [{ icon: mdiPause, text: t("badge.waiting"), tone: "calm" }];
  }
  if (on("binary_sensor.tamper")) badges.push({ icon: iconOfType("tampered"), text: t("badge.tamper"), tone: "alarm" });
  if (on("binary_sensor.motion")) badges.push({ icon: iconOfType("motion"), text: t("badge.motion"), tone: "active" });
  const people = count("sensor.people");
  if (people) badges.push({ icon: iconOfType("person"), text: t("badge.people", { n: people }), tone: "active" });
  const faces = count("sensor.faces");
  if (faces) badges.push({ icon: iconOfType("face"), text: t("badge.faces", { n: faces }), tone: "active" });
  // Of people there is a number; of these it is only known whether one is there.
  for (const kind of ["vehicle", "animal"] as const) {
    if (on(`binary_sensor.${kind}`)) badges.push({ icon: iconOfType(kind), text: t(`kind.${kind}`), tone: "active" });
  }
  if (!people && !faces && on("binary_sensor.presence")) {
    badges.push({ icon: mdiAccountCheck, text: t("badge.presence"), tone: "calm" });
  }
  return badges;
}
