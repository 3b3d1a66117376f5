import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { CardConfig, GridOptions } from "../ha/types.ts";
import type { Part } from "../i18n/localize.ts";
import { ArgusElement } from "./argus-element.ts";
import { CamerasController } from "./cameras.ts";
import { readConfig, shownValue, type Wrong } from "./config.ts";
import type { CardKind } from "./options.ts";
import { stateView } from "./state-view.ts";

/** What the cards of Argus have in common: a configuration, a place in the grid, and the cameras there are. */
export abstract class ArgusCard<C extends CardConfig> extends ArgusElement {
  /** Which card it is, as its options are listed. */
  protected abstract readonly kind: CardKind;
  /** As it was meant; undefined where it is wrong. */
  @state() protected config?: C | undefined;
  @state() private wrong?: Wrong | undefined;
  /** Whether the card is shown in an editor's preview. */
  @property({ type: Boolean }) preview = false;

  protected readonly cameras = new CamerasController(this);

  /** Load what draws the card, where that comes with the first such card only. */
  protected load?(): Promise<unknown>;
  @state() private loaded = !this.load;
  private broken = false;

  /**
   * Take over a configuration. What is wrong in it is not thrown but drawn: of what is thrown Home Assistant says on a
   * dashboard only that there is something, and nothing but that to those who are no administrators.
   */
  setConfig(config: CardConfig): void {
    const read = readConfig(this.kind, config);
    this.wrong = typeof read === "function" ? read : undefined;
    this.config = typeof read === "function" ? undefined : (read as C);
  }

  abstract getCardSize(): number;
  abstract getGridOptions(): GridOptions;

  protected override firstUpdated(): void {
    void this.load?.().then(
      () => (this.loaded = true),
      () => {
        this.wrong = (t) => t("state.failed");
        this.broken = true;
      },
    );
  }

  /** Draw the card, once it is configured and the cameras are known. */
  protected abstract renderCard(config: C): TemplateResult;

  protected override texts(): readonly Part[] {
    return this.wrong ? ["cards", "picker"] : ["cards"];
  }

  /** Draw that the camera which is named is not there, or that there is none at all. */
  protected notThere(named: string | undefined): TemplateResult {
    const { cameras } = this.cameras;
    return stateView("empty", this.t(cameras?.length ? "camera.not_there" : "camera.none", { camera: shownValue(named) }));
  }

  protected override render(): TemplateResult | typeof nothing {
    // A browser asks only once for a part of a page: to try again is to load all of it.
    const reload = this.broken ? { text: this.t("again"), run: () => location.reload() } : undefined;
    if (this.wrong) return html`<ha-card>${stateView("error", this.wrong(this.t), reload)}</ha-card>`;
    if (!this.config || !this.hass) return nothing;
    const { cameras, trouble } = this.cameras;
    if (cameras && this.loaded) return this.renderCard(this.config);
    return html`<ha-card>
      ${trouble
        ? stateView("error", this.t(trouble === "not_running" ? "state.not_running" : "state.failed"))
        : stateView("loading", this.t("state.loading"))}
    </ha-card>`;
  }
}
