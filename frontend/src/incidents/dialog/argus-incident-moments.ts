import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Moment } from "../../api/types.ts";
import { fire } from "../../ha/browse.ts";
import { ArgusElement } from "../../ui/argus-element.ts";
import { define } from "../../ui/define.ts";
import { icon } from "../../ui/icon.ts";
import { DroppedMoments } from "./dropped-moments.ts";
import { momentIcon, momentWords } from "./moment-words.ts";

const shown = (event: Event): void => (event.target as HTMLElement).removeAttribute("hidden");

/** The moments of an incident as a strip of small pictures, each with its time and what happened: one jumps to it. */
export class ArgusIncidentMoments extends ArgusElement {
  @property({ attribute: false }) moments: readonly Moment[] = [];
  @property({ attribute: false }) chosen?: Moment | undefined;

  private readonly dropped = new DroppedMoments(this);

  protected override texts(): ReturnType<ArgusElement["texts"]> {
    return ["cards", "incident"];
  }

  private readonly key = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const moments = this.dropped.kept(this.moments);
    if (!step || !moments.length) return;
    // Within the strip the arrows lead from visitor to visitor, not to another incident.
    event.preventDefault();
    event.stopPropagation();
    const place = this.chosen ? moments.indexOf(this.chosen) + step : 0;
    const next = moments[Math.max(0, Math.min(moments.length - 1, place))];
    if (!next || next === this.chosen) return;
    fire(this, "argus-moment", next);
    this.renderRoot.querySelectorAll("button")[moments.indexOf(next)]?.focus();
  };

  private fails(event: Event, moment: Moment): void {
    const image = event.target as HTMLImageElement;
    image.setAttribute("hidden", "");
    void this.dropped.ask(moment, image.src);
  }

  protected override render(): TemplateResult | typeof nothing {
    const moments = this.dropped.kept(this.moments);
    if (!moments.length) return nothing;
    return html`<ol aria-label=${this.t("dialog.moments")} @keydown=${this.key}>
      ${moments.map((moment) => html`<li>${this.one(moment)}</li>`)}
    </ol>`;
  }

  private one(moment: Moment): TemplateResult {
    const pressed = moment === this.chosen;
    return html`<button
      aria-pressed=${String(pressed)}
      @click=${() => fire(this, "argus-moment", pressed ? undefined : moment)}
    >
      <span class="blank">
        ${icon(momentIcon(moment))}
        ${moment.picture && this.hass
          ? html`<img
              src=${this.hass.hassUrl(moment.picture)}
              alt=""
              loading="lazy"
              @load=${shown}
              @error=${(event: Event) => this.fails(event, moment)}
            />`
          : nothing}
      </span>
      <time datetime=${moment.time}>${this.formats.timeWithSeconds(moment.time)}</time>
      <span>${momentWords(moment, this.t)}</span>
    </button>`;
  }

  static override styles = css`
    :host {
      flex: none;
      min-width: 0;
    }
    ol {
      display: flex;
      gap: 8px;
      margin: 0;
      padding: 10px 12px;
      overflow-x: auto;
      list-style: none;
    }
    button {
      display: block;
      width: 104px;
      height: 100%;
      padding: 0 0 4px;
      border: 0;
      border-radius: 8px;
      overflow: hidden;
      background: #24272b;
      color: #fff;
      font: inherit;
      font-size: 11px;
      line-height: 1.3;
      cursor: pointer;
    }
    button[aria-pressed="true"] {
      outline: 2px solid #69f0ae;
    }
    button:focus-visible {
      outline: 2px solid #fff;
    }
    .blank {
      display: grid;
      place-items: center;
      position: relative;
      height: 72px;
    }
    .icon {
      width: 24px;
      height: 24px;
      fill: currentColor;
      opacity: 0.6;
    }
    img {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: cover;
    }
    /* Another moment may take the place of one: what is not displayed at all would never be loaded. */
    img[hidden] {
      display: block;
      visibility: hidden;
    }
    time,
    button > span:last-child {
      display: block;
      padding: 2px 4px 0;
      overflow-wrap: anywhere;
    }
    time {
      opacity: 0.8;
    }
  `;
}

define("argus-incident-moments", ArgusIncidentMoments);
