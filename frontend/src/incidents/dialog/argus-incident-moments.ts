import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Moment } from "../../api/types.ts";
import { fire } from "../../ha/browse.ts";
import type { Part } from "../../i18n/localize.ts";
import { ArgusElement } from "../../ui/argus-element.ts";
import { define } from "../../ui/define.ts";
import { icon } from "../../ui/icon.ts";
import { shared } from "../../ui/styles.ts";
import { momentIcon, momentWords } from "../moment-words.ts";

/** The moments of an incident as a strip of small pictures with their times and words; one that is pressed is looked at. */
export class ArgusIncidentMoments extends ArgusElement {
  @property({ attribute: false }) moments: readonly Moment[] = [];
  /** The one that is looked at. */
  @property({ attribute: false }) chosen?: Moment | undefined;

  protected override texts(): readonly Part[] {
    return ["cards", "incident"];
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.moments.length) return nothing;
    return html`<ol aria-label=${this.t("dialog.moments")} @keydown=${this.key}>
      ${this.moments.map((moment) => html`<li>${this.button(moment)}</li>`)}
    </ol>`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    // Within the strip the arrows lead from visitor to visitor, not to another incident.
    event.preventDefault();
    event.stopPropagation();
    const place = this.chosen ? this.moments.indexOf(this.chosen) + step : 0;
    const next = this.moments[Math.max(0, Math.min(this.moments.length - 1, place))];
    if (!next || next === this.chosen) return;
    fire(this, "argus-look", next);
    this.renderRoot.querySelectorAll("button")[this.moments.indexOf(next)]?.focus();
  };

  private button(moment: Moment): TemplateResult {
    return html`<button
      aria-pressed=${String(moment === this.chosen)}
      @click=${() => fire(this, "argus-look", moment)}
    >
      ${moment.picture && this.hass
        ? html`<img src=${this.hass.hassUrl(moment.picture)} alt="" loading="lazy" />`
        : html`<span class="blank">${icon(momentIcon(moment))}</span>`}
      <time datetime=${moment.time}>${this.formats.timeWithSeconds(moment.time)}</time>
      <span>${momentWords(moment, this.t)}</span>
    </button>`;
  }

  static override styles = [
    shared,
    css`
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
        width: 104px;
        height: 100%;
        border-radius: 8px;
        overflow: hidden;
        background: #24272b;
        color: #fff;
        font-size: 11px;
      }
      button[aria-pressed="true"] {
        outline: 2px solid #69f0ae;
      }
      img,
      .blank {
        display: grid;
        place-items: center;
        width: 100%;
        height: 72px;
        object-fit: cover;
      }
      time,
      button > span:last-child {
        display: block;
        padding: 2px 4px 0;
        overflow-wrap: anywhere;
      }
    `,
  ];
}

define("argus-incident-moments", ArgusIncidentMoments);
