import type { Box, Point } from "../api/types.ts";

/** Size of a picture in pixels. */
export type Size = [width: number, height: number];

/** Return the middle of a line, and the direction to its in-side as a vector of length 1 in pixels of the picture. */
export function inSide(start: Point, end: Point, [width, height]: Size): { middle: Point; toward: Point } {
  const x = (end[0] - start[0]) * width;
  const y = (end[1] - start[1]) * height;
  const length = Math.hypot(x, y) || 1;
  // Who stands at the start and looks towards the end has the in-side on the right hand.
  return {
    middle: [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2],
    toward: [-y / length, x / length],
  };
}

/** Return the place some pixels away from another in a direction, as shares of the picture. */
export function beside(from: Point, toward: Point, pixels: number, [width, height]: Size): Point {
  return [from[0] + (toward[0] * pixels) / width, from[1] + (toward[1] * pixels) / height];
}

/** Return the middle of a polygon's corners, where its name is written. */
export function middleOf(points: readonly Point[]): Point {
  const sum = points.reduce<Point>(([x, y], [px, py]) => [x + px, y + py], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

/** Return a box as the attributes of a rectangle in a picture of some width and height. */
export function rectangle([left, top, right, bottom]: Box, [width, height]: Size): {
  x: number;
  y: number;
  width: number;
  height: number;
} {
  return {
    x: left * width,
    y: top * height,
    width: (right - left) * width,
    height: (bottom - top) * height,
  };
}
