import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import {
  mdiAlertOctagonOutline,
  mdiChevronLeft,
  mdiChevronRight,
  mdiClose,
  mdiDeleteOutline,
  mdiDownload,
  mdiShareVariantOutline,
  mdiStar,
  mdiStarOutline,
} from "@mdi/js";
import type { Incident, Moment } from "../api/types.ts";
import { fire, navigate, saveFile } from "../ha/browse.ts";
import type { Part, TextKey } from "../i18n/localize.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { ask, dialogStyles } from "../ui/ask.ts";
import { define } from "../ui/define.ts";
import { icon } from "../ui/icon.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import "./dialog/argus-incident-facts.ts";
import "./dialog/argus-incident-moments.ts";
import "./dialog/argus-incident-picture.ts";
import "./dialog/argus-incident-words.ts";
import { IncidentController } from "./dialog/incident-controller.ts";
import { sheetStyles } from "./dialog/styles.ts";
import { sentenceOf } from "./sentence.ts";
import { swipeOf, type Press } from "./swipe.ts";

/** An incident with its picture, what is known of it, and what can be done with it. */
export class ArgusIncidentDialog extends ArgusElement {
  /** Id of the incident that is shown; nothing is open without one. */
  @property() shown?: string | undefined;
  /** The list it is one of, the newest first. */
  @property({ attribute: false }) incidents: readonly Incident[] = [];
  @property({ type: Boolean }) hasMore = false;

  @query("dialog.viewer") private readonly dialog?: HTMLDialogElement;
  private readonly at = new IncidentController(this);
  private press?: Press | undefined;

