import { html, nothing, svg, type TemplateResult } from "lit";
import type { Line, Point, SeenFrame, Watch, Zone } from "../api/types.ts";
import { beside, inSide, middleOf, rectangle, type Size } from "../camera/geometry.ts";
import type { Localize } from "../i18n/localize.ts";
import { pointsOf } from "./drawing.ts";
import type { EditorController } from "./editor-controller.ts";

/** What is drawn on the picture in the editor: zones, lines, what is being drawn, and what would be seen. */

function outline(points: readonly Point[], [width, height]: Size): string {
  return points.map(([x, y]) => `${x * width},${y * height}`).join(" ");
}

export function zoneShape(zone: Zone, size: Size, looks: string): TemplateResult {
  return svg`<polygon class="zone ${zone.kind} ${looks}" points=${outline(zone.points, size)}></polygon>`;
}

/** Draw a line with an arrow to the side that counts as in. */
export function lineShape(line: Line, size: Size, looks: string): TemplateResult {
  const [width, height] = size;
  const { middle, toward } = inSide(line.start, line.end, size);
  const tip = beside(middle, toward, width * 0.06, size);
  const base = beside(middle, toward, width * 0.035, size);
  const along: Point = [-toward[1], toward[0]];
  const head = [tip, beside(base, along, width * 0.014, size), beside(base, along, -width * 0.014, size)];
  return svg`<g class="line ${looks}">
    <line x1=${line.start[0] * width} y1=${line.start[1] * height} x2=${line.end[0] * width} y2=${line.end[1] * height}></line>
    <line x1=${middle[0] * width} y1=${middle[1] * height} x2=${base[0] * width} y2=${base[1] * height}></line>
    <polygon points=${outline(head, size)}></polygon>
  </g>`;
}

const within = (share: number): number => Math.min(1, Math.max(0, share)) * 100;

/**
 * Draw a word at a place. As much of the word is left of the place as of the picture, and as much above it: however long it
 * is, all of it is in the picture.
 */
function tag(at: Point, kind: string, text: string, lifted = 0): TemplateResult {
  const [x, y] = [within(at[0]), within(at[1])];
  return html`<span class="tag ${kind}" style="left:${x}%;top:${y}%;translate:-${x}% -${within(at[1] + lifted)}%">${text}</span>`;
}

export function zoneTag(zone: Zone): TemplateResult {
  return tag(middleOf(zone.points), `zone ${zone.kind}`, zone.name);
}

/** Name both directions of a line, each on the side that it leads to. */
export function lineTags(line: Line, size: Size, t: Localize): TemplateResult {
  const { middle, toward } = inSide(line.start, line.end, size);
  const away: Point = [-toward[0], -toward[1]];
  // Beside each other there is no room for two long names: at an upright line one is above the other.
  const lifted = Math.abs(toward[0]) * 0.6;
  return html`${tag(beside(middle, toward, size[0] * 0.09, size), "line", line.name_in ?? t("counter.in"), lifted)}
  ${tag(beside(middle, away, size[0] * 0.05, size), "line out", line.name_out ?? t("counter.out"), -lifted)}`;
}

/** Draw the zone or line that is not finished yet. */
export function draftShape({ draft, cursor, pulled, tool }: EditorController, size: Size): TemplateResult {
  if (pulled.length) return svg`<polygon class="draft" points=${outline(pulled, size)}></polygon>`;
  if (!draft.length) return svg``;
  const points = tool === "select" ? draft : [...draft, cursor];
  return svg`<polyline class="draft" points=${outline(points, size)}></polyline>
    ${draft.map(([x, y]) => svg`<circle class="draft" cx=${x * size[0]} cy=${y * size[1]} r=${size[0] * 0.006}></circle>`)}`;
}

/** Draw boxes around what is seen in a frame. */
export function seenShapes(frame: SeenFrame | undefined, size: Size): TemplateResult[] {
  const boxes = [...(frame?.moving ?? []), ...(frame?.tracks ?? []).map((track) => track.box)];
  return boxes.map((box) => {
    const { x, y, width, height } = rectangle(box, size);
    return svg`<rect class="seen" x=${x} y=${y} width=${width} height=${height}></rect>`;
  });
}

/** Show how small the smallest object is that is reported. */
export function smallestSample(watch: Watch, size: Size, t: Localize): TemplateResult {
  const side = Math.sqrt((watch.min_object / 100) * size[0] * size[1]);
  return html`<i
    class="sample"
    title=${t("editor.sample")}
    style="width:${(side / size[0]) * 100}%;height:${(side / size[1]) * 100}%"
  ></i>`;
}

/** Draw what the selected zone or line is pulled by: its corners, and the middles of a zone's sides. */
export function handles(
  { selected, drawing, tool }: EditorController,
  t: Localize,
  key: (event: KeyboardEvent, corner: number) => void,
): TemplateResult | typeof nothing {
  if (!selected || tool !== "select") return nothing;
  const points = pointsOf(drawing, selected);
  const zone = selected.kind === "zone";
  return html`${points.map(
    ([x, y], corner) =>
      html`<button
        class="handle"
        data-corner=${corner}
        style="left:${x * 100}%;top:${y * 100}%"
        aria-label=${t(zone ? "editor.corner" : corner ? "editor.line_end" : "editor.line_start", {
          n: corner + 1,
          of: points.length,
          x: Math.round(x * 100),
          y: Math.round(y * 100),
        })}
        @keydown=${(event: KeyboardEvent) => key(event, corner)}
      ></button>`,
  )}
  ${zone
    ? points.map(([x, y], corner) => {
        const [nextX, nextY] = points[(corner + 1) % points.length] ?? [x, y];
        return html`<span
          class="half"
          data-corner=${corner}
          style="left:${(x + nextX) * 50}%;top:${(y + nextY) * 50}%"
        ></span>`;
      })
    : nothing}`;
}
