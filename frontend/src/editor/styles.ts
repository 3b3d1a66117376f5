import { css } from "lit";

export const editorStyles = css`
  dialog.editor {
    width: 100vw;
    height: 100dvh;
    max-width: none;
    max-height: none;
    margin: 0;
    border-radius: 0;
    overflow: hidden;
  }
  .sheet {
    display: flex;
    flex-direction: column;
    height: 100dvh;
  }
  header {
    padding: 8px 16px;
    border-bottom: 1px solid var(--argus-line);
  }
  .work {
    flex: 1;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 340px;
  }
  .board {
    display: flex;
    flex-direction: column;
    justify-content: center;
    min-height: 0;
    padding: 16px;
    gap: 10px;
    background: color-mix(in srgb, var(--argus-text) 5%, var(--argus-back));
  }
  argus-view {
    border-radius: 10px;
    max-width: calc((100dvh - 150px) * 1.7778);
    width: 100%;
    margin: 0 auto;
    overflow: visible;
  }
  .hint {
    margin: 0;
    text-align: center;
    color: var(--argus-soft);
    min-height: 20px;
  }
  .side {
    overflow-y: auto;
    padding: 16px;
    border-left: 1px solid var(--argus-line);
  }
  .canvas {
    position: absolute;
    inset: 0;
    touch-action: none;
    user-select: none;
    cursor: default;
  }
  .canvas.zone,
  .canvas.line {
    cursor: crosshair;
  }
  .canvas:focus-visible {
    outline-offset: -2px;
  }
  svg:not(.icon) {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  svg:not(.icon) * {
    vector-effect: non-scaling-stroke;
  }
  .include {
    --c: #4fc3f7;
  }
  .exclude {
    --c: #ff8a65;
  }
  .line {
    --c: #ffd54f;
  }
  polygon.zone {
    stroke: var(--c);
    stroke-width: 2;
    fill: color-mix(in srgb, var(--c) 18%, transparent);
  }
  polygon.exclude {
    stroke-dasharray: 6 4;
    fill: color-mix(in srgb, var(--c) 30%, transparent);
  }
  g.line * {
    stroke: var(--c);
    fill: var(--c);
    stroke-width: 3;
    stroke-linecap: round;
  }
  .selected {
    stroke-width: 3.5;
  }
  polygon.wrong {
    --c: #ff5252;
  }
  g.wrong {
    --c: #ff5252;
  }
  .draft {
    fill: rgba(255, 255, 255, 0.2);
    stroke: #fff;
    stroke-width: 2;
    stroke-dasharray: 5 4;
  }
  circle.draft {
    fill: #fff;
    stroke-dasharray: none;
  }
  .seen {
    fill: none;
    stroke: #69f0ae;
    stroke-width: 2;
  }
  .tag {
    position: absolute;
    padding: 1px 7px;
    border-radius: 6px;
    background: #000a;
    color: #fff;
    font-size: 12px;
    white-space: nowrap;
    max-width: 60%;
    overflow: hidden;
    text-overflow: ellipsis;
    pointer-events: none;
  }
  .tag.line {
    background: #ffd54f;
    color: #1c1b1f;
  }
  .tag.out {
    background: #000a;
    color: #ffe082;
  }
  .handle,
  .half {
    position: absolute;
    width: 16px;
    height: 16px;
    border-radius: 50%;
    background: #fff;
    border: 3px solid #0277bd;
    translate: -50% -50%;
    cursor: grab;
    touch-action: none;
  }
  .handle::before,
  .half::before {
    content: "";
    position: absolute;
    inset: -15px;
    border-radius: 50%;
  }
  .half {
    width: 10px;
    height: 10px;
    border-width: 1px;
    opacity: 0.75;
  }
  .half::before {
    inset: -10px;
  }
  .handle:focus-visible {
    outline: 3px solid #fff;
    box-shadow: 0 0 0 6px #0277bd;
  }
  .cross {
    position: absolute;
    width: 24px;
    height: 24px;
    translate: -50% -50%;
    pointer-events: none;
    background:
      linear-gradient(#fff, #fff) center / 2px 100% no-repeat,
      linear-gradient(#fff, #fff) center / 100% 2px no-repeat;
    filter: drop-shadow(0 0 2px #000);
  }
  .sample {
    position: absolute;
    left: 10px;
    bottom: 10px;
    border: 2px dashed #fff;
    background: rgba(0, 0, 0, 0.25);
    pointer-events: none;
  }
  .tools,
  .two,
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .wide {
    width: 100%;
    margin-top: 12px;
  }
  h3 {
    margin: 22px 0 6px;
    font-size: 14px;
    font-weight: 500;
  }
  .soft {
    color: var(--argus-soft);
    font-size: 13px;
    margin: 8px 0;
  }
  .entry {
    border: 1px solid var(--argus-line);
    border-radius: 12px;
    margin: 8px 0;
    padding: 0 12px;
  }
  .entry.open {
    border-color: var(--argus-accent);
  }
  .entry > .error-text {
    margin: 0 0 10px;
  }
  .name {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 44px;
    padding: 6px 0;
    text-align: left;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .name small {
    flex: none;
    margin-left: auto;
    color: var(--argus-soft);
    font-weight: 400;
  }
  .dot {
    width: 12px;
    height: 12px;
    border-radius: 4px;
    background: var(--c);
    flex: none;
  }
  .fields {
    padding-bottom: 12px;
  }
  fieldset {
    border: 0;
    margin: 10px 0 0;
    padding: 0;
  }
  legend {
    font-size: 12px;
    color: var(--argus-soft);
    padding: 0;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 40px;
  }
  .check input {
    width: 18px;
    height: 18px;
    accent-color: var(--argus-accent);
  }
  .slide b {
    float: right;
    color: var(--argus-text);
    font-weight: 500;
  }
  .slide input {
    appearance: none;
    width: 100%;
    height: 32px;
    margin: 0;
    border-radius: 16px;
    background: linear-gradient(var(--argus-soft), var(--argus-soft)) center / 100% 3px no-repeat;
  }
  .slide input::-webkit-slider-thumb {
    appearance: none;
    width: 22px;
    height: 22px;
    border: 0;
    border-radius: 50%;
    background: var(--argus-accent);
  }
  .slide input::-moz-range-thumb {
    width: 22px;
    height: 22px;
    border: 0;
    border-radius: 50%;
    background: var(--argus-accent);
  }
  @media (max-width: 800px) {
    header {
      flex-wrap: wrap;
      padding: 6px 8px 6px 12px;
      gap: 4px;
    }
    header .plain,
    header .solid {
      padding: 0 12px;
    }
    header h2 {
      flex-basis: 100%;
    }
    .work {
      display: block;
      overflow-y: auto;
    }
    .board {
      position: sticky;
      top: 0;
      z-index: 2;
      padding: 8px;
      gap: 6px;
      background: var(--argus-back);
    }
    .side {
      border: 0;
      overflow: visible;
    }
  }
`;
