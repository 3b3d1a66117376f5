import { html, type TemplateResult } from "lit";
import type { ConfigForm, GridOptions, HomeAssistant } from "../ha/types.ts";
import { ArgusCard } from "../ui/card.ts";
import { stubCamera } from "../ui/stub.ts";
import { shared } from "../ui/styles.ts";
import type { HeatmapCardConfig } from "./config.ts";

/** Where it moved, and for how long; what draws it is loaded with the first such card. */
export class ArgusHeatmapCard extends ArgusCard<HeatmapCardConfig> {
  protected readonly kind = "heatmap";

  static async getConfigForm(): Promise<ConfigForm> {
    return (await import("../ui/forms.ts")).formOf("heatmap");
  }

  static getStubConfig(hass: HomeAssistant): Promise<Partial<HeatmapCardConfig>> {
    return stubCamera(hass);
  }

  getCardSize(): number {
    return 6;
  }

  getGridOptions(): GridOptions {
    return { columns: 12, rows: "auto", min_columns: 6, min_rows: 4 };
  }

  protected override shownEntities(): readonly string[] {
    const entity = this.cameras.find(this.config?.camera)?.entity_id;
    return entity ? [entity] : [];
  }

  protected override load(): Promise<unknown> {
    return import("./argus-heatmap.ts");
  }

  protected override renderCard(config: HeatmapCardConfig): TemplateResult {
    const camera = this.cameras.find(config.camera);
    return html`<ha-card>
      ${camera
        ? html`<argus-heatmap .hass=${this.hass} .config=${config} .camera=${camera}></argus-heatmap>`
        : this.notThere(config.camera)}
    </ha-card>`;
  }

  static override styles = shared;
}
