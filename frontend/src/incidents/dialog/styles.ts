import { css } from "lit";

/** Shapes of the sheet on which an incident is shown: its picture at the left, what is known of it at the right. */
export const sheetStyles = css`
  dialog.viewer {
    width: min(1180px, calc(100vw - 48px));
    max-width: none;
    max-height: calc(100dvh - 48px);
    overflow: hidden;
  }
  .sheet {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 360px;
    max-height: calc(100dvh - 48px);
    min-height: min(560px, calc(100dvh - 48px));
  }
  .sheet > .state {
    grid-column: 1 / -1;
  }
  .left {
    display: flex;
    flex-direction: column;
    min-width: 0;
    background: #101214;
    color: #fff;
  }
  .media {
    position: relative;
    flex: 1;
    min-height: 0;
    display: grid;
    place-items: center;
    touch-action: pan-y pinch-zoom;
    overflow: hidden;
  }
  .close {
    position: absolute;
    top: 10px;
    right: 10px;
    z-index: 2;
  }
  .arrow {
    position: absolute;
    background: #000a;
    color: #fff;
  }
  .arrow:hover:enabled {
    background: #000;
  }
  .arrow:disabled {
    opacity: 0;
  }
  .arrow.newer {
    left: 12px;
  }
  .arrow.older {
    right: 12px;
  }
  .right {
    overflow-wrap: anywhere;
    padding: 20px 20px 24px;
    overflow-y: auto;
  }
  .right h2 {
    font-size: 20px;
    padding-right: 40px;
    white-space: normal;
  }
  .soft {
    margin: 4px 0 0;
    color: var(--argus-soft);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
    margin: 12px 0 4px -10px;
  }
  .false {
    margin-left: 10px;
  }
  .false[aria-pressed="true"] {
    background: color-mix(in srgb, var(--argus-accent) 22%, transparent);
    border-color: transparent;
  }
  .word {
    margin: 8px 0;
    padding: 10px 12px;
    border-radius: 10px;
    background: var(--argus-fill);
  }
  a {
    color: inherit;
    font-weight: 500;
  }
  @media (max-width: 800px) {
    dialog.viewer {
      width: 100vw;
      height: 100dvh;
      max-height: none;
      border-radius: 0;
      margin: 0;
    }
    .sheet {
      display: block;
      height: 100dvh;
      max-height: none;
      overflow-y: auto;
    }
    .media {
      min-height: 30dvh;
    }
    .close {
      position: fixed;
      background: #000a;
      color: #fff;
    }
    .right {
      overflow: visible;
    }
  }
`;
