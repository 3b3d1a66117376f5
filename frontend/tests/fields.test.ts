import { LitElement, render, type TemplateResult } from "lit";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Kind, LineCounts, Point, Zone } from "../src/api/types.ts";
import { withNewLine, withNewZone, withZone } from "../src/editor/drawing.ts";
import { EditorController } from "../src/editor/editor-controller.ts";
import { lineFields, zoneFields, type FieldsAround } from "../src/editor/fields.ts";
import { formatsOf } from "../src/i18n/format.ts";
import { loadTexts, localizer } from "../src/i18n/localize.ts";

class Host extends LitElement {}
customElements.define("fields-host", Host);

const SQUARE: Point[] = [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6], [0.2, 0.6]];
const t = localizer("en");
let editor: EditorController;

beforeAll(() => Promise.all([loadTexts("en"), loadTexts("en", "editor"), loadTexts("en", "numbers")]));
beforeEach(() => {
  editor = new EditorController(new Host(), () => ({ zone: "Zone", line: "Line" }));
});

function drawn(fields: (around: FieldsAround) => TemplateResult): HTMLElement {
  const formats = formatsOf(
    {
      locale: { language: "en", number_format: "language", time_format: "24", date_format: "language", time_zone: "server" },
      config: { time_zone: "Europe/Paris", state: "RUNNING" },
    },
    t,
  );
  const page = document.createElement("div");
  render(fields({ t, formats, editor, sensitivity: 50 }), page);
  return page;
}

describe("what a line counts", () => {
  const COUNTS: Record<LineCounts, string> = {
    both: "Whoever crosses",
    motion: "Whatever moves",
    faces: "Only faces",
    persons: "Only persons",
    vehicles: "Only vehicles",
  };

  function chooser(counts: LineCounts): HTMLSelectElement | null {
    const drawing = withNewLine({ zones: [], lines: [] }, [0.1, 0.5], [0.9, 0.5], "Door");
    const line = { ...drawing.lines[0]!, counts };
    editor.begin({ zones: [], lines: [line] });
    return drawn((around) => lineFields(line, 0, around)).querySelector("select");
  }

  it.each(Object.entries(COUNTS))("is shown where it is %s, and can be chosen", (counts, words) => {
    const shown = chooser(counts as LineCounts)?.querySelectorAll("option[selected]") ?? [];
    expect([...shown].map((option) => option.textContent)).toEqual([words]);
    const select = chooser("motion")!;
    expect([...select.options].map(({ value }) => value).sort()).toEqual(Object.keys(COUNTS).sort());
    select.value = counts;
    select.dispatchEvent(new Event("change"));
    expect(editor.drawing.lines[0]?.counts).toBe(counts);
  });
});

describe("what counts as motion in a zone", () => {
  function begin(changes: Partial<Zone>): void {
    editor.begin(withZone(withNewZone({ zones: [], lines: [] }, SQUARE, "Drive"), 0, changes));
  }

  function chips(): HTMLButtonElement[] {
    const page = drawn((around) => zoneFields(editor.drawing.zones[0]!, 0, around));
    return [...page.querySelectorAll<HTMLButtonElement>("fieldset .chip")];
  }

  const chosen = (): string[] =>
    chips()
      .filter((chip) => chip.getAttribute("aria-pressed") === "true")
      .map((chip) => chip.textContent ?? "");
  const press = (words: string): void => chips().find((chip) => chip.textContent === words)?.click();
  const kinds = (): Kind[] | undefined => editor.drawing.zones[0]?.kinds;

  it("is shown, added to and taken away from, down to whatever moves", () => {
    begin({ kinds: ["vehicle"] });
    expect(chosen()).toEqual(["Vehicle"]);
    press("Person");
    expect([kinds(), chosen()]).toEqual([["person", "vehicle"], ["Person", "Vehicle"]]);
    press("Vehicle");
    press("Person");
    expect([kinds(), chosen()]).toEqual([[], ["Whatever moves"]]);
    press("Animal");
    press("Whatever moves");
    expect(kinds()).toEqual([]);
  });

  it("is whatever moves for a zone that was never given any", () => {
    begin({});
    expect(chosen()).toEqual(["Whatever moves"]);
  });

  it("is kept by a zone that is moved, named or ignored", () => {
    begin({ kinds: ["animal"], kind: "exclude" });
    expect(chips()).toEqual([]);
    editor.down([0.4, 0.4]);
    editor.move([0.5, 0.4]);
    editor.up([0.5, 0.4]);
    expect(editor.drawing.zones[0]?.points[0]).not.toEqual(SQUARE[0]);
    expect(kinds()).toEqual(["animal"]);
  });
});
