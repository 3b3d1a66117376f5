import { html, nothing, type TemplateResult } from "lit";
import { mdiAlertOctagonOutline, mdiStar } from "@mdi/js";
import type { Incident } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";
import type { Formats } from "../i18n/format.ts";
import type { Localize } from "../i18n/localize.ts";
import { icon } from "../ui/icon.ts";
import { iconOf, secondsOf, sentenceOf } from "./sentence.ts";

/** What a tile is drawn with. */
export interface TileAround {
  hass: HomeAssistant | undefined;
  t: Localize;
  formats: Formats;
  /** Is told which incident is opened. */
  open: (id: string) => void;
}

/** Draw an incident in the list: its picture, what happened, when and where. */
export function incidentTile(incident: Incident, { hass, t, formats, open }: TileAround): TemplateResult {
  const sentence = sentenceOf(incident, t);
  const time = formats.time(incident.timestamp);
  const running = incident.end === null;
  return html`<li>
    <button
      class="tile ${incident.false_alarm ? "false" : ""}"
      @click=${() => open(incident.id)}
    >
      <argus-thumbnail .hass=${hass} .incident=${incident}></argus-thumbnail>
      <span class="marks">
        ${running ? html`<span class="now">${t("incidents.now")}</span>` : nothing}
        ${incident.favourite ? icon(mdiStar) : nothing} ${incident.false_alarm ? icon(mdiAlertOctagonOutline) : nothing}
        ${incident.preview && !running
          ? html`<span class="long">${formats.duration(secondsOf(incident))}</span>`
          : nothing}
      </span>
      <span class="text">
        <strong>${incident.seen === false ? html`<i class="unseen"></i>` : nothing}${sentence}</strong>
        <span class="where">${icon(iconOf(incident))}${time} · ${incident.camera}</span>
      </span>
    </button>
  </li>`;
}
