import { css, html, type TemplateResult } from "lit";
import type { ConfigForm, GridOptions, HomeAssistant } from "../ha/types.ts";
import { ArgusCard } from "../ui/card.ts";
import { cameraForm } from "../ui/forms.ts";
import { stateView } from "../ui/state-view.ts";
import { stubCamera } from "../ui/stub.ts";
import { shared } from "../ui/styles.ts";
import type { HeatmapCardConfig } from "./config.ts";

/** Where it moved, and for how long; what draws it is loaded with the first such card. */
export class ArgusHeatmapCard extends ArgusCard<HeatmapCardConfig> {
  static getConfigForm(): ConfigForm {
    return cameraForm([
      { name: "title", selector: { text: {} } },
      { name: "days", selector: { number: { min: 1, max: 30, mode: "slider" } } },
      { name: "hours", selector: { text: {} } },
    ]);
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

  protected override firstUpdated(): void {
    void import("./argus-heatmap.ts");
  }

  protected override renderCard(config: HeatmapCardConfig): TemplateResult {
    const camera = this.cameras.find(config.camera);
    return html`<ha-card>
      ${camera
        ? html`<argus-heatmap .hass=${this.hass} .config=${config} .camera=${camera}></argus-heatmap>`
        : stateView("empty", this.t("camera.not_there"))}
    </ha-card>`;
  }

  static override styles = [
    shared,
    css`
      argus-heatmap {
        display: block;
        min-height: 240px;
      }
    `,
  ];
}
