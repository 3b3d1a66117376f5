import type { Point } from "../api/types.ts";

/** Shapes on a picture, in shares of it. */

export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Return a place within the picture, to four digits: finer than a pixel of any camera. */
export function place(x: number, y: number): Point {
  return [Math.round(clamp(x) * 1e4) / 1e4, Math.round(clamp(y) * 1e4) / 1e4];
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** Return the area of a polygon as a share of the picture (shoelace formula). */
export function area(points: readonly Point[]): number {
  let twice = 0;
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

/** Whether a place is inside a polygon (crossing number). */
export function contains(points: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  points.forEach(([ax, ay], index) => {
    const [bx, by] = points[(index + points.length - 1) % points.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

function between(a: Point, b: Point, c: Point): boolean {
  return (
    Math.min(a[0], b[0]) <= c[0] &&
    c[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= c[1] &&
    c[1] <= Math.max(a[1], b[1])
  );
}

/** Whether two segments have a place in common. */
export function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb && abc * abd <= 0 && cda * cdb <= 0) return true;
  return (
    (abc === 0 && between(a, b, c)) ||
    (abd === 0 && between(a, b, d)) ||
    (cda === 0 && between(c, d, a)) ||
    (cdb === 0 && between(c, d, b))
  );
}

/** Whether the outline of a polygon crosses or touches itself. */
export function crossesItself(points: readonly Point[]): boolean {
  const count = points.length;
  for (let first = 0; first < count; first += 1) {
    const a = points[first]!;
    const b = points[(first + 1) % count]!;
    if (distance(a, b) === 0) return true;
    for (let second = first + 1; second < count; second += 1) {
      const c = points[second]!;
      const d = points[(second + 1) % count]!;
      if (second === first + 1 || (first === 0 && second === count - 1)) {
        // Neighbours have a corner in common; they must not run back over each other.
        const [corner, back, on] = second === first + 1 ? [b, a, d] : [a, b, c];
        if (turn(back, corner, on) === 0 && dot(corner, back, on) > 0) return true;
      } else if (meet(a, b, c, d)) return true;
    }
  }
  return false;
}

function dot(corner: Point, a: Point, b: Point): number {
  return (a[0] - corner[0]) * (b[0] - corner[0]) + (a[1] - corner[1]) * (b[1] - corner[1]);
}

/** Return how far a place is from a segment. */
export function distanceTo(point: Point, a: Point, b: Point): number {
  const along: Point = [b[0] - a[0], b[1] - a[1]];
  const length = along[0] ** 2 + along[1] ** 2;
  const share = length ? clamp(((point[0] - a[0]) * along[0] + (point[1] - a[1]) * along[1]) / length) : 0;
  return distance(point, [a[0] + share * along[0], a[1] + share * along[1]]);
}

/** Return points moved together, as far as all of them stay within the picture. */
export function moved(points: readonly Point[], [byX, byY]: Point): Point[] {
  const fit = (by: number, values: number[]): number =>
    Math.min(Math.max(by, -Math.min(...values)), 1 - Math.max(...values));
  const x = fit(
    byX,
    points.map((point) => point[0]),
  );
  const y = fit(
    byY,
    points.map((point) => point[1]),
  );
  return points.map((point) => place(point[0] + x, point[1] + y));
}
