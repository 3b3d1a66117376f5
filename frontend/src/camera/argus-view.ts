import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Camera, Places } from "../api/types.ts";
import { fire } from "../ha/browse.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { InViewController } from "../ui/in-view.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import type { Size } from "./geometry.ts";
import { overlay, overlayStyles } from "./overlay.ts";
import { PictureController } from "./picture-controller.ts";
import { SceneController } from "./scene-controller.ts";

const USUAL: Size = [1280, 720];
const SLOWEST = 60_000;

/** The latest picture of a camera with what is watched and seen drawn on it; loaded while it is on the screen. */
export class ArgusView extends ArgusElement {
  @property({ attribute: false }) camera?: Camera;
  /** Whether zones, lines and boxes are drawn. */
  @property({ type: Boolean }) drawn = true;
  /** Path of a picture that lies over the camera's; `argus-cover-failed` is fired where it cannot be loaded. */
  @property({ attribute: false }) cover?: string;
  /** Seconds between two pictures; the watch's own where it is known. */
  @property({ type: Number }) pace?: number;

  readonly scene = new SceneController(this, () => {
    this.picture.next();
    fire(this, "argus-frame", this.scene.frame);
  });
  private readonly picture = new PictureController(this, {
    url: () => this.url(),
    pace: () => this.wait(),
  });
  private readonly view = new InViewController(this, (inView) => {
    if (inView) this.picture.start();
    else {
      this.picture.stop();
      this.scene.stop();
    }
    this.requestUpdate();
  });

  protected override shownEntities(): readonly string[] {
    return this.camera?.entity_id ? [this.camera.entity_id] : [];
  }

  /** Width and height of the picture. */
  get size(): Size {
    const { image } = this.picture;
    if (image?.naturalWidth) return [image.naturalWidth, image.naturalHeight];
    return this.scene.details?.size ?? USUAL;
  }

  /** Show places that were just saved. */
  show(places: Places): void {
    this.scene.show(places);
  }

  private url(): string | undefined {
    const { hass, camera } = this;
    const path = this.scene.details?.picture;
    if (hass && path) return hass.hassUrl(path);
    const state = hass?.states[camera?.entity_id ?? ""];
    const proxy = state && state.state !== "unavailable" ? state.attributes.entity_picture : undefined;
    return hass && proxy ? hass.hassUrl(`${proxy}${proxy.includes("?") ? "&" : "?"}time=${Date.now()}`) : undefined;
  }

  private wait(): number {
    const seconds = this.pace ?? this.scene.details?.interval ?? 1;
    // With each frame told as it is looked at, the clock is only for a camera that stands still.
    return Math.min(SLOWEST, this.scene.tellsFrames ? Math.max(10_000, seconds * 3000) : Math.max(200, seconds * 1000));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hass && this.camera && this.view.inView) this.scene.follow(this.hass, this.camera.id);
    if (changed.has("camera") && changed.get("camera") !== undefined) this.picture.next();
  }

  private away(): TemplateResult | typeof nothing {
    const state = this.hass?.states[this.camera?.entity_id ?? ""];
    if (!state || state.state === "unavailable") return stateView("unavailable", this.t("camera.unavailable"));
    if (this.picture.failed) return stateView("unavailable", this.t("camera.no_picture"));
    return this.picture.image ? nothing : stateView("loading", this.t("state.loading"));
  }

  protected override render(): TemplateResult {
    const size = this.size;
    const away = this.away();
    return html`<div class="stage" style="aspect-ratio:${size[0]}/${size[1]}">
      ${this.picture.image ?? nothing}
      ${this.cover ? html`<img
            class="cover"
            src=${this.cover}
            alt=""
            @error=${() => fire(this, "argus-cover-failed", undefined)}
          />` : nothing}
      ${this.drawn && this.picture.image
        ? overlay({ size, ...this.placesShown(), frame: this.scene.frame }, this.t)
        : nothing}
      ${away === nothing ? nothing : html`<div class="away">${away}</div>`}
      <slot></slot>
    </div>`;
  }

  private placesShown(): Places {
    const { zones, lines } = this.scene.places;
    return { zones, lines };
  }

  static override styles = [
    shared,
    overlayStyles,
    css`
      :host {
        overflow: hidden;
      }
      .stage {
        position: relative;
        width: 100%;
        max-height: 100%;
        margin: 0 auto;
        background: #16181b;
        overflow: hidden;
      }
      .stage > img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: fill;
      }
      .cover {
        opacity: 0.85;
      }
      .away {
        position: absolute;
        inset: 0;
        display: grid;
        background: rgba(22, 24, 27, 0.72);
      }
      .away .state {
        color: #fff;
        min-height: 0;
      }
    `,
  ];
}
