import { css, html, nothing, svg, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { mdiAccountEdit, mdiRestart } from "@mdi/js";
import type { Camera, HourCount } from "../api/types.ts";
import { ReportController } from "../report/report-controller.ts";
import { ask, dialogStyles } from "../ui/ask.ts";
import { loadTexts, pageLanguage, type Part } from "../i18n/localize.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { define } from "../ui/define.ts";
import { icon } from "../ui/icon.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import type { CounterCardConfig } from "./config.ts";
import { countsOf, type Counts } from "./counts.ts";
import { curveOf } from "./curve.ts";

const WIDTH = 480;
const HEIGHT = 84;

/** Who came and went today. */
export class ArgusCounter extends ArgusElement {
  @property({ attribute: false }) config?: CounterCardConfig;
  @property({ attribute: false }) camera?: Camera;
  @state() private error?: string | undefined;
  private readonly day = new ReportController(this);

  private counts(): Counts | undefined {
    const { camera } = this;
    return this.hass && camera ? countsOf(this.hass, camera, this.config?.line) : undefined;
  }

  protected override texts(): readonly Part[] {
    return ["cards", "numbers"];
  }

  protected override shownEntities(): readonly string[] {
    return this.counts()?.entities ?? [];
  }

  protected override willUpdate(): void {
    const { camera } = this;
    const counts = this.counts();
    if (!this.hass || !camera || !counts?.counts || this.config?.curve === false) return;
    const today = this.formats.houseDateOf(new Date());
    this.day.show(
      this.hass,
      { from: today, to: today, camera: camera.entity_id ?? camera.id, line: this.config?.line || undefined },
      `${counts.in} ${counts.out}`,
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { camera } = this;
    const counts = this.counts();
    const { t } = this;
    const { config } = this;
    if (!camera || !counts || !config) return nothing;
    const title = config.title || (config.line ? `${camera.name}, ${config.line}` : camera.name);
    return html`<header>
        <h2>${title}<small>${t("counter.today")}</small></h2>
        ${counts.counts && this.hass?.user?.is_admin ? this.buttons(camera, counts) : nothing}
      </header>
      ${!counts.counts
        ? stateView("empty", t(config.line ? "counter.no_such_line" : "counter.no_line"))
        : counts.unavailable
          ? stateView("unavailable", t("counter.unavailable"))
          : this.numbers(counts, config)}
      ${this.error ? html`<p class="error-text" role="alert">${this.error}</p>` : nothing}`;
  }

  private numbers(counts: Counts, config: CounterCardConfig): TemplateResult {
    const { t, formats } = this;
    return html`<div class="numbers">
        <div class="large">
          <b>${formats.number(counts.in)}</b><span>${t("counter.visitors", { n: counts.in })}</span>
        </div>
        <dl>
          <div>
            <dt>${t("counter.out")}</dt>
            <dd>${formats.number(counts.out)}</dd>
          </div>
          <div>
            <dt>${t("counter.inside")}</dt>
            <dd>${formats.number(counts.inside)}</dd>
          </div>
        </dl>
      </div>
      ${counts.inside === counts.in - counts.out ? nothing : html`<p class="soft">${t("counter.inside_why")}</p>`}
      ${config.curve === false ? nothing : this.curve()}`;
  }

  private curve(): TemplateResult {
    const { report, failed } = this.day;
    if (!report) {
      return failed ? html`<p class="soft">${this.t("state.failed")}</p>` : html`<div class="space" aria-hidden="true"></div>`;
    }
    const hours = report.per_hour;
    const now = this.formats.houseHourOf(new Date());
    const top = Math.max(1, ...hours.flatMap((hour) => [hour.in, hour.out, hour.last_week]));
    const line = (of: (hour: HourCount) => number, until = 23): string =>
      curveOf(hours.filter(({ hour }) => hour <= until).map(of), top, WIDTH, HEIGHT);
    const came = line((hour) => hour.in, now);
    const area = came && `${came}L${(WIDTH * now) / 23},${HEIGHT}L0,${HEIGHT}Z`;
    const label =
      report.peak_hour === null
        ? this.t("counter.curve_empty")
        : this.t("counter.curve", { hour: this.formats.hour(report.peak_hour), n: report.peak_hour_visitors });
    return html`<figure>
      <svg viewBox="0 -4 ${WIDTH} ${HEIGHT + 8}" preserveAspectRatio="none" role="img" aria-label=${label}>
        ${svg`<path class="week" d=${line((hour) => hour.last_week)}></path>
          <path class="area" d=${area}></path>
          <path class="out" d=${line((hour) => hour.out, now)}></path>
          <path class="in" d=${came}></path>`}
      </svg>
      <div class="hours" aria-hidden="true">
        ${[0, 6, 12, 18, 23].map((hour) => html`<span>${this.formats.hour(hour)}</span>`)}
      </div>
      <figcaption>
        <span class="in">${this.t("counter.in")}</span><span class="out">${this.t("counter.out")}</span
        ><span class="week">${this.t("counter.last_week")}</span>
      </figcaption>
    </figure>`;
  }

  private buttons(camera: Camera, counts: Counts): TemplateResult {
    const { t } = this;
    return html`${counts.insideEntity
        ? html`<button
            class="round"
            aria-label=${t("counter.correct")}
            title=${t("counter.correct")}
            @click=${() => this.correct(counts)}
          >
            ${icon(mdiAccountEdit)}
          </button>`
        : nothing}
      <button
        class="round"
        aria-label=${t("counter.reset")}
        title=${t("counter.reset")}
        @click=${() => this.reset(camera)}
      >
        ${icon(mdiRestart)}
      </button>`;
  }

  private async call(service: string, data: Record<string, unknown>, target?: { entity_id: string }): Promise<void> {
    this.error = undefined;
    try {
      await this.hass?.callService("argus", service, data, target);
    } catch (error) {
      this.error = this.t("dialog.failed", { why: (error as { message?: string }).message ?? String(error) });
    }
  }

  private async reset(camera: Camera): Promise<void> {
    if (!(this.renderRoot instanceof ShadowRoot) || !camera.entity_id) return;
    const sure = await ask(this.renderRoot, {
      title: this.t("counter.reset_title"),
      text: this.t("counter.reset_text", { camera: camera.name }),
      action: this.t("counter.reset_action"),
      cancel: this.t("cancel"),
      danger: true,
    });
    if (sure) await this.call("reset_counters", { entity_id: [camera.entity_id] });
  }

  private async correct(counts: Counts): Promise<void> {
    if (!(this.renderRoot instanceof ShadowRoot) || !counts.insideEntity) return;
    const answer = await ask(this.renderRoot, {
      title: this.t("counter.correct"),
      text: this.t("counter.correct_text"),
      action: this.t("save"),
      cancel: this.t("cancel"),
      fields: html`<label class="field"
        ><span>${this.t("counter.inside")}</span
        ><input name="people" type="number" min="0" max="100000" step="1" required .value=${String(counts.inside)}
      /></label>`,
    });
    const people = answer?.get("people");
    if (typeof people === "string") {
      await this.call("set_people_inside", { people: Number(people) }, { entity_id: counts.insideEntity });
    }
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      header {
        padding-right: 4px;
      }
      .numbers {
        display: flex;
        flex-wrap: wrap;
        align-items: flex-end;
        gap: 8px 28px;
        padding: 0 16px 12px;
      }
      .large {
        flex: 1;
        display: flex;
        align-items: baseline;
        gap: 8px;
      }
      .large b {
        font-size: 52px;
        line-height: 1;
        font-weight: 400;
        letter-spacing: -0.02em;
        font-variant-numeric: tabular-nums;
      }
      .large span,
      dt,
      .soft {
        color: var(--argus-soft);
      }
      .soft {
        margin: 0 0 8px;
        padding: 0 16px;
        font-size: 12px;
      }
      dl {
        display: flex;
        gap: 24px;
        margin: 0;
      }
      dt {
        font-size: 12px;
      }
      dd {
        margin: 0;
        font-size: 22px;
        font-variant-numeric: tabular-nums;
      }
      figure {
        margin: 0;
        padding: 0 16px 14px;
      }
      figure svg,
      .space {
        display: block;
        width: 100%;
        height: 84px;
      }
      .space {
        height: 138px;
      }
      path {
        fill: none;
        stroke-width: 2;
        vector-effect: non-scaling-stroke;
        stroke-linejoin: round;
      }
      path.in {
        stroke: var(--argus-accent);
        stroke-width: 2.5;
      }
      path.area {
        fill: color-mix(in srgb, var(--argus-accent) 18%, transparent);
      }
      path.out {
        stroke: #ef6c00;
      }
      path.week {
        stroke: var(--argus-soft);
        stroke-dasharray: 3 4;
        stroke-width: 1.5;
      }
      .hours {
        display: flex;
        justify-content: space-between;
        font-size: 11px;
        color: var(--argus-soft);
        margin-top: 2px;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        font-size: 12px;
        margin-top: 6px;
      }
      figcaption span::before {
        content: "";
        display: inline-block;
        width: 14px;
        margin-right: 6px;
        vertical-align: middle;
        border-top: 2px solid var(--argus-accent);
      }
      figcaption .out::before {
        border-color: #ef6c00;
      }
      figcaption .week::before {
        border-top: 2px dashed var(--argus-soft);
      }
      .error-text {
        padding: 0 16px 12px;
      }
    `,
  ];
}

// Until its texts are there it would be drawn empty; the card shows that it loads for as long as this module does.
await loadTexts(pageLanguage(), "numbers").catch(() => undefined);
define("argus-counter", ArgusCounter);
