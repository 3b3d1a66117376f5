import { html, nothing, type TemplateResult } from "lit";
import { mdiAlertCircleOutline, mdiVideoOff, mdiImageOffOutline } from "@mdi/js";
import { icon } from "./icon.ts";

export type ViewState = "loading" | "empty" | "unavailable" | "error";

const ICONS = { empty: mdiImageOffOutline, unavailable: mdiVideoOff, error: mdiAlertCircleOutline };

/** Draw that there is nothing to show, and why. */
export function stateView(
  state: ViewState,
  text: string,
  action?: { text: string; run: () => void },
): TemplateResult {
  return html`<div class="state ${state}" role=${state === "error" ? "alert" : "status"}>
    ${state === "loading" ? html`<span class="spinner" aria-hidden="true"></span>` : icon(ICONS[state])}
    <p>${text}</p>
    ${action ? html`<button class="plain" @click=${action.run}>${action.text}</button>` : nothing}
  </div>`;
}
