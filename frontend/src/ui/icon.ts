import { html, type TemplateResult } from "lit";

/** Draw an icon; the element around it says what it means. */
export function icon(path: string): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${path}></path></svg>`;
}
