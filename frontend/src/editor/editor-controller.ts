import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Places, Point } from "../api/types.ts";
import {
  pointsOf,
  same,
  shifted,
  swapped,
  withCorner,
  withCornerAfter,
  withNewLine,
  withNewZone,
  without,
  withoutCorner,
  type Named,
} from "./drawing.ts";
import { area, contains, distance, distanceTo, place } from "./geometry.ts";
import { History } from "./history.ts";
import { MOST_CORNERS, SHORTEST_LINE, SMALLEST_ZONE } from "./checks.ts";

export type Tool = "select" | "zone" | "line";

interface Words {
  zone: string;
  line: string;
}

/** Share of the picture within which a press means a line, or the first corner. */
const NEAR = 0.03;
/** Share of the picture that a finger has to go before it is no tap. */
const DRAG = 0.02;

type Press =
  | { what: "draw"; from: Point }
  | { what: "corner"; place: Named; corner: number }
  | { what: "move"; place: Named; last: Point };

/** Thinks for the editor: what a press, a move or a key does to a drawing. */
export class EditorController implements ReactiveController {
  tool: Tool = "select";
  selected?: Named | undefined;
  /** Corners of the zone, or the start of the line, that is being drawn. */
  draft: Point[] = [];
  /** Where the pointer or the keyboard's cross is. */
  cursor: Point = [0.5, 0.5];
  private history = new History<Places>({ zones: [], lines: [] });
  private saved: Places = { zones: [], lines: [] };
  private press?: Press | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly words: () => Words,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    // Nothing is followed: it is told what happens.
  }

  get drawing(): Places {
    return this.history.present;
  }

  get changed(): boolean {
    return this.drawing !== this.saved;
  }

  get canUndo(): boolean {
    return this.history.canUndo || this.draft.length > 0;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** Begin with what a camera has. */
  begin(places: Places): void {
    this.saved = { zones: places.zones, lines: places.lines };
    this.history = new History(this.saved);
    this.selected = undefined;
    this.draft = [];
    this.host.requestUpdate();
  }

  take(drawing: Places, tag?: string): void {
    this.history.push(drawing, tag);
    this.host.requestUpdate();
  }

  choose(tool: Tool): void {
    this.tool = tool;
    this.draft = [];
    if (tool !== "select") this.selected = undefined;
    this.host.requestUpdate();
  }

  select(selected: Named | undefined): void {
    this.tool = "select";
    this.draft = [];
    this.selected = selected;
    this.host.requestUpdate();
  }

  undo(): void {
    if (this.draft.length) this.draft = this.draft.slice(0, -1);
    else this.history.undo();
    this.forgetGone();
    this.host.requestUpdate();
  }

  redo(): void {
    this.history.redo();
    this.forgetGone();
    this.host.requestUpdate();
  }

  remove(named: Named): void {
    this.selected = undefined;
    this.take(without(this.drawing, named));
  }

  swap(index: number): void {
    this.take(swapped(this.drawing, index));
  }

  // Pointers

  /** A pointer went down on the picture, or on a corner of what is selected. */
  down(at: Point, corner?: { place: Named; corner: number }): void {
    this.cursor = at;
    if (corner) {
      this.press = { what: "corner", ...corner };
      this.selected = corner.place;
    } else if (this.tool === "select") {
      const hit = this.hit(at);
      this.selected = hit;
      this.press = hit && { what: "move", place: hit, last: at };
    } else this.press = { what: "draw", from: at };
    this.host.requestUpdate();
  }

  /** A pointer went down between two corners of a zone: a new one is made and moved. */
  split(named: Named, corner: number, at: Point): void {
    if (pointsOf(this.drawing, named).length >= MOST_CORNERS) return;
    this.take(withCornerAfter(this.drawing, named, corner, at), "drag");
    this.press = { what: "corner", place: named, corner: corner + 1 };
  }

  move(at: Point): void {
    this.cursor = at;
    const { press } = this;
    if (press?.what === "corner") this.take(withCorner(this.drawing, press.place, press.corner, at), "drag");
    else if (press?.what === "move") {
      this.take(shifted(this.drawing, press.place, [at[0] - press.last[0], at[1] - press.last[1]]), "drag");
      press.last = at;
    }
    this.host.requestUpdate();
  }

  up(at: Point): void {
    const { press } = this;
    this.press = undefined;
    this.history.settle();
    if (press?.what !== "draw") return;
    const dragged = distance(press.from, at) > DRAG;
    if (this.tool === "line") {
      if (!this.draft.length) this.draft = [press.from];
      if (dragged || this.draft[0] !== press.from) this.endLine(at);
    } else if (dragged && !this.draft.length) this.addRectangle(press.from, at);
    else this.addCorner(at);
    this.host.requestUpdate();
  }

  /** The pointer was taken away by the browser. */
  cancel(): void {
    this.press = undefined;
    this.history.settle();
  }

  /** What is being pulled open with the pointer: a rectangle or a line. */
  get pulled(): Point[] {
    if (this.press?.what !== "draw" || distance(this.press.from, this.cursor) <= DRAG) return [];
    const { from } = this.press;
    if (this.tool === "line") return [this.draft[0] ?? from, this.cursor];
    return this.draft.length ? [] : rectangle(from, this.cursor);
  }

  private addCorner(at: Point): void {
    const [first] = this.draft;
    if (first && this.draft.length >= 3 && distance(first, at) < NEAR) this.finish();
    else if (this.draft.length < MOST_CORNERS) this.draft = [...this.draft, at];
  }

  private addRectangle(from: Point, to: Point): void {
    const points = rectangle(from, to);
    if (area(points) >= SMALLEST_ZONE) this.addZone(points);
  }

  private endLine(at: Point): void {
    const [start] = this.draft;
    this.draft = [];
    if (!start || distance(start, at) < SHORTEST_LINE) return;
    this.take(withNewLine(this.drawing, start, at, this.words().line));
    this.select({ kind: "line", index: this.drawing.lines.length - 1 });
  }

  private addZone(points: readonly Point[]): void {
    this.take(withNewZone(this.drawing, points, this.words().zone));
    this.select({ kind: "zone", index: this.drawing.zones.length - 1 });
  }

  /** End the zone that is being drawn; with no corners yet, put one into the middle to be pulled into shape. */
  finish(): void {
    if (this.tool === "zone") {
      if (this.draft.length >= 3) this.addZone(this.draft);
      else if (!this.draft.length) this.addZone(rectangle([0.3, 0.3], [0.7, 0.7]));
    } else if (this.tool === "line") {
      this.draft = this.draft.length ? this.draft : [place(0.3, 0.5)];
      this.endLine(distance(this.draft[0] ?? [0, 0], this.cursor) < SHORTEST_LINE ? place(0.7, 0.5) : this.cursor);
    }
    this.host.requestUpdate();
  }

  private hit(at: Point): Named | undefined {
    const { zones, lines } = this.drawing;
    const line = lines.findIndex(({ start, end }) => distanceTo(at, start, end) < NEAR);
    if (line >= 0) return { kind: "line", index: line };
    // The smallest of those that lie over each other.
    const found = zones
      .map((zone, index) => ({ index, zone }))
      .filter(({ zone }) => contains(zone.points, at))
      .sort((a, b) => area(a.zone.points) - area(b.zone.points))[0];
    return found && { kind: "zone", index: found.index };
  }

  // Keys

  /**
   * Do what a key means on the picture, or on a corner.
   *
   * Returns:
   *   Whether it meant anything.
   */
  key(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">, corner?: number): boolean {
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === "z") {
        if (event.shiftKey) this.redo();
        else this.undo();
        return true;
      }
      if (event.key.toLowerCase() === "y") this.redo();
      return event.key.toLowerCase() === "y";
    }
    const step = event.shiftKey ? 0.05 : event.altKey ? 0.002 : 0.01;
    const way: Point | undefined = (
      { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] } as Record<string, Point>
    )[event.key];
    if (way) return this.nudge(way, corner);
    switch (event.key) {
      case "Enter":
        if (this.tool === "select") return false;
        this.finish();
        return true;
      case " ":
        return this.put(corner);
      case "Delete":
      case "Backspace":
        return this.takeAway(corner);
      case "Escape":
        if (this.draft.length) this.draft = [];
        else if (this.tool !== "select") this.tool = "select";
        else if (this.selected) this.selected = undefined;
        else return false;
        this.host.requestUpdate();
        return true;
      default:
        return false;
    }
  }

  private nudge(way: Point, corner: number | undefined): boolean {
    const { selected } = this;
    if (this.tool !== "select") this.cursor = place(this.cursor[0] + way[0], this.cursor[1] + way[1]);
    else if (!selected) return false;
    else if (corner === undefined) this.take(shifted(this.drawing, selected, way), `keys ${selected.kind} ${selected.index}`);
    else {
      const point = pointsOf(this.drawing, selected)[corner];
      if (!point) return false;
      const to = place(point[0] + way[0], point[1] + way[1]);
      this.take(withCorner(this.drawing, selected, corner, to), `keys ${selected.kind} ${selected.index} ${corner}`);
    }
    this.host.requestUpdate();
    return true;
  }

  /** Put a corner where the cross is; on a corner, another one behind it. */
  private put(corner: number | undefined): boolean {
    if (this.tool === "zone") this.addCorner(this.cursor);
    else if (this.tool === "line") {
      if (this.draft.length) this.endLine(this.cursor);
      else this.draft = [this.cursor];
    } else if (corner !== undefined && this.selected?.kind === "zone") {
      const points = pointsOf(this.drawing, this.selected);
      const [a, b] = [points[corner], points[(corner + 1) % points.length]];
      if (!a || !b || points.length >= MOST_CORNERS) return false;
      const between = place((a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      this.take(withCornerAfter(this.drawing, this.selected, corner, between));
    } else return false;
    this.host.requestUpdate();
    return true;
  }

  private takeAway(corner: number | undefined): boolean {
    if (this.draft.length) {
      this.draft = this.draft.slice(0, -1);
      this.host.requestUpdate();
      return true;
    }
    if (!this.selected) return false;
    if (corner === undefined) this.remove(this.selected);
    else this.take(withoutCorner(this.drawing, this.selected, corner));
    return true;
  }

  private forgetGone(): void {
    if (this.selected && !pointsOf(this.drawing, this.selected).length) this.selected = undefined;
  }

  isSelected(named: Named): boolean {
    return this.selected !== undefined && same(this.selected, named);
  }
}

function rectangle(a: Point, b: Point): Point[] {
  const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])];
  const [top, bottom] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])];
  return [place(left, top), place(right, top), place(right, bottom), place(left, bottom)];
}
