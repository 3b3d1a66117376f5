import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import {
  mdiClose,
  mdiThermometer,
  mdiPause,
  mdiPlay,
  mdiPlayCircleOutline,
  mdiShapePolygonPlus,
  mdiVectorSquare,
} from "@mdi/js";
import type { Camera, Places } from "../api/types.ts";
import type { Editor } from "../editor/element.ts";
import { openEditor } from "../editor/open.ts";
import { parameter } from "../ha/browse.ts";
import { entitiesByKey, deviceOf, entityOf, type EntityKey } from "../ha/entities.ts";
import type { CardConfig, ConfigForm, EntityState, GridOptions, HomeAssistant } from "../ha/types.ts";
import type { TextKey } from "../i18n/localize.ts";
import { ArgusCard } from "../ui/card.ts";
import { icon } from "../ui/icon.ts";
import { stubCamera } from "../ui/stub.ts";
import { liveCard } from "../ui/live.ts";
import { shared } from "../ui/styles.ts";
import { heatCover } from "../heatmap/heat.ts";
import type { ArgusView } from "./argus-view.ts";
import { badgesOf } from "./badges.ts";

export interface CameraCardConfig extends CardConfig {
  camera?: string;
  title?: string;
  /** Whether zones, lines and boxes are drawn at first. */
  drawings?: boolean;
  /** Whether the buttons are shown. */
  controls?: boolean;
}

const SHOWN: readonly EntityKey[] = [
  "binary_sensor.motion",
  "binary_sensor.presence",
  "binary_sensor.tamper",
  "binary_sensor.vehicle",
  "binary_sensor.animal",
  "sensor.faces",
  "sensor.people",
  "sensor.status",
  "switch.detection",
];

/** A camera as Argus sees it. */
export class ArgusCameraCard extends ArgusCard<CameraCardConfig> {
  protected readonly kind = "camera";
  @state() private drawn?: boolean;
  @state() private heat?: string | undefined;
  @state() private heatFails = false;
  private editor?: Editor;
  @state() private live?: HTMLElement & { hass?: HomeAssistant };

  static async getConfigForm(): Promise<ConfigForm> {
    return (await import("../ui/forms.ts")).formOf("camera");
  }

  static getStubConfig(hass: HomeAssistant): Promise<Partial<CameraCardConfig>> {
    return stubCamera(hass);
  }

  getCardSize(): number {
    return 5;
  }

  getGridOptions(): GridOptions {
    return { columns: 12, rows: "auto", min_columns: 6, min_rows: 3 };
  }

  private camera(): Camera | undefined {
    return this.config && this.cameras.find(this.config.camera);
  }

  protected override shownEntities(): readonly string[] {
    const camera = this.camera();
    if (!camera || !this.hass) return [];
    const entities = entitiesByKey(this.hass, deviceOf(this.hass, camera.id));
    const shown = SHOWN.flatMap((key) => entities.get(key) ?? []);
    return camera.entity_id ? [camera.entity_id, ...shown] : shown;
  }

  protected override updated(): void {
    if (this.live && this.hass) this.live.hass = this.hass;
    if (this.editor?.isConnected && this.hass) this.editor.hass = this.hass;
    const camera = this.camera();
    if (camera && !this.preview && parameter("argus_edit") === camera.entity_id) void this.edit(camera);
  }

  private entity(camera: Camera, key: EntityKey): EntityState | undefined {
    return this.hass && entityOf(this.hass, deviceOf(this.hass, camera.id), key);
  }

  private async toggleHeat(camera: Camera): Promise<void> {
    if (this.heat !== undefined || this.heatFails) {
      this.heat = undefined;
      this.heatFails = false;
      return;
    }
    try {
      if (this.hass) this.heat = (await heatCover(this.hass, camera, { days: 7 })).url;
    } catch {
      this.failHeat();
    }
  }

  private failHeat(): void {
    this.heat = undefined;
    this.heatFails = true;
  }

  private async toggleLive(camera: Camera): Promise<void> {
    if (this.live) {
      delete this.live;
      this.requestUpdate();
    } else if (camera.entity_id) {
      const card = await liveCard(camera.entity_id);
      if (card) this.live = card;
    }
  }

  private async edit(camera: Camera): Promise<void> {
    if (!this.hass) return;
    this.editor = await openEditor(this.hass, camera, (places: Places) => this.renderRoot.querySelector<ArgusView>("argus-view")?.show(places));
  }

