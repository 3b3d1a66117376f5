import { LitElement, render, type TemplateResult } from "lit";
import { beforeEach, describe, expect, it } from "vitest";
import type { Places, Point, Zone } from "../src/api/types.ts";
import { problemsOf } from "../src/editor/checks.ts";
import { swapped, withNewLine, withNewZone } from "../src/editor/drawing.ts";
import { EditorController } from "../src/editor/editor-controller.ts";
import { area, contains, crossesItself, moved } from "../src/editor/geometry.ts";
import { History } from "../src/editor/history.ts";
import { lineTags, zoneTag } from "../src/editor/shapes.ts";
import { editorStyles } from "../src/editor/styles.ts";
import { inSide } from "../src/camera/geometry.ts";

class Host extends LitElement {}
customElements.define("test-host", Host);

const SQUARE: Point[] = [
  [0.2, 0.2],
  [0.6, 0.2],
  [0.6, 0.6],
  [0.2, 0.6],
];
const BOW: Point[] = [
  [0.2, 0.2],
  [0.6, 0.6],
  [0.6, 0.2],
  [0.2, 0.6],
];

function zone(name: string, points: Point[], kind: Zone["kind"] = "include"): Zone {
  return { name, points, kind, sensitivity: null };
}

function key(name: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return { key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more } as KeyboardEvent;
}

describe("geometry", () => {
  it("measures and finds", () => {
    expect(area(SQUARE)).toBeCloseTo(0.16);
    expect(contains(SQUARE, [0.4, 0.4])).toBe(true);
    expect(contains(SQUARE, [0.7, 0.4])).toBe(false);
  });

  it("tells outlines that cross or touch themselves", () => {
    expect(crossesItself(SQUARE)).toBe(false);
    expect(crossesItself(BOW)).toBe(true);
    expect(crossesItself([...SQUARE, [0.2, 0.2]])).toBe(true);
    // Out along an edge and back over it.
    expect(crossesItself([[0.1, 0.1], [0.5, 0.1], [0.3, 0.1], [0.3, 0.5]])).toBe(true);
    // A concave outline is none.
    expect(crossesItself([[0, 0], [1, 0], [1, 1], [0.5, 0.4], [0, 1]])).toBe(false);
  });

  it("moves shapes only as far as all of them stays in the picture", () => {
    expect(moved(SQUARE, [0.9, -0.1])[2]).toEqual([1, 0.5]);
    expect(moved(SQUARE, [-0.9, 0])[0]).toEqual([0, 0.2]);
  });

  it("points to the in-side as the counting does: to the right of whoever looks from start to end", () => {
    expect(inSide([0.2, 0.5], [0.8, 0.5], [1000, 500]).toward).toEqual([-0, 1]);
    expect(inSide([0.5, 0.8], [0.5, 0.2], [1000, 500]).toward).toEqual([1, 0]);
  });
});

describe("what can't work", () => {
  const texts = (places: Places, smallest?: number): string[] => problemsOf(places, smallest).map(({ text }) => text);

  it("is refused with its reason", () => {
    expect(texts({ zones: [zone("a", SQUARE)], lines: [] })).toEqual([]);
    expect(texts({ zones: [zone("a", BOW)], lines: [] })).toEqual(["problem.crosses_itself"]);
    expect(texts({ zones: [zone(" ", SQUARE), zone("b", SQUARE), zone("b", SQUARE)], lines: [] })).toEqual([
      "problem.no_name",
      "problem.same_name",
    ]);
    expect(texts({ zones: [zone("a", [[0.1, 0.1], [0.11, 0.1], [0.1, 0.11]])], lines: [] })).toEqual(["problem.too_small"]);
    expect(texts({ zones: [zone("a", SQUARE)], lines: [] }, 0.2)).toEqual(["problem.below_smallest"]);
    const short = withNewLine({ zones: [], lines: [] }, [0.5, 0.5], [0.51, 0.5], "Line");
    expect(texts(short)).toEqual(["problem.short_line"]);
  });

  it("is a picture that is ignored altogether, unless only faces are", () => {
    const whole = zone("all", [[0, 0], [1, 0], [1, 1], [0, 1]], "exclude");
    expect(texts({ zones: [whole], lines: [] })).toEqual(["problem.all_ignored"]);
    expect(texts({ zones: [{ ...whole, ignore: "faces" }], lines: [] })).toEqual([]);
    expect(texts({ zones: [zone("part", SQUARE), whole], lines: [] })).toEqual(["problem.zone_ignored"]);
    // Two halves do it together.
    const left = zone("l", [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], "exclude");
    const right = zone("r", [[0.5, 0], [1, 0], [1, 1], [0.5, 1]], "exclude");
    expect(texts({ zones: [left, right], lines: [] })).toEqual(["problem.all_ignored"]);
  });
});

describe("history", () => {
  it("undoes a drag at once, and single steps one by one", () => {
    const history = new History(0);
    history.push(1, "drag");
    history.push(2, "drag");
    history.settle();
    history.push(3, "drag");
    history.undo();
    expect(history.present).toBe(2);
    history.undo();
    expect([history.present, history.canUndo, history.canRedo]).toEqual([0, false, true]);
    history.redo();
    expect(history.present).toBe(2);
    history.push(9);
    expect(history.canRedo).toBe(false);
  });
});

