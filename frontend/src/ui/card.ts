import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { CardConfig, GridOptions } from "../ha/types.ts";
import { ArgusElement } from "./argus-element.ts";
import { CamerasController } from "./cameras.ts";
import { stateView } from "./state-view.ts";

/** What the cards of Argus have in common: a configuration, a place in the grid, and the cameras there are. */
export abstract class ArgusCard<C extends CardConfig> extends ArgusElement {
  @state() protected config?: C;
  /** Whether the card is shown in an editor's preview. */
  @property({ type: Boolean }) preview = false;

  protected readonly cameras = new CamerasController(this);

  setConfig(config: C): void {
    this.config = config;
  }

  abstract getCardSize(): number;
  abstract getGridOptions(): GridOptions;

  /** Draw the card, once it is configured and the cameras are known. */
  protected abstract renderCard(config: C): TemplateResult;

  protected override render(): TemplateResult | typeof nothing {
    if (!this.config || !this.hass) return nothing;
    const { cameras, trouble } = this.cameras;
    if (cameras) return this.renderCard(this.config);
    return html`<ha-card>
      ${trouble
        ? stateView("error", this.t(trouble === "not_running" ? "state.not_running" : "state.failed"))
        : stateView("loading", this.t("state.loading"))}
    </ha-card>`;
  }
}
