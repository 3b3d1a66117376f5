import { html, nothing, type TemplateResult } from "lit";
import { mdiAlertOctagonOutline, mdiEyeOffOutline, mdiStar } from "@mdi/js";
import type { ActivityType, Camera, Incident, Kind } from "../api/types.ts";
import type { Localize, TextKey } from "../i18n/localize.ts";
import { icon } from "../ui/icon.ts";
import type { Filter } from "./filter.ts";

export type FilterChanges = { [Key in keyof Filter]?: Filter[Key] | undefined };

/** What the filters are drawn with. */
export interface FilterAround {
  t: Localize;
  filter: Filter;
  /** Those that may be chosen. */
  cameras: readonly Camera[];
  /** What is listed now, which tells what there is to choose. */
  items: readonly Incident[];
  set: (changes: FilterChanges) => void;
}

const TYPES: readonly ActivityType[] = ["motion", "face", "visitor_in", "visitor_out", "tampered", "camera_lost"];
const KINDS: readonly Kind[] = ["person", "vehicle", "animal"];

/** Draw the filters of a list of incidents, as far as there is something to choose. */
export function filterBar({ t, filter, cameras, items, set }: FilterAround): TemplateResult {
  const zones = [...new Set([...(filter.zone ? [filter.zone] : []), ...items.flatMap((one) => one.zones)])];
  const kinds = KINDS.filter((kind) => filter.kind !== undefined || items.some((one) => one.kinds?.includes(kind)));

  const choose = (
    label: TextKey,
    all: TextKey,
    value: string | undefined,
    options: readonly (readonly [string, string])[],
    chosen: (value: string | undefined) => void,
  ): TemplateResult =>
    html`<select
      class="chip ${value === undefined ? "" : "set"}"
      aria-label=${t(label)}
      @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value || undefined)}
    >
      <option value="" ?selected=${value === undefined}>${t(all)}</option>
      ${options.map(([id, name]) => html`<option value=${id} ?selected=${id === value}>${name}</option>`)}
    </select>`;

  const toggle = (name: "unseen" | "favourite" | "falseAlarms", label: TextKey, path: string): TemplateResult => {
    const on = filter[name] ?? false;
    return html`<button class="chip" aria-pressed=${String(on)} @click=${() => set({ [name]: on ? undefined : true })}>
      ${icon(path)}${t(label)}
    </button>`;
  };

  return html`<div class="chips" role="group" aria-label=${t("filter.label")}>
    ${cameras.length > 1
      ? choose("filter.camera", "filter.all_cameras", filter.cameras?.[0], cameras.map(({ id, name }) => [id, name]), (id) =>
          set({ cameras: id === undefined ? undefined : [id] }),
        )
      : nothing}
    ${kinds.length
      ? choose("filter.kind", "filter.all_kinds", filter.kind, kinds.map((kind) => [kind, t(`kind.${kind}`)]), (kind) =>
          set({ kind: kind as Kind | undefined }),
        )
      : nothing}
    ${choose("filter.type", "filter.all_types", filter.type, TYPES.map((type) => [type, t(`type.${type}` as TextKey)]), (type) =>
      set({ type: type as ActivityType | undefined }),
    )}
    ${zones.length
      ? choose("filter.zone", "filter.all_zones", filter.zone, zones.map((zone) => [zone, zone]), (zone) => set({ zone }))
      : nothing}
    ${toggle("unseen", "filter.unseen", mdiEyeOffOutline)} ${toggle("favourite", "filter.favourites", mdiStar)}
    ${toggle("falseAlarms", "filter.false_alarms", mdiAlertOctagonOutline)}
  </div>`;
}
