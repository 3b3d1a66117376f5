import { deviceOf, entitiesByKey } from "../ha/entities.ts";
import type { HomeAssistant } from "../ha/types.ts";
import type { Camera } from "../api/types.ts";

/** What a camera's lines have counted today, or one of them. */
export interface Counts {
  in: number;
  out: number;
  inside: number;
  /** Ids of the entities that were summed up. */
  entities: readonly string[];
  /** The entity that `argus.set_people_inside` corrects; undefined where there is not exactly one. */
  insideEntity?: string;
  /** Whether there is any line to count with. */
  counts: boolean;
  /** Whether all that was counted is unknown now. */
  unavailable: boolean;
}

/**
 * Sum up what a camera counted.
 *
 * Args:
 *   hass: Home Assistant.
 *   camera: the camera.
 *   line: name of the one line that is wanted; all are summed up without it.
 */
export function countsOf(hass: HomeAssistant, camera: Camera, line?: string): Counts {
  const found = entitiesByKey(hass, deviceOf(hass, camera.id));
  const ofLine = (id: string): boolean => {
    const attributes = hass.states[id]?.attributes;
    const named = attributes?.line;
    return named === undefined ? (attributes?.friendly_name ?? "").includes(line ?? "") : named === line;
  };
  const of = (key: string): string[] => (found.get(key) ?? []).filter((id) => !line || ofLine(id));
  const sum = (ids: string[]): number =>
    ids.reduce((total, id) => total + (Number(hass.states[id]?.state) || 0), 0);
  const ins = of("sensor.visitors_in");
  const outs = of("sensor.visitors_out");
  const inside = of("sensor.inside");
  const entities = [...ins, ...outs, ...inside];
  const [only, ...others] = inside;
  return {
    in: sum(ins),
    out: sum(outs),
    inside: sum(inside),
    entities,
    counts: ins.length > 0,
    unavailable: ins.length > 0 && ins.every((id) => ["unavailable", "unknown"].includes(hass.states[id]?.state ?? "")),
    ...(only !== undefined && !others.length && { insideEntity: only }),
  };
}
