import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Incident } from "../api/types.ts";
import { fire } from "../ha/browse.ts";
import { ArgusElement } from "../ui/argus-element.ts";
import { define } from "../ui/define.ts";
import { nearest, spansOf } from "./day.ts";
import { secondsOf, sentenceOf } from "./sentence.ts";

const HOURS = [0, 3, 6, 9, 12, 15, 18, 21];

/** A day as a strip: a mark for each incident; drag over it to look through, let go or press Enter to open one. */
export class ArgusDayStrip extends ArgusElement {
  @property({ attribute: false }) incidents: readonly Incident[] = [];
  @property() day = "";
  @state() private at?: string | undefined;

  private minutes(incident: Incident): number {
    return this.formats.minutesOf(incident.timestamp);
  }

  private marks(): { id: string; from: number; to: number; tone: string }[] {
    return spansOf(
      this.incidents.map((incident) => ({
        id: incident.id,
        from: this.minutes(incident),
        to: this.minutes(incident) + secondsOf(incident) / 60,
        tone: incident.detection_type,
      })),
    );
  }

  private chosen(): Incident | undefined {
    return this.incidents.find(({ id }) => id === this.at);
  }

  private readonly move = (event: PointerEvent): void => {
    const strip = event.currentTarget as HTMLElement;
    if (event.pointerType !== "mouse" && event.type === "pointerdown") strip.setPointerCapture(event.pointerId);
    const { left, width } = strip.getBoundingClientRect();
    const minutes = ((event.clientX - left) / width) * 1440;
    this.at = nearest(this.incidents, minutes, (incident) => this.minutes(incident))?.id;
  };

  private readonly open = (): void => {
    if (this.at !== undefined) fire(this, "argus-open", this.at);
  };

  private readonly key = (event: KeyboardEvent): void => {
    // The newest is the first of the list.
    const step = { ArrowLeft: 1, ArrowRight: -1, Home: 1e6, End: -1e6 }[event.key];
    if (step !== undefined) {
      const now = this.incidents.findIndex(({ id }) => id === this.at);
      const next = Math.min(this.incidents.length - 1, Math.max(0, (now < 0 ? 0 : now + step)));
      this.at = this.incidents[next]?.id;
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === " ") {
      this.open();
      event.preventDefault();
    } else if (event.key === "Escape") this.at = undefined;
  };

  protected override render(): TemplateResult {
    const chosen = this.chosen();
    const at = chosen ? this.minutes(chosen) : undefined;
    return html`<div class="scale" aria-hidden="true">
        ${HOURS.map((hour) => html`<span style="left:${(hour / 24) * 100}%">${this.formats.hour(hour)}</span>`)}
      </div>
      <div
        class="strip"
        role="slider"
        tabindex=${this.incidents.length ? 0 : -1}
        aria-label=${this.t("strip.label")}
        aria-valuemin="0"
        aria-valuemax="1439"
        aria-valuenow=${at ?? 0}
        aria-valuetext=${chosen
          ? `${this.formats.time(chosen.timestamp)}, ${chosen.camera}, ${sentenceOf(chosen, this.t)}`
          : this.t("strip.count", { n: this.incidents.length })}
        aria-disabled=${String(!this.incidents.length)}
        @pointermove=${this.move}
        @pointerdown=${this.move}
        @pointerup=${this.open}
        @pointerleave=${(event: PointerEvent) => {
          if (event.pointerType === "mouse") this.at = undefined;
        }}
        @keydown=${this.key}
        @blur=${() => (this.at = undefined)}
      >
        ${this.marks().map(
          ({ from, to, tone, id }) =>
            html`<i
              class="${tone} ${id === this.at ? "at" : ""}"
              style="left:${(from / 1440) * 100}%;width:${((to - from) / 1440) * 100}%"
            ></i>`,
        )}
      </div>
      ${chosen && at !== undefined
        ? html`<div class="peek" style="left:clamp(74px,${(at / 1440) * 100}%,calc(100% - 74px))">
            <argus-thumbnail .hass=${this.hass} .incident=${chosen}></argus-thumbnail>
            <span>${this.formats.time(chosen.timestamp)} · ${chosen.camera}</span>
          </div>`
        : nothing}`;
  }

  static override styles = css`
    :host {
      display: block;
      position: relative;
      padding: 0 0 4px;
      user-select: none;
      color: var(--primary-text-color, #212121);
    }
    .scale {
      position: relative;
      height: 18px;
      font-size: 11px;
      color: var(--secondary-text-color, #616161);
    }
    .scale span {
      position: absolute;
      white-space: nowrap;
    }
    .strip {
      position: relative;
      height: 34px;
      border-radius: 8px;
      background: color-mix(in srgb, var(--primary-text-color, #212121) 7%, transparent);
      cursor: pointer;
      touch-action: pan-y;
      overflow: hidden;
    }
    .strip:focus-visible {
      outline: 2px solid var(--primary-color, #03a9f4);
      outline-offset: 2px;
    }
    i {
      position: absolute;
      top: 6px;
      bottom: 6px;
      min-width: 3px;
      border-radius: 2px;
      background: #78909c;
    }
    .face {
      background: #ec407a;
    }
    .visitor_in,
    .visitor_out {
      background: #26a69a;
    }
    .tampered,
    .camera_lost {
      background: #e53935;
    }
    .at {
      top: 0;
      bottom: 0;
      background: var(--primary-text-color, #212121);
    }
    .peek {
      position: absolute;
      bottom: 44px;
      width: 148px;
      translate: -50% 0;
      border-radius: 10px;
      overflow: hidden;
      background: #1c1e21;
      color: #fff;
      font-size: 12px;
      pointer-events: none;
      z-index: 3;
      box-shadow: 0 4px 18px rgba(0, 0, 0, 0.4);
    }
    .peek span {
      display: block;
      padding: 4px 8px;
      white-space: nowrap;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    @media (max-width: 500px) {
      .scale span:nth-child(even) {
        display: none;
      }
    }
  `;
}

define("argus-day-strip", ArgusDayStrip);