describe("editor", () => {
  let editor: EditorController;

  beforeEach(() => {
    editor = new EditorController(new Host(), () => ({ zone: "Zone", line: "Line" }));
    editor.begin({ zones: [], lines: [] });
  });

  it("draws a zone by mouse: corner after corner, closed at the first", () => {
    editor.choose("zone");
    for (const at of [...SQUARE, [0.205, 0.205] as Point]) {
      editor.down(at);
      editor.up(at);
    }
    expect(editor.drawing.zones.map(({ name, points }) => [name, points])).toEqual([["Zone", SQUARE]]);
    expect([editor.tool, editor.selected]).toEqual(["select", { kind: "zone", index: 0 }]);
  });

  it("draws a zone by finger: a rectangle that is pulled open", () => {
    editor.choose("zone");
    editor.down([0.6, 0.6]);
    editor.move([0.2, 0.2]);
    expect(editor.pulled).toEqual(SQUARE);
    editor.up([0.2, 0.2]);
    expect(editor.drawing.zones[0]?.points).toEqual(SQUARE);
  });

  it("draws a zone by keyboard alone", () => {
    editor.choose("zone");
    for (const [way, times] of [["ArrowLeft", 4], ["ArrowUp", 4], [" ", 1], ["ArrowRight", 8], [" ", 1], ["ArrowDown", 8], [" ", 1], ["Enter", 1]] as const) {
      for (let time = 0; time < times; time += 1) expect(editor.key(key(way, { shiftKey: way !== " " }))).toBe(true);
    }
    expect(editor.drawing.zones[0]?.points).toEqual([[0.3, 0.3], [0.7, 0.3], [0.7, 0.7]]);
    // Its second corner is moved, then another one is put behind it and taken away again.
    editor.key(key("ArrowRight"), 1);
    expect(editor.drawing.zones[0]?.points[1]).toEqual([0.71, 0.3]);
    editor.key(key(" "), 1);
    expect(editor.drawing.zones[0]?.points).toHaveLength(4);
    editor.key(key("Delete"), 2);
    editor.key(key("Delete"), 2);
    expect(editor.drawing.zones[0]?.points).toHaveLength(3);
    editor.key(key("Delete"));
    expect(editor.drawing.zones).toEqual([]);
    editor.key(key("z", { ctrlKey: true }));
    expect(editor.drawing.zones).toHaveLength(1);
  });

  it("draws lines by a drag, by two taps and by keyboard", () => {
    editor.choose("line");
    editor.down([0.1, 0.5]);
    editor.move([0.4, 0.5]);
    editor.up([0.4, 0.5]);
    editor.choose("line");
    editor.down([0.5, 0.5]);
    editor.up([0.5, 0.5]);
    editor.move([0.9, 0.5]);
    editor.down([0.9, 0.5]);
    editor.up([0.9, 0.5]);
    editor.choose("line");
    editor.key(key("Enter"));
    const lines = editor.drawing.lines.map(({ name, start, end }) => [name, start, end]);
    expect(lines.slice(0, 2)).toEqual([
      ["Line", [0.1, 0.5], [0.4, 0.5]],
      ["Line 2", [0.5, 0.5], [0.9, 0.5]],
    ]);
    expect(lines).toHaveLength(3);
  });

  it("moves what is under the pointer, the smallest first, and undoes it in one step", () => {
    let drawing = withNewZone({ zones: [], lines: [] }, [[0, 0], [1, 0], [1, 1], [0, 1]], "All");
    drawing = withNewZone(drawing, SQUARE, "Small");
    editor.begin(drawing);
    editor.down([0.4, 0.4]);
    expect(editor.selected).toEqual({ kind: "zone", index: 1 });
    editor.move([0.45, 0.4]);
    editor.move([0.5, 0.45]);
    editor.up([0.5, 0.45]);
    expect(editor.drawing.zones[1]?.points[0]).toEqual([0.3, 0.25]);
    expect(editor.changed).toBe(true);
    editor.undo();
    expect(editor.drawing).toEqual(drawing);
  });

  it("turns a line round with the names of its sides", () => {
    const drawing = withNewLine({ zones: [], lines: [] }, [0.1, 0.5], [0.9, 0.5], "Door");
    const named = { ...drawing, lines: drawing.lines.map((line) => ({ ...line, name_in: "to the shop" })) };
    expect(swapped(named, 0).lines[0]).toMatchObject({ start: [0.9, 0.5], end: [0.1, 0.5], name_in: null, name_out: "to the shop" });
  });
});

describe("names on the picture", () => {
  const LONG = "Z".repeat(100);

  /** Return for each name the places in the picture and in the name itself that lie on each other, in percent. */
  function places(drawn: TemplateResult): number[][] {
    const page = document.createElement("div");
    render(drawn, page);
    return [...page.querySelectorAll(".tag")].map((tag) => {
      const style = tag.getAttribute("style") ?? "";
      return (/left:(.*)%;top:(.*)%;translate:-(.*)% -(.*)%/.exec(style) ?? []).slice(1).map(Number);
    });
  }

  it.each([
    [[0.02, 0.5], [2, 50, 2, 50]],
    [[0.5, 0.01], [50, 1, 50, 1]],
    [[1, 1], [100, 100, 100, 100]],
  ] as [Point, number[]][])("are all in it, however long, and however near its edge (%j)", (at, expected) => {
    // As much of a name is left of its place as of the picture, and as much above it.
    expect(places(zoneTag(zone(LONG, [at])))).toEqual([expected]);
    expect(editorStyles.cssText).toMatch(/\.tag \{[^}]*max-width: 60%[^}]*text-overflow: ellipsis/);
  });

  it("of the two ways across an upright line are not on each other", () => {
    const { lines } = withNewLine({ zones: [], lines: [] }, [0.5, 0.1], [0.5, 0.9], "Door");
    const [came, left] = places(lineTags({ ...lines[0]!, name_in: LONG, name_out: LONG }, [1280, 720], (one) => one));
    // Both at half of the height: one ends there, the other begins there.
    expect([came?.[1], came?.[3]]).toEqual([50, 100]);
    expect([left?.[1], left?.[3]]).toEqual([50, 0]);
  });
});
