import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Camera } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";
import { loadTexts, pageLanguage, type Part } from "../i18n/localize.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { define } from "../ui/define.ts";
import { InViewController } from "../ui/in-view.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import type { HeatmapCardConfig } from "./config.ts";
import { heatCover, type Heat } from "./heat.ts";

const DAYS = [1, 3, 7, 14, 30];
const HOURS: readonly (readonly [key: "all" | "morning" | "afternoon" | "evening" | "night", hours: string])[] = [
  ["all", ""],
  ["morning", "6-11"],
  ["afternoon", "12-17"],
  ["evening", "18-22"],
  ["night", "23-5"],
];
/** A map grows with each hour: it is asked for again when it is looked at for so long. */
const FRESH = 300_000;

/** Where it moved, and for how long. */
export class ArgusHeatmap extends ArgusElement {
  @property({ attribute: false }) config?: HeatmapCardConfig;
  @property({ attribute: false }) camera?: Camera;
  @state() private days?: number;
  @state() private hours?: string;
  @state() private heat?: Heat | undefined;
  @state() private failed = false;
  private asked = "";
  private at = 0;
  private timer?: ReturnType<typeof setInterval>;

  private readonly view = new InViewController(this, (inView) => {
    clearInterval(this.timer);
    if (!inView) return;
    if (Date.now() - this.at > FRESH) this.asked = "";
    this.timer = setInterval(() => {
      this.asked = "";
      this.requestUpdate();
    }, FRESH);
    this.requestUpdate();
  });

  protected override texts(): readonly Part[] {
    return ["cards", "numbers"];
  }

  protected override shownEntities(): readonly string[] {
    return this.camera?.entity_id ? [this.camera.entity_id] : [];
  }

  protected override willUpdate(): void {
    const { camera } = this;
    if (!this.hass || !camera || !this.view.inView) return;
    const days = this.days ?? this.config?.days ?? 7;
    const hours = this.hours ?? this.config?.hours ?? "";
    const asked = `${camera.id} ${days} ${hours}`;
    if (asked === this.asked) return;
    this.asked = asked;
    void this.load(this.hass, camera, days, hours, asked);
  }

  private async load(hass: HomeAssistant, camera: Camera, days: number, hours: string, asked: string): Promise<void> {
    this.at = Date.now();
    try {
      const heat = await heatCover(hass, camera, { days, hours: hours || undefined });
      if (asked !== this.asked) return;
      this.heat = heat;
      this.failed = false;
    } catch {
      if (asked === this.asked) this.fail();
    }
  }

  private fail(): void {
    this.heat = undefined;
    this.failed = true;
  }

  private again(): void {
    this.asked = "";
    this.failed = false;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { t, config, camera } = this;
    const days = this.days ?? config?.days ?? 7;
    const hours = this.hours ?? config?.hours ?? "";
    return html`<header><h2>${config?.title || t("heat.title", { camera: camera?.name ?? "" })}</h2></header>
      <div class="chips">
        <select
          class="chip"
          aria-label=${t("heat.days_label")}
          @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}
        >
          ${[...new Set([...DAYS, days])]
            .sort((a, b) => a - b)
            .map((n) => html`<option value=${n} ?selected=${n === days}>${t("heat.days", { n })}</option>`)}
        </select>
        <select
          class="chip"
          aria-label=${t("heat.hours_label")}
          @change=${(event: Event) => (this.hours = (event.target as HTMLSelectElement).value)}
        >
          ${HOURS.map(
            ([key, value]) => html`<option value=${value} ?selected=${value === hours}>${t(`heat.${key}`)}</option>`,
          )}
          ${HOURS.some(([, value]) => value === hours) ? nothing : html`<option selected value=${hours}>${hours} h</option>`}
        </select>
      </div>
      <div class="map">
        <argus-view .hass=${this.hass} .camera=${camera} .drawn=${false} .pace=${60} .cover=${this.heat?.url}
          @argus-cover-failed=${() => this.fail()}>
        </argus-view>
        ${this.failed
          ? html`<div class="over">
              ${stateView("error", t("heat.failed"), { text: t("again"), run: () => this.again() })}
            </div>`
          : this.heat
            ? nothing
            : html`<div class="over">${stateView("loading", t("state.loading"))}</div>`}
      </div>
      ${this.failed ? nothing : this.legend()}`;
  }

  private legend(): TemplateResult {
    const { t, formats, heat } = this;
    if (heat?.empty) return html`<p class="legend">${t("heat.empty")}</p>`;
    const words =
      heat?.most === undefined
        ? [t("heat.little"), "", t("heat.much")]
        : [0, heat.most / 2, heat.most].map((minutes) =>
            heat.most !== undefined && heat.most < 2
              ? t("heat.seconds", { n: formats.number(minutes * 60) })
              : t("heat.minutes", { n: formats.number(minutes, minutes < 10 ? 1 : 0) }),
          );
    return html`<div class="legend">
      <div class="ramp" aria-hidden="true"></div>
      <div class="words">${words.map((word) => html`<span>${word}</span>`)}</div>
    </div>`;
  }

  static override styles = [
    shared,
    css`
      header {
        padding-bottom: 2px;
      }
      .map {
        position: relative;
        background: #16181b;
      }
      .over {
        position: absolute;
        inset: 0;
        display: grid;
        background: rgba(22, 24, 27, 0.6);
      }
      .over .state {
        color: #fff;
        min-height: 0;
      }
      .legend {
        margin: 0;
        padding: 12px 16px 14px;
        color: var(--argus-soft);
        font-size: 12px;
      }
      .ramp {
        height: 8px;
        border-radius: 4px;
        background: linear-gradient(90deg, #000080, #00f 12%, #0ff 37%, #ff0 63%, #f00 88%, #800000);
      }
      .words {
        display: flex;
        justify-content: space-between;
        margin-top: 4px;
      }
    `,
  ];
}

// Until its texts are there it would be drawn empty; the card shows that it loads for as long as this module does.
await loadTexts(pageLanguage(), "numbers").catch(() => undefined);
define("argus-heatmap", ArgusHeatmap);
