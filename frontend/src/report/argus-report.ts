import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { mdiChevronLeft, mdiChevronRight, mdiFileDelimitedOutline, mdiFileImageOutline } from "@mdi/js";
import type { Report } from "../api/types.ts";
import { saveFile } from "../ha/browse.ts";
import { loadTexts, pageLanguage, type Part } from "../i18n/localize.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { define } from "../ui/define.ts";
import { icon } from "../ui/icon.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import type { ReportCardConfig } from "./config.ts";
import { barChart, barStyles, type Bar } from "./bars.ts";
import { pngOf } from "./picture.ts";
import { PERIODS, datesOf, firstWeekday, rangeOf, stepped, type Period, type Range } from "./range.ts";
import { ReportController } from "./report-controller.ts";
import { csvOf } from "./table.ts";

/** Visitors of a day, a week or a month. */
export class ArgusReport extends ArgusElement {
  @property({ attribute: false }) config?: ReportCardConfig;
  @state() private period?: Period;
  @state() private day?: string;
  /** Pixels across which the charts are drawn. */
  @state() private width = 640;
  private readonly data = new ReportController(this);
  private readonly sizes = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.max(240, Math.round(entry.contentRect.width) - 32);
  });

  private chosenPeriod(): Period {
    return this.period ?? this.config?.period ?? "day";
  }

  private range(today = this.formats.houseDateOf(new Date())): Range {
    const locale = this.hass?.locale;
    const first = firstWeekday(locale?.language ?? "en", locale?.first_weekday);
    return rangeOf(this.chosenPeriod(), this.day ?? this.formats.houseDateOf(new Date()), today, first);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override texts(): readonly Part[] {
    return ["cards", "numbers"];
  }

  protected override willUpdate(): void {
    if (!this.hass || !this.config) return;
    this.data.show(this.hass, { ...this.range(), camera: this.config.camera || undefined }, undefined);
  }

  private step(step: number): void {
    const today = this.formats.houseDateOf(new Date());
    this.day = stepped(this.chosenPeriod(), this.day ?? today, step);
  }

  private rangeText({ from, to }: Range): string {
    if (this.chosenPeriod() === "day") return this.formats.day(new Date(`${from}T12:00:00`));
    return datesOf(from, to, this.hass?.locale.language ?? "en");
  }

  protected override render(): TemplateResult {
    const { t, config } = this;
    const period = this.chosenPeriod();
    const range = this.range();
    const today = this.formats.houseDateOf(new Date());
    return html`<header>
        <h2>${config?.title || t("report.title")}<small>${this.rangeText(this.range("9999-12-31"))}</small></h2>
        <button class="round" aria-label=${t("report.before")} title=${t("report.before")} @click=${() => this.step(-1)}>
          ${icon(mdiChevronLeft)}
        </button>
        <button
          class="round"
          aria-label=${t("report.after")}
          title=${t("report.after")}
          ?disabled=${range.to >= today}
          @click=${() => this.step(1)}
        >
          ${icon(mdiChevronRight)}
        </button>
      </header>
      <div class="chips" role="radiogroup" aria-label=${t("report.period")}>
        ${PERIODS.map(
          (one) =>
            html`<button
              class="chip"
              role="radio"
              aria-checked=${String(one === period)}
              @click=${() => (this.period = one)}
            >
              ${t(`form.period.${one}`)}
            </button>`,
        )}
      </div>
      ${this.data.report
        ? this.body(this.data.report, period)
        : this.data.failed
          ? stateView("error", t("state.failed"), { text: t("again"), run: () => this.data.again() })
          : stateView("loading", t("state.loading"))}`;
  }

  private body(report: Report, period: Period): TemplateResult {
    const { t, formats } = this;
    const facts: [string, string][] = [];
    if (report.peak_hour !== null && report.peak_hour_visitors) {
      const next = formats.hour((report.peak_hour + 1) % 24);
      facts.push([
        t("report.rush"),
        `${formats.hour(report.peak_hour)} – ${next} · ${t("report.visitors", { n: report.peak_hour_visitors })}`,
      ]);
    }
    facts.push([t("report.fact_out"), formats.number(report.total_out)]);
    facts.push([t("report.incidents"), formats.number(report.incidents)]);
    if (report.opening_hours) {
      facts.push([t("report.outside"), t("report.visitors", { n: report.visitors_outside_opening_hours })]);
    }
    const label = t("report.chart", { n: report.total_in });
    return html`<div class="sum">
        <b>${formats.number(report.total_in)}</b>
        <span>${t("counter.visitors", { n: report.total_in })}</span>
        ${this.change(report)}
      </div>
      <div class="charts">
        ${period === "day" ? nothing : barChart(this.days(report), { width: this.width, label, number: (n) => formats.number(n, 1) })}
        ${barChart(this.hours(report), { width: this.width, label, number: (n) => formats.number(n, 1) })}
      </div>
      <p class="legend">
        ${report.per_hour.some(({ last_week }) => last_week)
          ? html`<span class="before">${t("report.last_week")}</span>`
          : nothing}
        ${report.opening_hours ? html`<span class="outside">${t("report.outside")}</span>` : nothing}
      </p>
      <dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      ${report.cameras.length > 1 ? this.cameraTable(report) : nothing}
      <div class="downloads">
        <button class="plain" @click=${() => this.saveCsv(report)}>${icon(mdiFileDelimitedOutline)}CSV</button>
        <button class="plain" @click=${() => this.savePng(report)}>${icon(mdiFileImageOutline)}PNG</button>
      </div>`;
  }

  private change(report: Report): TemplateResult | typeof nothing {
    if (report.change_percent === null) return nothing;
    const up = report.change_percent >= 0;
    return html`<span class="change ${up ? "up" : "down"}"
      >${up ? "▲" : "▼"} ${this.formats.percent(Math.abs(report.change_percent) / 100)}
      ${this.t("report.to_last_week")}</span
    >`;
  }

  private hours(report: Report): Bar[] {
    const outside = new Set(report.outside_opening_hours.map(({ hour }) => hour));
    const oneDay = report.from === report.to;
    return report.per_hour.map(({ hour, in: came, last_week }) => ({
      label: hour % (this.width < 440 ? 6 : 3) === 0 ? this.formats.hour(hour) : "",
      text: this.t("report.bar", { when: this.formats.hour(hour), n: came, before: last_week }),
      value: came,
      before: last_week,
      outside: oneDay && outside.has(hour),
      peak: hour === report.peak_hour,
    }));
  }

  private days(report: Report): Bar[] {
    const every = Math.ceil(report.per_day.length / (this.width / 56));
    const highest = Math.max(...report.per_day.map((day) => day.in));
    return report.per_day.map((day, place) => ({
      label: place % every ? "" : this.formats.weekday(day.date),
      text: `${this.formats.weekday(day.date)}: ${this.t("report.visitors", { n: day.in })}`,
      value: day.in,
      peak: day.in === highest,
    }));
  }

  private cameraTable(report: Report): TemplateResult {
    const { t, formats } = this;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t("csv.camera")}</th>
          <th scope="col">${t("counter.in")}</th>
          <th scope="col">${t("counter.out")}</th>
        </tr>
      </thead>
      <tbody>
        ${report.cameras.map(
          (camera) =>
            html`<tr>
              <th scope="row">${camera.camera}</th>
              <td>${formats.number(camera.in)}</td>
              <td>${formats.number(camera.out)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private name(report: Report): string {
    return report.from === report.to ? `argus-${report.from}` : `argus-${report.from}-${report.to}`;
  }

  private saveCsv(report: Report): void {
    saveFile(new Blob([csvOf(report, this.t)], { type: "text/csv" }), `${this.name(report)}.csv`);
  }

  private async savePng(report: Report): Promise<void> {
    const drawing = this.renderRoot.querySelector<SVGSVGElement>("svg.bars");
    if (!drawing) return;
    const background = getComputedStyle(this).getPropertyValue("--card-background-color") || "#fff";
    const title = `${this.rangeText(report)}: ${this.t("report.visitors", { n: report.total_in })}`;
    saveFile(await pngOf(drawing, background, title), `${this.name(report)}.png`);
  }

  static override styles = [
    shared,
    barStyles,
    css`
      header {
        padding-right: 4px;
      }
      .sum {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 10px;
        padding: 0 16px 8px;
        color: var(--argus-soft);
      }
      .sum b {
        font-size: 40px;
        line-height: 1;
        font-weight: 400;
        color: var(--argus-text);
        font-variant-numeric: tabular-nums;
      }
      .change {
        margin-left: auto;
        color: var(--argus-text);
        font-weight: 500;
      }
      .charts {
        padding: 4px 16px 0;
        display: grid;
        gap: 12px;
        color: var(--argus-text);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        margin: 6px 16px 0;
        font-size: 12px;
        color: var(--argus-soft);
      }
      .legend span::before {
        content: "";
        display: inline-block;
        width: 14px;
        height: 2px;
        margin-right: 6px;
        vertical-align: middle;
        background: var(--argus-text);
      }
      .legend .outside::before {
        height: 10px;
        width: 10px;
        border-radius: 2px;
        background: #ef6c00;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(140px, 1fr));
        gap: 10px 16px;
        margin: 14px 16px;
      }
      dt,
      thead {
        font-size: 12px;
        color: var(--argus-soft);
      }
      dd {
        margin: 0;
        font-weight: 500;
      }
      table {
        width: calc(100% - 32px);
        margin: 0 16px;
        border-collapse: collapse;
      }
      th {
        font-weight: 400;
        text-align: left;
      }
      tbody th {
        overflow-wrap: anywhere;
      }
      th,
      td {
        padding: 6px 0;
        border-top: 1px solid var(--argus-line);
      }
      thead th {
        border: 0;
      }
      td,
      thead th:not(:first-child) {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .downloads {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
        padding: 12px 16px 16px;
      }
    `,
  ];
}

// Until its texts are there it would be drawn empty; the card shows that it loads for as long as this module does.
await loadTexts(pageLanguage(), "numbers").catch(() => undefined);
define("argus-report", ArgusReport);
