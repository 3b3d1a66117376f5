import { css } from "lit";

/** Shapes that all cards share; every colour is one of the user's theme. */
export const shared = css`
  :host {
    --argus-accent: var(--primary-color);
    --argus-text: var(--primary-text-color);
    --argus-soft: var(--secondary-text-color);
    --argus-line: var(--divider-color);
    --argus-back: var(--card-background-color);
    --argus-fill: color-mix(in srgb, var(--argus-text) 7%, transparent);
    --argus-radius: 12px;
    --argus-alarm: var(--error-color);
    display: block;
    color: var(--argus-text);
    font-size: 14px;
    line-height: 1.4;
    -webkit-tap-highlight-color: transparent;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  ha-card {
    display: block;
    height: 100%;
    overflow: hidden;
  }
  .icon {
    width: 20px;
    height: 20px;
    fill: currentColor;
    flex: none;
    display: block;
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 12px 12px 8px 16px;
    min-height: 52px;
  }
  h2 {
    margin: 0;
    flex: 1;
    min-width: 0;
    font-size: 16px;
    font-weight: 500;
    line-height: 1.3;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  h2 small {
    display: block;
    font-size: 12px;
    font-weight: 400;
    color: var(--argus-soft);
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    border: 0;
    background: none;
    padding: 0;
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  :focus-visible {
    outline: 2px solid var(--argus-accent);
    outline-offset: 2px;
  }
  .round {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    flex: none;
  }
  .round:hover:enabled,
  .plain:hover:enabled {
    background: var(--argus-fill);
  }
  .round[aria-pressed="true"] {
    color: var(--argus-accent);
  }
  .plain,
  .solid {
    min-height: 40px;
    padding: 0 14px;
    border-radius: 20px;
    font-weight: 500;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    text-decoration: none;
  }
  .plain {
    border: 1px solid var(--argus-line);
    color: var(--argus-text);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 4px 16px 12px;
  }
  .chip {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 32px;
    padding: 0 12px;
    border-radius: 16px;
    border: 1px solid var(--argus-line);
    background: transparent;
    font-size: 13px;
    white-space: nowrap;
  }
  .chip .icon {
    width: 16px;
    height: 16px;
  }
  .chip[aria-pressed="true"],
  .chip[aria-checked="true"],
  .chip.set {
    background: color-mix(in srgb, var(--argus-accent) 22%, transparent);
    border-color: transparent;
  }
  select.chip {
    appearance: none;
    padding-right: 28px;
    max-width: 180px;
    text-overflow: ellipsis;
    background-image: linear-gradient(45deg, transparent 50%, currentColor 50%),
      linear-gradient(-45deg, transparent 50%, currentColor 50%);
    background-position:
      right 14px center,
      right 10px center;
    background-size: 4px 4px;
    background-repeat: no-repeat;
  }
  select option {
    color: var(--argus-text);
    background: var(--argus-back);
  }
  .state {
    display: grid;
    place-items: center;
    place-content: center;
    gap: 12px;
    min-height: 140px;
    padding: 24px;
    text-align: center;
    color: var(--argus-soft);
  }
  .state p {
    margin: 0;
    max-width: 36ch;
  }
  .state .icon {
    width: 36px;
    height: 36px;
  }
  .state.error .icon {
    color: var(--argus-alarm);
  }
  .spinner {
    width: 28px;
    height: 28px;
    border-radius: 50%;
    border: 3px solid var(--argus-line);
    border-top-color: var(--argus-accent);
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 360deg;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 3s;
    }
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .note {
    margin: 0;
    padding: 8px 16px;
    color: var(--argus-soft);
  }
`;
