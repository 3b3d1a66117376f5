import { html, nothing, type TemplateResult } from "lit";
import { mdiDeleteOutline, mdiSwapHorizontal } from "@mdi/js";
import type { Ignored, Kind, Line, LineCounts, Zone, ZoneKind } from "../api/types.ts";
import type { Formats } from "../i18n/format.ts";
import type { Localize } from "../i18n/localize.ts";
import { icon } from "../ui/icon.ts";
import { withLine, withZone, type Named } from "./drawing.ts";
import type { EditorController } from "./editor-controller.ts";

/** What the fields of zones and lines are drawn with. */
export interface FieldsAround {
  t: Localize;
  formats: Formats;
  editor: EditorController;
  /** Of the camera, 1 to 100: where a zone's own begins. */
  sensitivity: number;
}

const KINDS: readonly ZoneKind[] = ["include", "exclude"];
const IGNORED: readonly Ignored[] = ["both", "motion", "faces"];
const COUNTS: readonly LineCounts[] = ["both", "motion", "faces", "persons", "vehicles"];
const MOVING: readonly Kind[] = ["person", "vehicle", "animal"];

function text(label: string, value: string, set: (value: string) => void, placeholder = ""): TemplateResult {
  return html`<label class="field"
    ><span>${label}</span
    ><input
      maxlength="100"
      .value=${value}
      placeholder=${placeholder}
      @input=${(event: Event) => set((event.target as HTMLInputElement).value)}
  /></label>`;
}

function select<Option extends string>(
  label: string,
  value: Option,
  options: readonly (readonly [Option, string])[],
  set: (value: Option) => void,
): TemplateResult {
  return html`<label class="field"
    ><span>${label}</span
    ><select @change=${(event: Event) => set((event.target as HTMLSelectElement).value as Option)}>
      ${options.map(([one, words]) => html`<option value=${one} ?selected=${one === value}>${words}</option>`)}
    </select></label
  >`;
}

/** Draw a slider with its value. */
export function slider(
  formats: Formats,
  label: string,
  value: number,
  min: number,
  max: number,
  step: number,
  set: (value: number) => void,
  shown = formats.number(value, 2),
): TemplateResult {
  return html`<label class="field slide"
    ><span>${label}<b>${shown}</b></span
    ><input
      type="range"
      min=${min}
      max=${max}
      step=${step}
      .value=${String(value)}
      @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
  /></label>`;
}

function removal({ t, editor }: FieldsAround, named: Named): TemplateResult {
  return html`<button class="plain" @click=${() => editor.remove(named)}>
    ${icon(mdiDeleteOutline)}${t("delete.action")}
  </button>`;
}

/** Draw what counts as motion in a zone: some kinds of what moves, or all of it. */
function kindChips({ kinds = [] }: Zone, t: Localize, set: (kinds: Kind[]) => void): TemplateResult {
  const chip = (words: string, pressed: boolean, next: Kind[]): TemplateResult =>
    html`<button class="chip" aria-pressed=${String(pressed)} @click=${() => set(next)}>${words}</button>`;
  return html`<fieldset>
    <legend>${t("editor.kinds")}</legend>
    <div class="two">
      ${chip(t("editor.counts_motion"), !kinds.length, [])}
      ${MOVING.map((kind) => {
        const chosen = kinds.includes(kind);
        const next = MOVING.filter((one) => (one === kind ? !chosen : kinds.includes(one)));
        return chip(t(`kind.${kind}`), chosen, next);
      })}
    </div>
  </fieldset>`;
}

/** Draw what can be set of a zone. */
export function zoneFields(zone: Zone, index: number, around: FieldsAround): TemplateResult {
  const { t, formats, editor } = around;
  const set = (changes: Partial<Zone>, tag?: string): void =>
    editor.take(withZone(editor.drawing, index, changes), tag);
  return html`${text(t("editor.name"), zone.name, (name) => set({ name }, `name ${index}`))}
    <div class="two" role="radiogroup" aria-label=${t("editor.zone_kind")}>
      ${KINDS.map(
        (kind) =>
          html`<button class="chip" role="radio" aria-checked=${String(zone.kind === kind)} @click=${() => set({ kind })}>
            ${t(`editor.${kind}`)}
          </button>`,
      )}
    </div>
    ${zone.kind === "exclude"
      ? select(
          t("editor.ignore"),
          zone.ignore ?? "motion",
          IGNORED.map((one) => [one, t(`editor.ignore_${one}`)]),
          (ignore) => set({ ignore }),
        )
      : nothing}
    ${zone.kind === "include"
      ? html`${kindChips(zone, t, (kinds) => set({ kinds }))}<label class="check"
            ><input
              type="checkbox"
              .checked=${zone.sensitivity !== null}
              @change=${(event: Event) =>
                set({ sensitivity: (event.target as HTMLInputElement).checked ? around.sensitivity : null })}
            />${t("editor.own_sensitivity")}</label
          >${zone.sensitivity === null
            ? nothing
            : slider(formats, t("editor.sensitivity"), zone.sensitivity, 1, 100, 1, (sensitivity) =>
                set({ sensitivity }, `sensitivity ${index}`),
              )}`
      : nothing}
    ${removal(around, { kind: "zone", index })}`;
}

/** Draw what can be set of a line. */
export function lineFields(line: Line, index: number, around: FieldsAround): TemplateResult {
  const { t, editor } = around;
  const set = (changes: Partial<Line>, tag?: string): void =>
    editor.take(withLine(editor.drawing, index, changes), tag);
  return html`${text(t("editor.name"), line.name, (name) => set({ name }, `line ${index}`))}
    <p class="soft">${t("editor.arrow")}</p>
    ${text(t("editor.name_in"), line.name_in ?? "", (name) => set({ name_in: name || null }, `in ${index}`), t("counter.in"))}
    ${text(
      t("editor.name_out"),
      line.name_out ?? "",
      (name) => set({ name_out: name || null }, `out ${index}`),
      t("counter.out"),
    )}
    ${select(
      t("editor.counts"),
      line.counts,
      COUNTS.map((counts) => [counts, t(`editor.counts_${counts}`)]),
      (counts) => set({ counts }),
    )}
    <div class="row">
      <button class="plain" @click=${() => editor.swap(index)}>${icon(mdiSwapHorizontal)}${t("editor.swap")}</button>
      ${removal(around, { kind: "line", index })}
    </div>`;
}
