export interface Press {
  x: number;
  y: number;
}

/** Pixels a finger has to go. */
const FAR = 48;

/** Return the way in which a finger went over a picture: none unless it is clearly sideways. */
export function swipeOf(from: Press, to: Press): "left" | "right" | undefined {
  const across = to.x - from.x;
  if (Math.abs(across) < FAR || Math.abs(across) < 2 * Math.abs(to.y - from.y)) return undefined;
  return across < 0 ? "left" : "right";
}