  protected override renderCard(config: CameraCardConfig): TemplateResult {
    const camera = this.camera();
    if (!camera) {
      return html`<ha-card>${this.notThere(config.camera)}</ha-card>`;
    }
    const drawn = this.drawn ?? config.drawings ?? true;
    return html`<ha-card>
      ${this.header(camera, config, drawn)}
      <div class="picture">
        ${this.live
          ? html`${this.live}<button
                class="round end"
                aria-label=${this.t("camera.end_live")}
                @click=${() => this.toggleLive(camera)}
              >
                ${icon(mdiClose)}
              </button>`
          : html`<argus-view
                .hass=${this.hass}
                .camera=${camera}
                .drawn=${drawn}
                .cover=${this.heat}
                @argus-cover-failed=${() => this.failHeat()}
              ></argus-view>
              <button
                class="tap"
                aria-label=${this.t("camera.live", { camera: camera.name })}
                title=${this.t("camera.live_hint")}
                @click=${() => this.toggleLive(camera)}
              >
                ${icon(mdiPlayCircleOutline)}
              </button>`}
        ${this.badges(camera)}
      </div>
      ${this.heatFails ? html`<p class="note" role="status">${this.t("heat.failed")}</p>` : nothing}
    </ha-card>`;
  }

  private header(camera: Camera, config: CameraCardConfig, drawn: boolean): TemplateResult {
    const title = config.title || camera.name;
    return html`<header>
      <h2>${title}${camera.location && camera.location !== title ? html`<small>${camera.location}</small>` : nothing}</h2>
      ${config.controls === false ? nothing : this.controls(camera, drawn)}
    </header>`;
  }

  private controls(camera: Camera, drawn: boolean): TemplateResult {
    const detection = this.entity(camera, "switch.detection");
    const on = detection?.state === "on";
    return html`
      <button
        class="round"
        aria-pressed=${String(drawn)}
        aria-label=${this.t("camera.drawings")}
        title=${this.t("camera.drawings")}
        @click=${() => (this.drawn = !drawn)}
      >
        ${icon(mdiVectorSquare)}${this.word("camera.word.drawings")}
      </button>
      <button
        class="round"
        aria-pressed=${String(this.heat !== undefined)}
        aria-label=${this.t("camera.heat")}
        title=${this.t("camera.heat")}
        @click=${() => this.toggleHeat(camera)}
      >
        ${icon(mdiThermometer)}${this.word("camera.word.heat")}
      </button>
      ${this.hass?.user?.is_admin
        ? html`<button
            class="round"
            aria-label=${this.t("camera.edit")}
            title=${this.t("camera.edit")}
            @click=${() => this.edit(camera)}
          >
            ${icon(mdiShapePolygonPlus)}${this.word("camera.word.edit")}
          </button>`
        : nothing}
      ${detection
        ? html`<button
            class="round"
            aria-label=${this.t(on ? "camera.stop" : "camera.start")}
            title=${this.t(on ? "camera.stop" : "camera.start")}
            @click=${() =>
              this.hass?.callService("switch", on ? "turn_off" : "turn_on", {}, { entity_id: detection.entity_id })}
          >
            ${icon(on ? mdiPause : mdiPlay)}${this.word(on ? "camera.word.stop" : "camera.word.start")}
          </button>`
        : nothing}
    `;
  }

  /** What a button is for, where there is room to say it. */
  private word(key: TextKey): TemplateResult {
    return html`<span class="word">${this.t(key)}</span>`;
  }

  private badges(camera: Camera): TemplateResult | typeof nothing {
    const badges = badgesOf((key) => this.entity(camera, key), this.t);
    return badges.length
      ? html`<ul class="badges">
          ${badges.map((badge) => html`<li class=${badge.tone}>${icon(badge.icon)}${badge.text}</li>`)}
        </ul>`
      : nothing;
  }

  static override styles = [
    shared,
    css`
      ha-card {
        container-type: inline-size;
      }
      header {
        padding-right: 4px;
        gap: 0;
      }
      .word {
        display: none;
        color: var(--argus-text);
        font-size: 12px;
      }
      @container (min-width: 560px) {
        header .round {
          display: flex;
          align-items: center;
          gap: 6px;
          width: auto;
          padding: 0 10px;
          border-radius: 20px;
        }
        .word {
          display: inline;
        }
      }
      .picture {
        position: relative;
        background: #16181b;
      }
      .tap {
        position: absolute;
        inset: 0;
        width: 100%;
        display: grid;
        place-items: center;
        color: #fff;
      }
      .tap:focus-visible {
        outline-offset: -4px;
      }
      .tap .icon {
        width: 56px;
        height: 56px;
        opacity: 0;
        transition: opacity 0.15s;
        filter: drop-shadow(0 1px 4px #000a);
      }
      .tap:hover .icon,
      .tap:focus-visible .icon {
        opacity: 1;
      }
      .end {
        position: absolute;
        top: 8px;
        right: 8px;
        background: #000a;
        color: #fff;
      }
      .badges {
        position: absolute;
        left: 10px;
        right: 10px;
        bottom: 10px;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
        pointer-events: none;
      }
      .badges li {
        display: flex;
        align-items: center;
        gap: 5px;
        padding: 3px 9px 3px 7px;
        border-radius: 14px;
        background: #000a;
        color: #fff;
        font-size: 12px;
        font-weight: 500;
      }
      .badges .icon {
        width: 16px;
        height: 16px;
      }
      .badges .alarm {
        background: #b3261e;
      }
      .badges .active {
        background: #00639b;
      }
    `,
  ];
}
