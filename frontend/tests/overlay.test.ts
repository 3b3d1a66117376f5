import { render } from "lit";
import { describe, expect, it } from "vitest";
import type { Line, Point } from "../src/api/types.ts";
import { overlay } from "../src/camera/overlay.ts";

/** Return the words at a line of a picture that is twice as wide as high. */
function tagOf(start: Point, end: Point, counts: Partial<Line> = { today_in: 3, today_out: 1 }): Element | null {
  const line = { name: "Door", start, end, ...counts } as Line;
  const page = document.createElement("div");
  render(overlay({ size: [1280, 640], zones: [], lines: [line], frame: undefined }, (key) => key), page);
  return page.querySelector(".tag.line");
}

function written(...line: Parameters<typeof tagOf>): string {
  return tagOf(...line)?.textContent?.replaceAll(/\s+/g, " ") ?? "";
}

describe("the counts at a line", () => {
  it("have arrows that point the way people cross it", () => {
    // Who stands at the start and looks towards the end has the in-side on the right hand.
    expect(written([0.1, 0.5], [0.9, 0.5])).toBe("Door ↓ 3 ↑ 1");
    expect(written([0.9, 0.5], [0.1, 0.5])).toBe("Door ↑ 3 ↓ 1");
    expect(written([0.5, 0.1], [0.5, 0.9])).toBe("Door ← 3 → 1");
    expect(written([0.5, 0.9], [0.5, 0.1])).toBe("Door → 3 ← 1");
    // Of one that slopes by 45° on the screen, which is not half of the width by half of the height.
    expect(written([0.25, 0.25], [0.5, 0.75])).toBe("Door ↙ 3 ↗ 1");
    expect(written([0.5, 0.25], [0.25, 0.75])).toBe("Door ↖ 3 ↘ 1");
    expect(written([0.25, 0.75], [0.5, 0.25])).toBe("Door ↘ 3 ↖ 1");
  });

  it("are on the side where the line's own arrow is not", () => {
    const low = (...ends: [Point, Point]): boolean | undefined => tagOf(...ends)?.classList.contains("low");
    expect(low([0.1, 0.5], [0.9, 0.5])).toBe(false);
    expect(low([0.9, 0.5], [0.1, 0.5])).toBe(true);
  });

  it("are left out where nobody counts yet", () => {
    expect(written([0.1, 0.5], [0.9, 0.5], {})).toBe("Door");
  });
});
