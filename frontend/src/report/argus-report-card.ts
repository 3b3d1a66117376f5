import { html, type TemplateResult } from "lit";
import type { ConfigForm, GridOptions } from "../ha/types.ts";
import { ArgusCard } from "../ui/card.ts";
import { shared } from "../ui/styles.ts";
import type { ReportCardConfig } from "./config.ts";

/** Visitors of a day, a week or a month; what draws them is loaded with the first such card. */
export class ArgusReportCard extends ArgusCard<ReportCardConfig> {
  protected readonly kind = "report";

  static async getConfigForm(): Promise<ConfigForm> {
    return (await import("../ui/forms.ts")).formOf("report");
  }

  static getStubConfig(): Partial<ReportCardConfig> {
    return { period: "day" };
  }

  getCardSize(): number {
    return 6;
  }

  getGridOptions(): GridOptions {
    return { columns: 12, rows: "auto", min_columns: 6, min_rows: 4 };
  }

  protected override load(): Promise<unknown> {
    return import("./argus-report.ts");
  }

  protected override renderCard(config: ReportCardConfig): TemplateResult {
    if (config.camera && !this.cameras.find(config.camera)) return html`<ha-card>${this.notThere(config.camera)}</ha-card>`;
    return html`<ha-card><argus-report .hass=${this.hass} .config=${config}></argus-report></ha-card>`;
  }

  static override styles = shared;
}
