import type { Places, Zone } from "../api/types.ts";
import type { TextKey } from "../i18n/localize.ts";
import type { Named } from "./drawing.ts";
import { area, contains, crossesItself, distance } from "./geometry.ts";

/** What can't work in a drawing, and why. */
export interface Problem {
  /** What it is about; the whole drawing if it says none. */
  place?: Named;
  text: TextKey & `problem.${string}`;
}

export const SHORTEST_LINE = 0.02;
/** Share of the picture below which a zone cannot be hit. */
export const SMALLEST_ZONE = 0.0005;
export const MOST_PLACES = 50;
export const MOST_CORNERS = 100;
const LONGEST_NAME = 100;
/** Places across and down at which it is tried whether anything is watched. */
const TRIED = 48;

/** Return the share of some zone's places, or of the picture's, that no zone ignores. */
function watchedShare(of: Zone | undefined, ignored: readonly Zone[]): number {
  let all = 0;
  let watched = 0;
  for (let row = 0; row < TRIED; row += 1) {
    for (let column = 0; column < TRIED; column += 1) {
      const at: [number, number] = [(column + 0.5) / TRIED, (row + 0.5) / TRIED];
      if (of && !contains(of.points, at)) continue;
      all += 1;
      if (!ignored.some((zone) => contains(zone.points, at))) watched += 1;
    }
  }
  return all ? watched / all : 1;
}

function named(places: readonly { name: string }[], kind: Named["kind"]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  places.forEach(({ name }, index) => {
    const text = name.trim();
    if (!text) problems.push({ place: { kind, index }, text: "problem.no_name" });
    else if (text.length > LONGEST_NAME) problems.push({ place: { kind, index }, text: "problem.long_name" });
    else if (seen.has(text)) problems.push({ place: { kind, index }, text: "problem.same_name" });
    seen.add(text);
  });
  return problems;
}

/**
 * Return what can't work in a drawing.
 *
 * Args:
 *   drawing: zones and lines.
 *   smallest: share of the picture below which nothing that moves is reported.
 */
export function problemsOf({ zones, lines }: Places, smallest = 0): Problem[] {
  const problems = [...named(zones, "zone"), ...named(lines, "line")];
  // Zones that leave only faces out do not hide what moves.
  const ignored = zones.filter((zone) => zone.kind === "exclude" && zone.ignore !== "faces");
  const watched = zones.filter((zone) => zone.kind === "include");
  zones.forEach((zone, index) => {
    const place: Named = { kind: "zone", index };
    const size = area(zone.points);
    if (zone.points.length > MOST_CORNERS) problems.push({ place, text: "problem.many_corners" });
    if (crossesItself(zone.points)) problems.push({ place, text: "problem.crosses_itself" });
    else if (size < SMALLEST_ZONE) problems.push({ place, text: "problem.too_small" });
    else if (zone.kind === "include" && size < smallest) {
      problems.push({ place, text: "problem.below_smallest" });
    } else if (zone.kind === "include" && watchedShare(zone, ignored) < 0.02) {
      problems.push({ place, text: "problem.zone_ignored" });
    }
  });
  if (!watched.length && ignored.length && watchedShare(undefined, ignored) < 0.005) {
    problems.push({ text: "problem.all_ignored" });
  }
  lines.forEach((line, index) => {
    if (distance(line.start, line.end) < SHORTEST_LINE) {
      problems.push({ place: { kind: "line", index }, text: "problem.short_line" });
    }
  });
  if (zones.length > MOST_PLACES || lines.length > MOST_PLACES) problems.push({ text: "problem.many_places" });
  return problems;
}