  protected override texts(): readonly Part[] {
    return ["cards", "incident"];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("incidents")) this.at.list(this.incidents);
    if (changed.has("shown")) this.at.show(this.shown);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("shown")) return;
    if (this.shown !== undefined && !this.dialog?.open) this.dialog?.showModal();
    if (this.shown === undefined && this.dialog?.open) this.dialog.close();
    if (this.shown !== undefined && this.hasMore && this.at.place >= this.incidents.length - 3) {
      fire(this, "argus-more", undefined);
    }
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.composedPath()[0] instanceof HTMLInputElement) return;
    const act = {
      ArrowLeft: () => this.at.go(-1),
      ArrowRight: () => this.at.go(1),
      Delete: () => void this.throwAway(),
      f: () => void this.at.favour(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  private readonly down = (event: PointerEvent): void => {
    this.press = event.isPrimary ? { x: event.clientX, y: event.clientY } : undefined;
  };

  private readonly up = (event: PointerEvent): void => {
    const swipe = this.press && swipeOf(this.press, { x: event.clientX, y: event.clientY });
    this.press = undefined;
    if (event.pointerType === "mouse") return;
    if (swipe === "left") this.at.go(1);
    if (swipe === "right") this.at.go(-1);
  };

  private async throwAway(): Promise<void> {
    const { hass, renderRoot } = this;
    if (!this.at.incident || !hass?.user?.is_admin || !(renderRoot instanceof ShadowRoot)) return;
    const sure = await ask(renderRoot, {
      title: this.t("delete.title"),
      text: this.t("delete.text"),
      action: this.t("delete.action"),
      cancel: this.t("cancel"),
      danger: true,
    });
    if (sure) await this.at.delete();
  }

  private download(incident: Incident): void {
    const path = (this.at.moving && this.at.preview) || incident.image_url;
    if (path && this.hass) saveFile(this.hass.hassUrl(path), `argus-${incident.id}`);
  }

  protected override render(): TemplateResult {
    return html`<dialog
      class="viewer"
      aria-labelledby="title"
      @keydown=${this.key}
      @close=${() => fire(this, "argus-close", undefined)}
      @click=${(event: MouseEvent) => {
        if (event.target === this.dialog) this.dialog?.close();
      }}
    >
      ${this.shown === undefined ? nothing : this.content(this.at.incident)}
    </dialog>`;
  }

  private content(incident: Incident | undefined): TemplateResult {
    const { t } = this;
    return html`<div class="sheet">
      <button class="round close" aria-label=${t("close")} title=${t("close")} @click=${() => this.dialog?.close()}>
        ${icon(mdiClose)}
      </button>
      ${incident
        ? html`<div class="left">${this.media(incident)} ${this.moments()}</div>
            <div class="right">
              <h2 id="title" aria-live="polite">${sentenceOf(incident, t)}</h2>
              <p class="soft">${incident.location} · ${this.formats.ago(incident.timestamp)}</p>
              ${this.actions(incident)} ${this.word()} ${this.at.link ? this.linkField(this.at.link) : nothing}
              ${this.continuing(incident)}
              <argus-incident-words .hass=${this.hass} .incident=${incident}></argus-incident-words>
              <argus-incident-facts
                .hass=${this.hass}
                .incident=${incident}
                .whole=${this.at.whole}
                .failed=${this.at.trouble !== undefined}
                .incidents=${this.incidents}
              ></argus-incident-facts>
            </div>`
        : this.missing()}
    </div>`;
  }

  private media(incident: Incident): TemplateResult {
    return html`<div class="media" @pointerdown=${this.down} @pointerup=${this.up}>
      <argus-incident-picture
        .hass=${this.hass}
        .incident=${incident}
        .moment=${this.at.moment}
        .preview=${this.at.preview}
        .moving=${this.at.moving}
        .fails=${this.at.pictureFails}
        @argus-play=${(event: CustomEvent<boolean>) => this.at.play(event.detail)}
        @argus-stale=${() => this.at.renewPicture()}
      ></argus-incident-picture>
      ${this.arrow(-1, "dialog.newer", mdiChevronLeft)} ${this.arrow(1, "dialog.older", mdiChevronRight)}
    </div>`;
  }

  private arrow(step: number, key: "dialog.newer" | "dialog.older", path: string): TemplateResult | typeof nothing {
    const { place } = this.at;
    if (place < 0) return nothing;
    return html`<button
      class="round arrow ${step < 0 ? "newer" : "older"}"
      aria-label=${this.t(key)}
      title=${this.t(key)}
      ?disabled=${this.incidents[place + step] === undefined}
      @click=${() => this.at.go(step)}
    >
      ${icon(path)}
    </button>`;
  }

  private continuing(incident: Incident): TemplateResult | typeof nothing {
    const before = incident.continues;
    if (!before) return nothing;
    return html`<p class="soft">
      ${this.t("dialog.continues")}
      <button class="plain" @click=${() => fire(this, "argus-go", before)}>${this.t("dialog.before")}</button>
    </p>`;
  }

  private moments(): TemplateResult {
    return html`<argus-incident-moments
      .hass=${this.hass}
      .moments=${this.at.whole?.moments ?? []}
      .chosen=${this.at.moment}
      @argus-look=${(event: CustomEvent<Moment>) => this.at.look(event.detail)}
    ></argus-incident-moments>`;
  }

  private button(key: TextKey, path: string, run: () => void, pressed?: boolean): TemplateResult {
    return html`<button
      class="round"
      aria-label=${this.t(key)}
      title=${this.t(key)}
      aria-pressed=${pressed === undefined ? nothing : String(pressed)}
      ?disabled=${this.at.busy}
      @click=${run}
    >
      ${icon(path)}
    </button>`;
  }

  private actions(incident: Incident): TemplateResult {
    const admin = this.hass?.user?.is_admin ?? false;
    const { favourite, false_alarm: falseAlarm } = incident;
    return html`<div class="actions">
      ${admin
        ? html`${this.button(
            favourite ? "action.no_favourite" : "action.favourite",
            favourite ? mdiStar : mdiStarOutline,
            () => void this.at.favour(),
            favourite,
          )}
          ${this.button("action.delete", mdiDeleteOutline, () => void this.throwAway())}`
        : nothing}
      ${incident.image_url ? this.button("action.download", mdiDownload, () => this.download(incident)) : nothing}
      ${this.button("action.share", mdiShareVariantOutline, () => void this.at.share(sentenceOf(incident, this.t)))}
      ${admin
        ? html`<button
            class="plain false"
            aria-pressed=${String(falseAlarm)}
            ?disabled=${this.at.busy}
            @click=${() => this.at.markFalse()}
          >
            ${icon(mdiAlertOctagonOutline)}${this.t(falseAlarm ? "action.no_false" : "action.false")}
          </button>`
        : nothing}
    </div>`;
  }

  private word(): TemplateResult {
    const { word } = this.at;
    return html`<div role="status">
      ${word
        ? html`<p class="word">${this.t(word.key, word.values)} ${word.repairs ? this.repairs() : nothing}</p>`
        : nothing}
    </div>`;
  }

  private repairs(): TemplateResult {
    return html`<a
      href="/config/repairs"
      @click=${(event: Event) => {
        event.preventDefault();
        navigate("/config/repairs");
      }}
      >${this.t("false.repairs")}</a
    >`;
  }

  private missing(): TemplateResult {
    if (this.at.trouble === "gone") return stateView("empty", this.t("dialog.gone"));
    if (!this.at.trouble) return stateView("loading", this.t("state.loading"));
    return stateView("error", this.t("state.failed"), { text: this.t("again"), run: () => this.at.again() });
  }

  private linkField(link: string): TemplateResult {
    return html`<label class="field"
      ><span>${this.t("dialog.link")}</span
      ><input readonly .value=${link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
    /></label>`;
  }

  static override styles = [shared, dialogStyles, sheetStyles];
}

define("argus-incident-dialog", ArgusIncidentDialog);
