import { html, type TemplateResult } from "lit";
import type { ConfigForm, GridOptions, HomeAssistant } from "../ha/types.ts";
import { ArgusCard } from "../ui/card.ts";
import { stubCamera } from "../ui/stub.ts";
import { shared } from "../ui/styles.ts";
import type { CounterCardConfig } from "./config.ts";
import { countsOf } from "./counts.ts";

/** Who came and went today; what draws it is loaded with the first such card. */
export class ArgusCounterCard extends ArgusCard<CounterCardConfig> {
  protected readonly kind = "counter";

  static async getConfigForm(): Promise<ConfigForm> {
    return (await import("../ui/forms.ts")).formOf("counter");
  }

  static getStubConfig(hass: HomeAssistant): Promise<Partial<CounterCardConfig>> {
    return stubCamera(hass);
  }

  getCardSize(): number {
    return 4;
  }

  getGridOptions(): GridOptions {
    return { columns: 6, rows: "auto", min_columns: 6, min_rows: 3 };
  }

  protected override shownEntities(): readonly string[] {
    const camera = this.cameras.find(this.config?.camera);
    return this.hass && camera ? countsOf(this.hass, camera, this.config?.line).entities : [];
  }

  protected override load(): Promise<unknown> {
    return import("./argus-counter.ts");
  }

  protected override renderCard(config: CounterCardConfig): TemplateResult {
    const camera = this.cameras.find(config.camera);
    return html`<ha-card>
      ${camera
        ? html`<argus-counter .hass=${this.hass} .config=${config} .camera=${camera}></argus-counter>`
        : this.notThere(config.camera)}
    </ha-card>`;
  }

  static override styles = shared;
}
