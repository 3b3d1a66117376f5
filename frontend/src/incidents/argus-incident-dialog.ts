import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import {
  mdiAlertOctagonOutline,
  mdiBellOffOutline,
  mdiBellOutline,
  mdiBellRemoveOutline,
  mdiChevronLeft,
  mdiChevronRight,
  mdiClose,
  mdiDeleteOutline,
  mdiDownload,
  mdiImageOutline,
  mdiPlay,
  mdiShareVariantOutline,
  mdiStar,
  mdiStarOutline,
} from "@mdi/js";
import { deleteIncidents, loadIncident, markSeen, setFalseAlarm, setFavourite } from "../api/commands.ts";
import type { Box, Incident, Moment, WholeIncident } from "../api/types.ts";
import { addressWith, fire, navigate, saveFile } from "../ha/browse.ts";
import { isCommandError } from "../ha/types.ts";
import type { Part } from "../i18n/localize.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { ask, dialogStyles } from "../ui/ask.ts";
import { define } from "../ui/define.ts";
import { icon } from "../ui/icon.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import { toldOf, type Told } from "./decision-words.ts";
import { PARAMETER } from "./link.ts";
import "./argus-moments.ts";
import { momentWords, placeInFilm } from "./moment-words.ts";
import { secondsOf, sentenceOf } from "./sentence.ts";
import { swipeOf, type Press } from "./swipe.ts";

const TONE_ICONS = { told: mdiBellOutline, failed: mdiBellRemoveOutline, silent: mdiBellOffOutline };

/** An incident with its picture, what is known of it, and what can be done with it. */
export class ArgusIncidentDialog extends ArgusElement {
  /** Id of the incident that is shown; nothing is open without one. */
  @property() shown?: string | undefined;
  /** The list it is one of, the newest first. */
  @property({ attribute: false }) incidents: readonly Incident[] = [];
  @property({ type: Boolean }) hasMore = false;

  @state() private whole?: WholeIncident | undefined;
  @state() private trouble?: "gone" | "failed" | undefined;
  @state() private moment?: Moment | undefined;
  @state() private moving = false;
  @state() private pictureFails = false;
  /** Width by height of the picture. */
  @state() private aspect = 16 / 9;
  @state() private busy = false;
  @state() private word?: TemplateResult | string | undefined;
  @state() private link?: string | undefined;
  @query("dialog.viewer") private readonly dialog?: HTMLDialogElement;
  private press?: Press | undefined;

  private incident(): Incident | undefined {
    const listed = this.incidents.find(({ id }) => id === this.shown);
    return listed ?? (this.whole?.id === this.shown ? this.whole : undefined);
  }

  private get place(): number {
    return this.incidents.findIndex(({ id }) => id === this.shown);
  }

