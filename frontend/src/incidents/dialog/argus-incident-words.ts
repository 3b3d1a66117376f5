import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { mdiCreationOutline } from "@mdi/js";
import type { Incident } from "../../api/types.ts";
import type { Part } from "../../i18n/localize.ts";
import { ArgusElement } from "../../ui/argus-element.ts";
import { define } from "../../ui/define.ts";
import { icon } from "../../ui/icon.ts";
import { shared } from "../../ui/styles.ts";

/** What an AI says of an incident, marked as the AI's. */
export class ArgusIncidentWords extends ArgusElement {
  @property({ attribute: false }) incident?: Incident;

  protected override texts(): readonly Part[] {
    return ["cards", "incident"];
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.incident?.description) return nothing;
    const id = this.incident.described_by ?? "";
    const name = this.hass?.states[id]?.attributes.friendly_name ?? id;
    return html`<figure>
      <blockquote>${this.incident.description}</blockquote>
      <figcaption>
        ${icon(mdiCreationOutline)}${name ? this.t("dialog.described_by", { name }) : this.t("dialog.described")}
      </figcaption>
    </figure>`;
  }

  static override styles = [
    shared,
    css`
      figure {
        margin: 12px 0 0;
        padding: 10px 12px;
        border-radius: 10px;
        background: var(--argus-fill);
        overflow-wrap: anywhere;
      }
      blockquote {
        margin: 0;
      }
      figcaption {
        display: flex;
        gap: 6px;
        align-items: center;
        margin-top: 6px;
        font-size: 12px;
        color: var(--argus-soft);
      }
      .icon {
        width: 16px;
        height: 16px;
      }
    `,
  ];
}

define("argus-incident-words", ArgusIncidentWords);
