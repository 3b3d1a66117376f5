import type { Line, Places, Point, Zone } from "../api/types.ts";
import { moved } from "./geometry.ts";

/** Changes of a drawing; each returns a new one. */

export interface Named {
  kind: "zone" | "line";
  index: number;
}

export function same(a: Named | undefined, b: Named | undefined): boolean {
  return a?.kind === b?.kind && a?.index === b?.index;
}

/** Return the corners of a zone, or the ends of a line. */
export function pointsOf(drawing: Places, { kind, index }: Named): readonly Point[] {
  if (kind === "zone") return drawing.zones[index]?.points ?? [];
  const line = drawing.lines[index];
  return line ? [line.start, line.end] : [];
}

export function withZone(drawing: Places, index: number, changes: Partial<Zone>): Places {
  return { ...drawing, zones: drawing.zones.map((zone, at) => (at === index ? { ...zone, ...changes } : zone)) };
}

export function withLine(drawing: Places, index: number, changes: Partial<Line>): Places {
  return { ...drawing, lines: drawing.lines.map((line, at) => (at === index ? { ...line, ...changes } : line)) };
}

export function withPoints(drawing: Places, { kind, index }: Named, points: readonly Point[]): Places {
  if (kind === "zone") return withZone(drawing, index, { points: [...points] });
  const [start, end] = points;
  return start && end ? withLine(drawing, index, { start, end }) : drawing;
}

export function withCorner(drawing: Places, place: Named, corner: number, at: Point): Places {
  return withPoints(
    drawing,
    place,
    pointsOf(drawing, place).map((point, index) => (index === corner ? at : point)),
  );
}

/** Add a corner to a zone behind another one. */
export function withCornerAfter(drawing: Places, place: Named, corner: number, at: Point): Places {
  const points = [...pointsOf(drawing, place)];
  points.splice(corner + 1, 0, at);
  return withPoints(drawing, place, points);
}

/** Take a corner out of a zone; one of three corners needs all of them. */
export function withoutCorner(drawing: Places, place: Named, corner: number): Places {
  const points = pointsOf(drawing, place);
  if (place.kind === "line" || points.length <= 3) return drawing;
  return withPoints(
    drawing,
    place,
    points.filter((_, index) => index !== corner),
  );
}

export function shifted(drawing: Places, place: Named, by: Point): Places {
  return withPoints(drawing, place, moved(pointsOf(drawing, place), by));
}

export function without(drawing: Places, { kind, index }: Named): Places {
  return kind === "zone"
    ? { ...drawing, zones: drawing.zones.filter((_, at) => at !== index) }
    : { ...drawing, lines: drawing.lines.filter((_, at) => at !== index) };
}

/** Turn a line round: what was in is out. The names stay with the sides they were given to. */
export function swapped(drawing: Places, index: number): Places {
  const line = drawing.lines[index];
  if (!line) return drawing;
  return withLine(drawing, index, {
    start: line.end,
    end: line.start,
    name_in: line.name_out,
    name_out: line.name_in,
  });
}

/** Return a name that none of some places has: the word for it and a number. */
export function freeName(word: string, taken: readonly { name: string }[]): string {
  const names = new Set(taken.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? word : `${word} ${number}`;
    if (!names.has(name)) return name;
  }
}

export function withNewZone(drawing: Places, points: readonly Point[], word: string): Places {
  const zone: Zone = {
    name: freeName(word, drawing.zones),
    points: [...points],
    kind: "include",
    sensitivity: null,
  };
  return { ...drawing, zones: [...drawing.zones, zone] };
}

export function withNewLine(drawing: Places, start: Point, end: Point, word: string): Places {
  const line: Line = {
    name: freeName(word, drawing.lines),
    start,
    end,
    counts: "both",
    name_in: null,
    name_out: null,
  };
  return { ...drawing, lines: [...drawing.lines, line] };
}
