import { css, svg, html, nothing, type TemplateResult } from "lit";

export interface Bar {
  /** What stands below it; empty for none. */
  label: string;
  /** What is read of it. */
  text: string;
  value: number;
  /** What it is compared with. */
  before?: number;
  /** Whether it is outside of the opening hours. */
  outside?: boolean;
  /** Whether it is the highest. */
  peak?: boolean;
}

const LABELS = 22;

/** Return a round number that is no less than a value, for the top of a scale. */
export function topOf(highest: number): number {
  if (highest <= 4) return 4;
  const size = 10 ** Math.floor(Math.log10(highest));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * size).find((top) => top >= highest) ?? highest;
}

/** Draw bars in so many pixels, with those they are compared with as a line across. */
export function barChart(
  bars: readonly Bar[],
  { width: whole, label, number }: { width: number; label: string; number: (value: number) => string },
): TemplateResult {
  const top = topOf(Math.max(1, ...bars.map((bar) => Math.max(bar.value, bar.before ?? 0))));
  const height = 190;
  const left = 34;
  const room = height - LABELS - 8;
  const step = (whole - left) / bars.length;
  const y = (value: number): number => 8 + room * (1 - value / top);
  return html`<svg class="bars" viewBox="0 0 ${whole} ${height}" role="img" aria-label=${label}>
    ${[0, 0.5, 1].map(
      (share) => svg`<g class="scale"><line x1=${left} x2=${whole} y1=${y(top * share)} y2=${y(top * share)}></line>
        <text x=${left - 8} y=${y(top * share) + 4} text-anchor="end">${number(top * share)}</text></g>`,
    )}
    ${bars.map((bar, place) => {
      const x = left + place * step;
      const width = Math.max(2, Math.min(step * 0.68, 46));
      const from = x + (step - width) / 2;
      return svg`<g>
        <title>${bar.text}</title>
        <rect class="hit" x=${x} y="0" width=${step} height=${height}></rect>
        ${
          bar.value
            ? svg`<rect class="bar ${bar.outside ? "outside" : ""} ${bar.peak ? "peak" : ""}" rx="3" x=${from} y=${y(bar.value)} width=${width} height=${y(0) - y(bar.value)}></rect>`
            : nothing
        }
        ${
          bar.before
            ? svg`<line class="before" x1=${from - 3} x2=${from + width + 3} y1=${y(bar.before)} y2=${y(bar.before)}></line>`
            : nothing
        }
        <text class="label" x=${x + step / 2} y=${height - 5} text-anchor="middle">${bar.label}</text>
      </g>`;
    })}
  </svg>`;
}

export const barStyles = css`
  .bars {
    display: block;
    width: 100%;
    height: auto;
    font-size: 12px;
    font-family: inherit;
  }
  .bars text {
    fill: var(--argus-soft);
  }
  .bars .scale line {
    stroke: var(--argus-line);
  }
  .bars .hit {
    fill: transparent;
  }
  .bars g:hover > .hit {
    fill: var(--argus-fill);
  }
  .bars .bar {
    fill: color-mix(in srgb, var(--argus-accent) 70%, var(--argus-back));
  }
  .bars .peak {
    fill: var(--argus-accent);
  }
  .bars .outside {
    fill: #ef6c00;
  }
  .bars .before {
    stroke: var(--argus-text);
    stroke-width: 2;
  }
`;
