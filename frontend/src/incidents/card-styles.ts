import { css } from "lit";

/** Shapes of the list of incidents: tiles in a grid, and the day above them. */
export const cardStyles = css`
  header {
    padding-bottom: 4px;
  }
  .day {
    padding: 0 16px 8px;
  }
  .pick {
    display: flex;
    align-items: center;
    margin: -4px 0 6px -10px;
  }
  .pick input {
    border: 0;
    background: none;
    font-weight: 500;
    min-height: 40px;
  }
  .pick .chip {
    margin-left: 8px;
  }
  .list {
    padding: 0 16px 16px;
  }
  h3 {
    margin: 12px 0 8px;
    font-size: 13px;
    font-weight: 500;
    color: var(--argus-soft);
  }
  .grid {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 12px;
    grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
  }
  .tile {
    position: relative;
    display: block;
    width: 100%;
    text-align: left;
    border-radius: var(--argus-radius);
  }
  argus-thumbnail {
    border-radius: var(--argus-radius);
  }
  .tile:hover argus-thumbnail {
    filter: brightness(1.08);
  }
  .tile.false {
    opacity: 0.7;
  }
  .marks {
    position: absolute;
    top: 8px;
    left: 8px;
    right: 8px;
    display: flex;
    gap: 6px;
    color: #fff;
  }
  .marks .icon {
    width: 18px;
    height: 18px;
    filter: drop-shadow(0 0 2px #000);
  }
  .now,
  .long {
    padding: 1px 8px;
    border-radius: 10px;
    font-size: 11px;
    font-weight: 500;
    background: #b3261e;
  }
  .long {
    background: #000a;
    margin-left: auto;
  }
  .text {
    display: block;
    padding: 6px 2px 0;
  }
  .text strong {
    font-weight: 500;
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    display: -webkit-box;
    -webkit-line-clamp: 2;
    -webkit-box-orient: vertical;
  }
  .unseen {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin: 0 6px 1px 0;
    border-radius: 50%;
    background: var(--argus-accent);
  }
  .where {
    display: block;
    font-size: 12px;
    color: var(--argus-soft);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .where .icon {
    display: inline;
    width: 14px;
    height: 14px;
    margin-right: 4px;
    vertical-align: -2px;
  }
  .end {
    height: 1px;
  }
  @media (max-width: 500px) {
    .grid {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