  protected override texts(): readonly Part[] {
    return ["cards", "incident"];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("shown")) return;
    this.whole = undefined;
    this.trouble = undefined;
    this.moment = undefined;
    this.word = undefined;
    this.link = undefined;
    this.pictureFails = false;
    this.moving = Boolean(this.incident()?.preview);
    if (this.shown === undefined) return;
    void this.load(this.shown);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("shown")) {
      if (changed.has("incidents")) this.refresh(changed.get("incidents"));
      return;
    }
    if (this.shown !== undefined && !this.dialog?.open) this.dialog?.showModal();
    if (this.shown === undefined && this.dialog?.open) this.dialog.close();
    if (this.shown !== undefined && this.hasMore && this.place >= this.incidents.length - 3) {
      fire(this, "argus-more", undefined);
    }
  }

  /** Ask again for all there is when the list tells something new of what is shown. */
  private refresh(before: readonly Incident[] | undefined): void {
    const now = this.incident();
    const old = before?.find(({ id }) => id === this.shown);
    if (now && old && now !== old && this.shown !== undefined) void this.load(this.shown);
  }

  private async load(id: string): Promise<void> {
    if (!this.hass) return;
    try {
      const whole = await loadIncident(this.hass, id);
      if (this.shown !== id) return;
      const first = this.whole === undefined;
      this.whole = whole;
      if (first && whole.preview) this.moving = true;
      if (whole.seen === false) {
        await markSeen(this.hass, id);
        this.change(whole, { seen: true });
      }
    } catch (error) {
      if (this.shown === id) this.trouble = isCommandError(error, "not_found") ? "gone" : "failed";
    }
  }

  private go(step: number): void {
    const next = this.incidents[this.place + step];
    if (this.place >= 0 && next) fire(this, "argus-go", next.id);
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.composedPath()[0] instanceof HTMLInputElement) return;
    const act = {
      ArrowLeft: () => this.go(-1),
      ArrowRight: () => this.go(1),
      Delete: () => void this.throwAway(),
      f: () => void this.favour(),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  private async act(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.word = undefined;
    try {
      await work();
    } catch (error) {
      this.word = this.t("dialog.failed", { why: isCommandError(error) ? error.message : String(error) });
    }
    this.busy = false;
  }

  private change(incident: Incident, changes: Partial<Incident>): void {
    if (this.whole?.id === incident.id) this.whole = { ...this.whole, ...changes };
    fire(this, "argus-changed", { ...incident, ...changes });
  }

  private async favour(): Promise<void> {
    const incident = this.incident();
    const hass = this.hass;
    if (!incident || !hass?.user?.is_admin) return;
    await this.act(async () => {
      await setFavourite(hass, incident.id, !incident.favourite);
      this.change(incident, { favourite: !incident.favourite });
    });
  }

  private async markFalse(): Promise<void> {
    const incident = this.incident();
    const hass = this.hass;
    if (!incident || !hass) return;
    await this.act(async () => {
      const falseAlarm = !incident.false_alarm;
      const answer = await setFalseAlarm(hass, incident.id, falseAlarm);
      this.change(incident, { false_alarm: falseAlarm });
      if (!falseAlarm) this.word = this.t("false.taken_back");
      else if (answer?.issue) this.word = html`${this.t("false.proposal")} ${this.repairs()}`;
      else if (answer?.marked !== undefined && answer.needed !== undefined && answer.marked < answer.needed) {
        this.word = this.t("false.counted", { marked: answer.marked, n: answer.needed - answer.marked });
      } else this.word = html`${this.t("false.thanks")} ${this.repairs()}`;
    });
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

  private async throwAway(): Promise<void> {
    const incident = this.incident();
    const { hass, renderRoot } = this;
    if (!incident || !hass?.user?.is_admin || !(renderRoot instanceof ShadowRoot)) return;
    const sure = await ask(renderRoot, {
      title: this.t("delete.title"),
      text: this.t("delete.text"),
      action: this.t("delete.action"),
      cancel: this.t("cancel"),
      danger: true,
    });
    if (!sure) return;
    await this.act(async () => {
      const next = this.incidents[this.place + 1] ?? this.incidents[this.place - 1];
      await deleteIncidents(hass, [incident.id]);
      if (next && next.id !== incident.id) fire(this, "argus-go", next.id);
      else this.dialog?.close();
      fire(this, "argus-deleted", incident.id);
    });
  }

  private async share(incident: Incident): Promise<void> {
    const url = location.origin + addressWith(PARAMETER, incident.id);
    try {
      if (navigator.share) await navigator.share({ title: sentenceOf(incident, this.t), url });
      else {
        await navigator.clipboard.writeText(url);
        this.word = this.t("dialog.copied");
      }
    } catch (error) {
      // Without a secure connection a browser offers neither: the link is shown to be copied by hand.
      if (!(error instanceof DOMException && error.name === "AbortError")) this.link = url;
    }
  }

  private readonly down = (event: PointerEvent): void => {
    this.press = event.isPrimary ? { x: event.clientX, y: event.clientY } : undefined;
  };

  private readonly up = (event: PointerEvent): void => {
    const swipe = this.press && swipeOf(this.press, { x: event.clientX, y: event.clientY });
    this.press = undefined;
    if (event.pointerType === "mouse") return;
    if (swipe === "left") this.go(1);
    if (swipe === "right") this.go(-1);
  };

  private media(incident: Incident): TemplateResult {
    const preview = incident.preview ?? this.whole?.preview;
    const path = this.moment?.picture ?? incident.image_url;
    const words = this.moment ? momentWords(this.moment, this.t) : sentenceOf(incident, this.t);
    let content: TemplateResult;
    if (this.moving && preview && this.hass) {
      const src = this.hass.hassUrl(preview);
      content = /\.(webp|gif)(\?|$)/.test(preview)
        ? html`<img src=${src} alt=${sentenceOf(incident, this.t)} />`
        : html`<video
            src=${src}
            autoplay
            muted
            loop
            playsinline
            controls
            aria-label=${this.t("dialog.preview")}
            @error=${() => (this.moving = false)}
          ></video>`;
    } else if (path && this.hass && !this.pictureFails) {
      content = html`<div class="frame" style="--aspect:${this.aspect}">
        <img
          src=${this.hass.hassUrl(path)}
          alt=${words}
          draggable="false"
          @load=${(event: Event) => {
            const image = event.target as HTMLImageElement;
            this.aspect = image.naturalWidth / image.naturalHeight || this.aspect;
          }}
          @error=${() => void this.renew(incident)}
        />
        ${this.boxOf(incident)}
      </div>`;
    } else content = stateView("empty", this.t("dialog.no_picture"));
    return html`<div class="media" @pointerdown=${this.down} @pointerup=${this.up}>
      ${content} ${this.arrow(-1, "dialog.newer", mdiChevronLeft)} ${this.arrow(1, "dialog.older", mdiChevronRight)}
      ${preview
        ? html`<button class="toggle" @click=${() => (this.moving = !this.moving)}>
            ${icon(this.moving ? mdiImageOutline : mdiPlay)}${this.t(this.moving ? "dialog.still" : "dialog.play")}
          </button>`
        : nothing}
    </div>`;
  }

  /** Ask for a picture's address once more: the signature of the one there is may have expired. */
  private async renew(incident: Incident): Promise<void> {
    const failed = this.moment?.picture ?? incident.image_url;
    this.pictureFails = true;
    if (!this.hass) return;
    const whole = await loadIncident(this.hass, incident.id).catch(() => undefined);
    if (!whole || this.shown !== whole.id || whole.image_url === failed) return;
    this.whole = whole;
    this.moment = undefined;
    fire(this, "argus-changed", { ...incident, ...whole });
    this.pictureFails = false;
  }

  private boxOf(incident: Incident): TemplateResult | typeof nothing {
    // The picture of a moment shows its box only, and what is around it.
    const box: Box | null | undefined = this.moment ? null : incident.box;
    if (!box) return nothing;
    const [left, top, right, bottom] = box.map((share) => share * 100) as Box;
    return html`<i
      class="box"
      style="left:${left}%;top:${top}%;width:${right - left}%;height:${bottom - top}%"
    ></i>`;
  }

  private arrow(step: number, key: "dialog.newer" | "dialog.older", path: string): TemplateResult | typeof nothing {
    if (this.place < 0) return nothing;
    return html`<button
      class="round arrow ${step < 0 ? "newer" : "older"}"
      aria-label=${this.t(key)}
      title=${this.t(key)}
      ?disabled=${this.incidents[this.place + step] === undefined}
      @click=${() => this.go(step)}
    >
      ${icon(path)}
    </button>`;
  }

  private moments(incident: Incident): TemplateResult | typeof nothing {
    const moments = this.whole?.moments ?? [];
    if (!moments.length) return nothing;
    return html`<argus-moments
      .hass=${this.hass}
      .moments=${moments}
      .chosen=${this.moment}
      @argus-moment=${(event: CustomEvent<Moment | null>) => this.jump(incident, event.detail ?? undefined)}
    ></argus-moments>`;
  }

  /** Show a moment: where it is in the film while that is shown and can be wound, else its own picture. */
  private jump(incident: Incident, moment: Moment | undefined): void {
    this.moment = moment;
    this.pictureFails = false;
    const film = this.moving ? this.renderRoot.querySelector("video") : null;
    if (moment && film && Number.isFinite(film.duration)) {
      film.currentTime = placeInFilm(incident, moment, film.duration);
    } else if (moment) this.moving = false;
  }

  private facts(incident: Incident): TemplateResult {
    const { t, formats } = this;
    const rows: [string, string | TemplateResult][] = [
      [t("fact.when"), html`<time datetime=${incident.timestamp}>${formats.dateTime(incident.timestamp)}</time>`],
      [
        t("fact.lasted"),
        incident.end === null
          ? t("fact.going_on", { duration: formats.duration(secondsOf(incident)) })
          : formats.duration(secondsOf(incident)),
      ],
      [t("fact.where"), [incident.camera, ...incident.zones].join(" · ")],
    ];
    if (incident.visitors_in + incident.visitors_out) {
      rows.push([
        t("fact.visitors"),
        t("fact.in_out", { in: formats.number(incident.visitors_in), out: formats.number(incident.visitors_out) }),
      ]);
    }
    if (incident.faces_count) rows.push([t("fact.faces"), formats.number(incident.faces_count)]);
    if (incident.motion_intensity) rows.push([t("fact.motion"), formats.percent(incident.motion_intensity)]);
    return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  }

  private alerts(): TemplateResult {
    const { t } = this;
    if (!this.whole) return html`<p class="soft">${this.trouble ? t("state.failed") : t("state.loading")}</p>`;
    const told = toldOf(this.whole.decisions, { t, formats: this.formats, states: this.hass?.states ?? {} });
    if (!told.length) return html`<p class="soft">${t("told.no_alerts")}</p>`;
    return html`<ul class="told">
      ${told.map(
        (one: Told) =>
          html`<li class=${one.tone}>
            ${icon(TONE_ICONS[one.tone])}
            <div><strong>${one.alert}</strong> <time>${this.formats.time(one.at)}</time><br />${one.text}</div>
          </li>`,
      )}
    </ul>`;
  }

  private linked(incident: Incident): TemplateResult | typeof nothing {
    if (!incident.linked.length) return nothing;
    return html`<h3>${this.t("dialog.linked")}</h3>
      <div class="links">
        ${incident.linked.map((id) => {
          const other = this.incidents.find((one) => one.id === id);
          return html`<button class="plain" @click=${() => fire(this, "argus-go", id)}>
            ${other ? `${other.camera}, ${this.formats.time(other.timestamp)}` : this.t("dialog.other_camera")}
          </button>`;
        })}
      </div>`;
  }

  private continuing(incident: Incident): TemplateResult | typeof nothing {
    const before = incident.continues ?? this.whole?.continues;
    if (!before) return nothing;
    return html`<p class="soft">
      ${this.t("dialog.continues")}
      <button class="plain" @click=${() => fire(this, "argus-go", before)}>${this.t("dialog.before")}</button>
    </p>`;
  }

  private actions(incident: Incident): TemplateResult {
    const { t } = this;
    const admin = this.hass?.user?.is_admin ?? false;
    const button = (key: Parameters<typeof t>[0], path: string, run: () => void, pressed?: boolean): TemplateResult =>
      html`<button
        class="round"
        aria-label=${t(key)}
        title=${t(key)}
        aria-pressed=${pressed === undefined ? nothing : String(pressed)}
        ?disabled=${this.busy}
        @click=${run}
      >
        ${icon(path)}
      </button>`;
    return html`<div class="actions">
      ${admin
        ? html`${button(
            incident.favourite ? "action.no_favourite" : "action.favourite",
            incident.favourite ? mdiStar : mdiStarOutline,
            () => void this.favour(),
            incident.favourite,
          )}
          ${button("action.delete", mdiDeleteOutline, () => void this.throwAway())}`
        : nothing}
      ${incident.image_url
        ? button("action.download", mdiDownload, () => {
            const path = (this.moving && (incident.preview ?? this.whole?.preview)) || incident.image_url;
            if (path && this.hass) saveFile(this.hass.hassUrl(path), `argus-${incident.id}`);
          })
        : nothing}
      ${button("action.share", mdiShareVariantOutline, () => void this.share(incident))}
      ${admin
        ? html`<button
            class="plain false"
            aria-pressed=${String(incident.false_alarm)}
            ?disabled=${this.busy}
            @click=${() => this.markFalse()}
          >
            ${icon(mdiAlertOctagonOutline)}${t(incident.false_alarm ? "action.no_false" : "action.false")}
          </button>`
        : nothing}
    </div>`;
  }

  protected override render(): TemplateResult {
    const incident = this.incident();
    return html`<dialog
      class="viewer"
      aria-labelledby="title"
      @keydown=${this.key}
      @close=${() => fire(this, "argus-close", undefined)}
      @click=${(event: MouseEvent) => {
        if (event.target === this.dialog) this.dialog?.close();
      }}
    >
      ${this.shown === undefined ? nothing : this.content(incident)}
    </dialog>`;
  }

  private content(incident: Incident | undefined): TemplateResult {
    const { t } = this;
    return html`<div class="sheet">
      <button class="round close" aria-label=${t("close")} title=${t("close")} @click=${() => this.dialog?.close()}>
        ${icon(mdiClose)}
      </button>
      ${incident
        ? html`<div class="left">${this.media(incident)} ${this.moments(incident)}</div>
            <div class="right">
              <h2 id="title" aria-live="polite">${sentenceOf(incident, t)}</h2>
              <p class="soft">${incident.location} · ${this.formats.ago(incident.timestamp)}</p>
              ${this.continuing(incident)}
              ${this.actions(incident)}
              <div role="status">${this.word ? html`<p class="word">${this.word}</p>` : nothing}</div>
              ${this.link ? this.linkField(this.link) : nothing} ${this.facts(incident)}
              <h3>${t("dialog.alerts")}</h3>
              ${this.alerts()} ${this.linked(incident)}
            </div>`
        : this.missing()}
    </div>`;
  }

  private missing(): TemplateResult {
    if (this.trouble === "gone") return stateView("empty", this.t("dialog.gone"));
    if (this.trouble) {
      return stateView("error", this.t("state.failed"), {
        text: this.t("again"),
        run: () => {
          this.trouble = undefined;
          if (this.shown !== undefined) void this.load(this.shown);
        },
      });
    }
    return stateView("loading", this.t("state.loading"));
  }

  private linkField(link: string): TemplateResult {
    return html`<label class="field"
      ><span>${this.t("dialog.link")}</span
      ><input readonly .value=${link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
    /></label>`;
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
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
      .media .state {
        color: #fff;
      }
      .frame {
        position: relative;
        width: min(100%, calc((100dvh - 152px) * var(--aspect)));
      }
      .frame img {
        width: 100%;
      }
      .media img,
      .media video {
        display: block;
        max-width: 100%;
        max-height: calc(100dvh - 48px);
        object-fit: contain;
        user-select: none;
      }
      .box {
        position: absolute;
        border: 2px solid #69f0ae;
        border-radius: 6px;
        box-shadow: 0 0 0 1px rgba(0, 0, 0, 0.5);
        pointer-events: none;
      }
      .close {
        position: absolute;
        top: 10px;
        right: 10px;
        z-index: 2;
      }
      .arrow,
      .toggle {
        position: absolute;
        background: rgba(0, 0, 0, 0.6);
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
      .toggle {
        top: 12px;
        left: 12px;
        display: flex;
        gap: 6px;
        align-items: center;
        padding: 6px 12px 6px 8px;
        border-radius: 18px;
      }
      argus-moments {
        flex: none;
        min-width: 0;
      }
      .right {
        padding: 20px 20px 24px;
        overflow-y: auto;
      }
      .right h2 {
        font-size: 20px;
        padding-right: 40px;
        white-space: normal;
      }
      h3 {
        font-size: 14px;
        font-weight: 500;
        margin: 20px 0 8px;
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
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 16px;
        margin: 16px 0 0;
      }
      dt {
        color: var(--argus-soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .told {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 12px;
      }
      .told li {
        display: flex;
        gap: 12px;
        overflow-wrap: anywhere;
      }
      .told .icon {
        margin-top: 1px;
        color: var(--argus-soft);
      }
      .told .told .icon {
        color: #2e7d32;
      }
      .told .failed .icon {
        color: var(--argus-alarm);
      }
      .told strong {
        font-weight: 500;
      }
      .told time {
        color: var(--argus-soft);
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
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
        .frame {
          width: min(100%, calc(62dvh * var(--aspect)));
        }
        .media img,
        .media video {
          max-height: 62dvh;
        }
        .close {
          position: fixed;
          background: rgba(0, 0, 0, 0.6);
          color: #fff;
        }
        .right {
          overflow: visible;
        }
      }
    `,
  ];
}

define("argus-incident-dialog", ArgusIncidentDialog);
