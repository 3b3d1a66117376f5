import { css, html, nothing, svg, type TemplateResult } from "lit";
import type { Line, Point, SeenFrame, Zone } from "../api/types.ts";
import type { Localize } from "../i18n/localize.ts";
import { beside, inSide, middleOf, rectangle, type Size } from "./geometry.ts";

export interface Drawn {
  size: Size;
  zones: readonly Zone[];
  lines: readonly Line[];
  frame: SeenFrame | undefined;
}

function corners(points: readonly Point[], [width, height]: Size): string {
  return points.map(([x, y]) => `${x * width},${y * height}`).join(" ");
}

function zoneShape(zone: Zone, size: Size): TemplateResult {
  return svg`<polygon class="zone ${zone.kind}" points=${corners(zone.points, size)}></polygon>`;
}

function lineShape(line: Line, size: Size): TemplateResult {
  const [width, height] = size;
  const { middle, toward } = inSide(line.start, line.end, size);
  const reach = width * 0.05;
  const tip = beside(middle, toward, reach, size);
  const along: Point = [-toward[1], toward[0]];
  const base = beside(middle, toward, reach * 0.55, size);
  const head = [tip, beside(base, along, reach * 0.28, size), beside(base, along, -reach * 0.28, size)];
  return svg`<g class="line">
    <line x1=${line.start[0] * width} y1=${line.start[1] * height} x2=${line.end[0] * width} y2=${line.end[1] * height}></line>
    <line class="stem" x1=${middle[0] * width} y1=${middle[1] * height} x2=${base[0] * width} y2=${base[1] * height}></line>
    <polygon points=${corners(head, size)}></polygon>
  </g>`;
}

/**
 * Draw a word at a place, lower by some percent of its height; one above a box that reaches to the top of the picture stays in it. As much of the word is left
 * of the place as of the picture: however long it is, it begins and ends in the picture.
 */
function tag([x, y]: Point, kind: string, text: unknown, lower: number, before = x): TemplateResult {
  return html`<span class="tag ${kind}" style="left:${x * 100}%;top:max(18px,${y * 100}%);translate:${before * -100}% ${lower}%">${text}</span>`;
}

/** Draw beside a line, off its arrow, what it is called and how many crossed it, with arrows that point the way they went. */
function lineTag(line: Line, size: Size): TemplateResult {
  const { middle, toward } = inSide(line.start, line.end, size);
  const way = Math.round(Math.atan2(toward[1], toward[0]) / (Math.PI / 4));
  const went = (turn: number, count: number): string => `  ${"→↘↓↙←↖↑↗".charAt((way + turn) & 7)} ${count}`;
  const { name, today_in: came, today_out: left = 0 } = line;
  // A long name is shortened, what was counted is not.
  const words = html`<span>${name}</span>${came === undefined ? nothing : went(0, came) + went(4, left)}`;
  return tag(middle, "line", words, toward[1] < 0 ? 60 : -160);
}

/** Draw over a picture what is watched, and what was seen in it. */
export function overlay({ size, zones, lines, frame }: Drawn, t: Localize): TemplateResult {
  const tracks = frame?.tracks ?? [];
  return html`<div class="overlay" aria-hidden="true">
    <svg viewBox="0 0 ${size[0]} ${size[1]}" preserveAspectRatio="none">
      ${zones.map((zone) => zoneShape(zone, size))} ${lines.map((line) => lineShape(line, size))}
      ${tracks.map((track) => {
          const { x, y, width, height } = rectangle(track.box, size);
          return svg`<rect class="track ${track.kind ?? ""}" rx="4" x=${x} y=${y} width=${width} height=${height}></rect>`;
      })}
      ${(frame?.faces ?? []).map((face) => {
        const { x, y, width, height } = rectangle(face, size);
        return svg`<ellipse class="face" cx=${x + width / 2} cy=${y + height / 2} rx=${width / 2} ry=${height / 2}></ellipse>`;
      })}
    </svg>
    ${zones.map((zone) => tag(middleOf(zone.points), `zone ${zone.kind}`, zone.name, -50))}
    ${lines.map((line) => lineTag(line, size))}
    ${tracks.map((track) =>
      track.kind
        ? tag([track.box[0], track.box[1]], `track ${track.kind}`, t(`kind.${track.kind}`), -100, 0)
        : nothing,
    )}
  </div>`;
}

export const overlayStyles = css`
  .overlay,
  .overlay svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
    overflow: hidden;
  }
  .overlay * {
    vector-effect: non-scaling-stroke;
  }
  .zone.include {
    --c: #4fc3f7;
  }
  .zone.exclude {
    --c: #ff8a65;
  }
  polygon.zone {
    stroke: var(--c);
    stroke-width: 2;
    fill: color-mix(in srgb, var(--c) 16%, transparent);
  }
  polygon.exclude {
    stroke-dasharray: 6 4;
  }
  .line line,
  .line polygon {
    stroke: #ffd54f;
    stroke-width: 3;
    fill: #ffd54f;
  }
  rect.track {
    fill: none;
    stroke: #fff;
    stroke-width: 2;
    filter: drop-shadow(0 0 1px #000c);
  }
  rect.person {
    stroke: #69f0ae;
  }
  rect.vehicle {
    stroke: #82b1ff;
  }
  rect.animal {
    stroke: #ffd180;
  }
  .face {
    fill: none;
    stroke: #ff80ab;
    stroke-width: 2;
  }
  .tag {
    position: absolute;
    padding: 1px 6px;
    border-radius: 6px;
    background: #000a;
    color: #fff;
    font-size: 11px;
    line-height: 16px;
    white-space: pre;
    max-width: 60%;
  }
  .tag,
  .tag span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tag.line {
    display: flex;
  }
`;
