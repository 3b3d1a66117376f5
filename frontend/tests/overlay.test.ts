import { render } from "lit";
import { describe, expect, it } from "vitest";
import type { Kind, Line, Point } from "../src/api/types.ts";
import { overlay, overlayStyles } from "../src/camera/overlay.ts";

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
    const style = (...ends: [Point, Point]): string | null | undefined => tagOf(...ends)?.getAttribute("style");
    expect(style([0.1, 0.5], [0.9, 0.5])).toContain("translate:-50% -160%");
    expect(style([0.9, 0.5], [0.1, 0.5])).toContain("translate:-50% 60%");
  });

  it("are not cut off where the line's name is a long one: that is", () => {
    const tag = tagOf([0.1, 0.5], [0.9, 0.5]);
    expect(tag?.querySelector("span")?.textContent).toBe("Door");
    expect(overlayStyles.cssText).toMatch(/\.tag span \{[^}]*text-overflow: ellipsis/);
  });

  it("are left out where nobody counts yet", () => {
    expect(written([0.1, 0.5], [0.9, 0.5], {})).toBe("Door");
  });
});

describe("the name of a zone", () => {
  it.each([0, 0.2, 1])("is in the picture however long it is, and however near the edge the zone (at %d)", (x) => {
    const zone = { id: "z", name: "Z".repeat(100), points: [[x, 0.5] as Point], kind: "include", sensitivity: null } as const;
    const page = document.createElement("div");
    render(overlay({ size: [1280, 640], zones: [{ ...zone, points: [...zone.points] }], lines: [], frame: undefined }, (key) => key), page);
    const style = page.querySelector(".tag.zone")?.getAttribute("style") ?? "";
    // Of a word that is narrower than the picture as much is left of its place as of the picture.
    expect(style).toContain(`left:${x * 100}%`);
    expect(Number(/translate:([^ ]*)%/.exec(style)?.[1])).toBeCloseTo(-x * 100);
    expect(overlayStyles.cssText).toMatch(/\.tag \{[^}]*max-width: 60%/);
  });
});

describe("what is seen", () => {
  function seen(kind: Kind | null): Element {
    const page = document.createElement("div");
    const frame = { at: "", tracks: [{ id: 1, box: [0.2, 0, 0.4, 0.5] as [number, number, number, number], kind }], faces: [] };
    render(overlay({ size: [1280, 640], zones: [], lines: [], frame }, (key) => key), page);
    return page;
  }

  it.each(["person", "vehicle", "animal"] as const)("has the colour and the word of a %s", (kind) => {
    const page = seen(kind);
    expect(page.querySelector("rect")?.classList.contains(kind)).toBe(true);
    expect(overlayStyles.cssText).toContain(`rect.${kind}`);
    const word = page.querySelector<HTMLElement>(".tag.track");
    expect(word?.textContent).toBe(`kind.${kind}`);
    // Above its box there is no room here.
    expect(word?.getAttribute("style")).toContain("top:max(18px,0%)");
  });

  it("has no word as long as nobody knows what it is", () => {
    expect(seen(null).querySelector("rect.track")).toBeTruthy();
    expect(seen(null).querySelector(".tag")).toBeNull();
  });
});
