import type { Box } from "../api/types.ts";

/** The part of a picture that a thumbnail shows, as shares of the picture. */
export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Room around what moved, as a multiple of its size. */
const ROOM = 1.7;
/** A part smaller than this share of the picture is too coarse to be looked at. */
const SMALLEST = 0.35;

function within(centre: number, size: number): number {
  return Math.min(1 - size, Math.max(0, centre - size / 2));
}

/**
 * Return the part of a picture to show: all of what moved with some room, in the shape of the frame, and as little
 * beyond that as the picture's edges allow.
 *
 * Args:
 *   box: where it moved; null shows the middle, as large as the frame takes it.
 *   picture: width of the picture by its height.
 *   frame: width of the frame by its height.
 */
export function cropOf(box: Box | null | undefined, picture: number, frame: number): Crop {
  // In shares of the picture, the frame is so many times as wide as it is high.
  const shape = frame / picture;
  const widest = Math.min(1, shape);
  let width = widest;
  let centre: [number, number] = [0.5, 0.5];
  if (box) {
    const [left, top, right, bottom] = box;
    centre = [(left + right) / 2, (top + bottom) / 2];
    width = Math.min(widest, Math.max((right - left) * ROOM, (bottom - top) * ROOM * shape, SMALLEST * widest));
  }
  const height = width / shape;
  return { left: within(centre[0], width), top: within(centre[1], height), width, height };
}

/** Return the style that shows a part of an image in a frame that hides the rest. */
export function cropStyle({ left, top, width, height }: Crop): string {
  const share = (value: number): string => `${Math.round(value * 1e4) / 100}%`;
  return [
    `width:${share(1 / width)}`,
    `height:${share(1 / height)}`,
    `left:${share(-left / width)}`,
    `top:${share(-top / height)}`,
  ].join(";");
}
