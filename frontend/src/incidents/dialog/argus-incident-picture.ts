import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { mdiImageOutline, mdiPlay } from "@mdi/js";
import type { Box, Incident, Moment } from "../../api/types.ts";
import { fire } from "../../ha/browse.ts";
import type { Part } from "../../i18n/localize.ts";
import { ArgusElement } from "../../ui/argus-element.ts";
import { define } from "../../ui/define.ts";
import { icon } from "../../ui/icon.ts";
import { stateView } from "../../ui/state-view.ts";
import { shared } from "../../ui/styles.ts";
import { sentenceOf } from "../sentence.ts";
import { momentWords, placeInFilm } from "./moment-words.ts";

/** The picture of an incident or of a moment of it, with the box of what mattered, or its moving preview. */
export class ArgusIncidentPicture extends ArgusElement {
  @property({ attribute: false }) incident?: Incident;
  @property({ attribute: false }) moment?: Moment | undefined;
  /** Signed path of the preview. */
  @property() preview?: string | null | undefined;
  @property({ type: Boolean }) moving = false;
  /** Whether its path was asked for again in vain. */
  @property({ type: Boolean }) fails = false;
  /** Width by height of the picture. */
  @state() private aspect = 16 / 9;

  protected override texts(): readonly Part[] {
    return ["cards", "incident"];
  }

  /** Wind the film to a moment; return whether there is a film to wind. */
  wind(moment: Moment): boolean {
    const film = this.renderRoot.querySelector("video");
    if (!film || !this.incident || !Number.isFinite(film.duration)) return false;
    film.currentTime = placeInFilm(this.incident, moment, film.duration);
    return true;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { incident, preview, hass } = this;
    if (!incident || !hass) return nothing;
    return html`${this.media(incident)}
    ${preview
      ? html`<button class="toggle" @click=${() => fire(this, "argus-play", !this.moving)}>
          ${icon(this.moving ? mdiImageOutline : mdiPlay)}${this.t(this.moving ? "dialog.still" : "dialog.play")}
        </button>`
      : nothing}`;
  }

  private media(incident: Incident): TemplateResult {
    const path = this.moment?.picture ?? incident.image_url;
    if (this.moving && this.preview) return this.film(this.preview, sentenceOf(incident, this.t));
    if (!path || this.fails) return stateView("empty", this.t("dialog.no_picture"));
    return html`<div class="frame" style="--aspect:${this.aspect}">
      <img
        src=${this.hass?.hassUrl(path) ?? path}
        alt=${this.moment ? momentWords(this.moment, this.t) : sentenceOf(incident, this.t)}
        draggable="false"
        @load=${(event: Event) => {
          const image = event.target as HTMLImageElement;
          this.aspect = image.naturalWidth / image.naturalHeight || this.aspect;
        }}
        @error=${() => fire(this, "argus-stale", undefined)}
      />
      ${
        // The picture of a moment shows its box only, and what is around it.
        this.box(this.moment?.picture ? null : (this.moment ?? incident).box)
      }
    </div>`;
  }

  private film(preview: string, sentence: string): TemplateResult {
    const src = this.hass?.hassUrl(preview) ?? preview;
    if (/\.(webp|gif)(\?|$)/.test(preview)) return html`<img src=${src} alt=${sentence} />`;
    return html`<video
      src=${src}
      autoplay
      muted
      loop
      playsinline
      controls
      aria-label=${this.t("dialog.preview")}
      @error=${() => fire(this, "argus-play", false)}
    ></video>`;
  }

  private box(box: Box | null | undefined): TemplateResult | typeof nothing {
    if (!box) return nothing;
    const [left, top, right, bottom] = box.map((share) => share * 100) as Box;
    return html`<i
      class="box"
      style="left:${left}%;top:${top}%;width:${right - left}%;height:${bottom - top}%"
    ></i>`;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        place-items: center;
        width: 100%;
        height: 100%;
        color: #fff;
      }
      .state {
        color: #fff;
      }
      .frame {
        position: relative;
        width: min(100%, calc((100dvh - 152px) * var(--aspect)));
      }
      .frame img {
        width: 100%;
      }
      img,
      video {
        display: block;
        max-width: 100%;
        max-height: calc(100dvh - 48px);
        object-fit: contain;
        user-select: none;
      }
      .box {
        position: absolute;
        border: 2px solid #69f0ae;
        border-radius: 6px;
        box-shadow: 0 0 0 1px rgba(0, 0, 0, 0.5);
        pointer-events: none;
      }
      .toggle {
        position: absolute;
        top: 12px;
        left: 12px;
        display: flex;
        gap: 6px;
        align-items: center;
        padding: 6px 12px 6px 8px;
        border-radius: 18px;
        background: #000a;
        color: #fff;
      }
      @media (max-width: 800px) {
        .frame {
          width: min(100%, calc(62dvh * var(--aspect)));
        }
        img,
        video {
          max-height: 62dvh;
        }
      }
    `,
  ];
}

define("argus-incident-picture", ArgusIncidentPicture);
