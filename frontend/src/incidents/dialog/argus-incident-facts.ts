import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { mdiBellOffOutline, mdiBellOutline, mdiBellRemoveOutline } from "@mdi/js";
import type { Incident, WholeIncident } from "../../api/types.ts";
import { fire } from "../../ha/browse.ts";
import type { Part } from "../../i18n/localize.ts";
import { ArgusElement } from "../../ui/argus-element.ts";
import { define } from "../../ui/define.ts";
import { icon } from "../../ui/icon.ts";
import { shared } from "../../ui/styles.ts";
import { toldOf, type Told } from "../decision-words.ts";
import { secondsOf } from "../sentence.ts";

const TONE_ICONS = { told: mdiBellOutline, failed: mdiBellRemoveOutline, silent: mdiBellOffOutline };

/** What is known of an incident: when, how long and where it was, whom alerts told and why not, what went with it. */
export class ArgusIncidentFacts extends ArgusElement {
  @property({ attribute: false }) incident?: Incident;
  /** All there is, as soon as it came. */
  @property({ attribute: false }) whole?: WholeIncident | undefined;
  @property({ type: Boolean }) failed = false;
  /** The list it is one of. */
  @property({ attribute: false }) incidents: readonly Incident[] = [];

  protected override texts(): readonly Part[] {
    return ["cards", "incident"];
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.incident) return nothing;
    return html`${this.facts(this.incident)}
      <h3>${this.t("dialog.alerts")}</h3>
      ${this.alerts()} ${this.linked(this.incident)}`;
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
    if (incident.motion_intensity) {
      rows.push([t("fact.motion"), t("fact.share", { share: formats.percent(incident.motion_intensity) })]);
    }
    return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  }

  private alerts(): TemplateResult {
    const { t } = this;
    if (!this.whole) return html`<p class="soft">${this.failed ? t("state.failed") : t("state.loading")}</p>`;
    const told = toldOf(this.whole.decisions, { t, formats: this.formats, states: this.hass?.states ?? {} });
    if (!told.length) return html`<p class="soft">${t("told.no_alerts")}</p>`;
    return html`<ul>
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

  static override styles = [
    shared,
    css`
      h3 {
        font-size: 14px;
        font-weight: 500;
        margin: 20px 0 8px;
      }
      .soft {
        margin: 4px 0 0;
        color: var(--argus-soft);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
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
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 12px;
      }
      li {
        display: flex;
        gap: 12px;
        overflow-wrap: anywhere;
      }
      li .icon {
        margin-top: 1px;
        color: var(--argus-soft);
      }
      li.told .icon {
        color: #2e7d32;
      }
      li.failed .icon {
        color: var(--argus-alarm);
      }
      strong {
        font-weight: 500;
      }
      li time {
        color: var(--argus-soft);
      }
      .links {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        overflow-wrap: anywhere;
      }
    `,
  ];
}

define("argus-incident-facts", ArgusIncidentFacts);
