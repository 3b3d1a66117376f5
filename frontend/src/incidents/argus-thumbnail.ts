import { css, html, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { mdiImageOffOutline } from "@mdi/js";
import type { Incident } from "../api/types.ts";
import { forgetSignature, sign } from "../ha/sign.ts";
import type { HomeAssistant } from "../ha/types.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { icon } from "../ui/icon.ts";
import { InViewController } from "../ui/in-view.ts";
import { cropOf, cropStyle } from "./crop.ts";

/** Width by height of the frame. */
const FRAME = 4 / 3;

/** The picture of an incident, small, around what moved; loaded when it comes into view. */
export class ArgusThumbnail extends ArgusElement {
  @property({ attribute: false }) incident?: Incident;
  @state() private src?: string | undefined;
  @state() private aspect?: number | undefined;
  @state() private failed = false;
  private tries = 0;
  private loadedFor?: string;

  private readonly view = new InViewController(this, (inView) => {
    if (inView) this.load();
  });

  private path(incident: Incident): string {
    return `/api/argus/events/${incident.id}/thumbnail.jpg`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("incident") || !this.incident) return;
    // A better picture may have taken the place of the one that is shown.
    const picture = `${this.incident.id} ${this.incident.thumbnail_url ?? this.incident.image_url ?? ""}`;
    if (picture === this.loadedFor) return;
    this.loadedFor = picture;
    if (changed.get("incident")?.id !== this.incident.id) {
      this.src = undefined;
      this.aspect = undefined;
    }
    this.tries = 0;
    this.failed = false;
    if (this.view.inView) this.load();
  }

  private load(): void {
    const { hass, incident } = this;
    if (!hass || !incident || this.src?.includes(incident.id)) return;
    if (incident.thumbnail_url) this.src = hass.hassUrl(incident.thumbnail_url);
    else if (incident.image_url) void this.show(hass, incident);
  }

  private readonly broken = (): void => {
    const { hass, incident } = this;
    if (!hass || !incident) return;
    this.src = undefined;
    forgetSignature(hass, this.path(incident));
    this.tries += 1;
    if (this.tries > 1) this.failed = true;
    else void this.show(hass, incident);
  };

  /** Show the picture of an incident, unless it is another's turn by the time that its path is signed. */
  private async show(hass: HomeAssistant, incident: Incident): Promise<void> {
    const src = await sign(hass, this.path(incident)).catch(() => undefined);
    if (this.incident?.id !== incident.id) return;
    this.src = src;
    this.failed = !src;
  }

  protected override render(): TemplateResult {
    if (this.failed || !this.incident?.image_url) return html`<div class="none">${icon(mdiImageOffOutline)}</div>`;
    if (this.src === undefined) return html``;
    const style = this.aspect === undefined ? "opacity:0" : cropStyle(cropOf(this.incident.box, this.aspect, FRAME));
    return html`<img
      src=${this.src}
      alt=""
      decoding="async"
      draggable="false"
      style=${style}
      @load=${(event: Event) => {
        const image = event.target as HTMLImageElement;
        this.aspect = image.naturalWidth / image.naturalHeight || FRAME;
      }}
      @error=${this.broken}
    />`;
  }

  static override styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: 4 / 3;
      overflow: hidden;
      background: color-mix(in srgb, var(--primary-text-color, #212121) 10%, transparent);
    }
    img {
      position: absolute;
      transition: opacity 0.2s;
      max-width: none;
    }
    .none {
      display: grid;
      place-items: center;
      height: 100%;
      color: var(--secondary-text-color, #616161);
    }
    svg {
      width: 28px;
      height: 28px;
      fill: currentColor;
    }
  `;
}
