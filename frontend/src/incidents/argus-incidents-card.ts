import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { mdiAlertOctagonOutline, mdiChevronLeft, mdiChevronRight, mdiEyeOffOutline, mdiStar } from "@mdi/js";
import type { ActivityType, Camera, Incident, Kind } from "../api/types.ts";
import { addressWith, parameter } from "../ha/browse.ts";
import type { CardConfig, ConfigForm, GridOptions } from "../ha/types.ts";
import { addDays } from "../i18n/format.ts";
import type { TextKey } from "../i18n/localize.ts";
import { ArgusCard } from "../ui/card.ts";
import { formOf } from "../ui/forms.ts";
import { icon } from "../ui/icon.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import { byDay } from "./day.ts";
import type { Filter } from "./filter.ts";
import { IncidentsController } from "./incidents-controller.ts";
import { PARAMETER } from "./link.ts";
import { iconOf, secondsOf, sentenceOf } from "./sentence.ts";

export interface IncidentsCardConfig extends CardConfig {
  title?: string;
  /** Entity ids of cameras; all when none is named. */
  cameras?: string | string[];
  favourites?: boolean;
  /** Whether the filters are shown. */
  filters?: boolean;
  /** Whether the strip of the day is shown. */
  strip?: boolean;
  /** How many are shown, without paging; endless when it is not said. */
  limit?: number;
}

const PAGE = 30;
const WHOLE_DAY = 500;
const TYPES: readonly ActivityType[] = ["motion", "face", "visitor_in", "visitor_out", "tampered", "camera_lost"];
const KINDS: readonly Kind[] = ["person", "vehicle", "animal"];

/** Which card of a page answers its address: the first one that is there. */
let answering: ArgusIncidentsCard | undefined;

/** What happened, to look through. */
export class ArgusIncidentsCard extends ArgusCard<IncidentsCardConfig> {
  @state() private filter: Filter = {};
  @state() private shown?: string | undefined;
  private readonly list = new IncidentsController(this, PAGE);
  private readonly today = new IncidentsController(this, WHOLE_DAY);
  private asked?: string;
  private askedDay?: string;
  private end?: IntersectionObserver;

  static getConfigForm(): ConfigForm {
    return formOf([
      { name: "title", selector: { text: {} } },
      { name: "cameras", selector: { entity: { multiple: true, filter: [{ domain: "camera" }] } } },
      { name: "favourites", selector: { boolean: {} } },
      { name: "filters", selector: { boolean: {} }, default: true },
      { name: "strip", selector: { boolean: {} }, default: true },
      { name: "limit", selector: { number: { min: 1, max: 100, mode: "box" } } },
    ]);
  }

  static getStubConfig(): Partial<IncidentsCardConfig> {
    return {};
  }

  getCardSize(): number {
    return 8;
  }

  getGridOptions(): GridOptions {
    return { columns: 12, rows: "auto", min_columns: 6, min_rows: 4 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("popstate", this.follow);
    window.addEventListener("location-changed", this.follow);
    if (!answering?.isConnected && !this.preview) this.answer();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("popstate", this.follow);
    window.removeEventListener("location-changed", this.follow);
    if (answering === this) answering = undefined;
    this.end?.disconnect();
    delete this.end;
    delete this.asked;
    delete this.askedDay;
  }

  private answer(this: ArgusIncidentsCard): void {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- of all cards of a page one answers its address
    answering = this;
  }

  /** Show what the page's address says. */
  private readonly follow = (): void => {
    if (this.preview) return;
    const named = parameter(PARAMETER);
    if (named === null) this.shown = undefined;
    else if (answering === this || this.shown !== undefined) this.shown = named;
  };

  private open(id: string): void {
    history.pushState({ argusIncident: id }, "", addressWith(PARAMETER, id));
    this.shown = id;
  }

  private go(id: string): void {
    history.replaceState(history.state, "", addressWith(PARAMETER, id));
    this.shown = id;
  }

  private close(): void {
    if (this.shown === undefined) return;
    this.shown = undefined;
    const state = history.state as { argusIncident?: string } | null;
    if (state?.argusIncident) history.back();
    else history.replaceState(history.state, "", addressWith(PARAMETER, null));
  }

  private chosenCameras(): string[] {
    const named = [this.config?.cameras ?? []].flat();
    return named.map((one) => this.cameras.find(one)?.id ?? one);
  }

  private wanted(): Filter {
    const cameras = this.filter.cameras ?? this.chosenCameras();
    return {
      ...this.filter,
      ...(cameras.length && { cameras }),
      ...(this.config?.favourites && { favourite: true }),
    };
  }

  private day(): string {
    return this.filter.day ?? this.formats.dateOf(new Date());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const properties = changed as Map<PropertyKey, unknown>;
    if (properties.has("shown")) this.settle(properties.get("shown") as string | undefined);
    if (this.shown !== undefined) void import("./argus-incident-dialog.ts");
    const { hass, formats } = this;
    if (!hass || !this.config || !this.cameras.cameras) return;
    const wanted = this.wanted();
    const around = { hass, formats };
    const asked = JSON.stringify(wanted);
    if (asked !== this.asked) {
      this.asked = asked;
      void this.list.show(around, wanted);
    }
    const day = { ...wanted, day: this.day() };
    const askedDay = JSON.stringify(day);
    if (this.hasStrip() && askedDay !== this.askedDay) {
      this.askedDay = askedDay;
      void import("./argus-day-strip.ts");
      void this.today.show(around, day);
    }
  }

  protected override firstUpdated(): void {
    this.follow();
  }

  protected override updated(): void {
    const end = this.renderRoot.querySelector(".end");
    this.end?.disconnect();
    if (!end) return;
    this.end = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void this.list.more();
      },
      { rootMargin: "600px" },
    );
    this.end.observe(end);
  }

  private hasStrip(): boolean {
    return this.config?.strip ?? this.config?.limit === undefined;
  }

  private set(changes: { [Key in keyof Filter]?: Filter[Key] | undefined }): void {
    const merged = { ...this.filter, ...changes };
    this.filter = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  }

  protected override renderCard(config: IncidentsCardConfig): TemplateResult {
    const { t, list } = this;
    const items = config.limit === undefined ? list.items : list.items.slice(0, config.limit);
    return html`<ha-card>
      <header><h2>${config.title || t("incidents.title")}</h2></header>
      ${config.filters === false ? nothing : this.filters()} ${this.hasStrip() ? this.strip() : nothing}
      <div class="list" aria-busy=${String(list.loading)}>
        ${byDay(items, (incident) => this.formats.dateOf(incident.timestamp)).map(
          (group) =>
            html`<h3>${this.formats.day(group.items[0]?.timestamp ?? group.day)}</h3>
              <ul class="grid">
                ${group.items.map((incident) => this.tile(incident))}
              </ul>`,
        )}
        ${this.foot(items.length, config)}
      </div>
      <argus-incident-dialog
        .hass=${this.hass}
        .incidents=${this.around()}
        .shown=${this.shown}
        .hasMore=${list.hasMore}
        @argus-go=${(event: CustomEvent<string>) => this.go(event.detail)}
        @argus-close=${() => this.close()}
        @argus-more=${() => list.more()}
        @argus-changed=${(event: CustomEvent<Incident>) => this.put(event.detail)}
        @argus-deleted=${(event: CustomEvent<string>) => {
          list.drop(event.detail);
          this.today.drop(event.detail);
        }}
      ></argus-incident-dialog>
    </ha-card>`;
  }

  /** The list in which the dialog goes on: what was opened from the strip may not be in the other yet. */
  private around(): readonly Incident[] {
    const { items } = this.list;
    const listed = this.shown === undefined || items.some(({ id }) => id === this.shown);
    return listed || !this.today.items.some(({ id }) => id === this.shown) ? items : this.today.items;
  }

  /** Take over a change that was made in the dialog. */
  private put(incident: Incident): void {
    this.list.put(incident);
    this.today.put(incident);
  }

  /** Let go of what was looked at: it may belong to the list no more. */
  private settle(left: string | undefined): void {
    for (const list of [this.list, this.today]) {
      list.kept = this.shown;
      const incident = list.items.find(({ id }) => id === left);
      if (incident) list.put(incident);
    }
  }

  private foot(count: number, config: IncidentsCardConfig): TemplateResult | typeof nothing {
    const { t, list } = this;
    if (list.failed) return stateView("error", t("state.failed"), { text: t("again"), run: () => void list.again() });
    if (list.loading || !list.loaded) return count && config.limit !== undefined ? nothing : stateView("loading", t("state.loading"));
    if (!count) {
      return stateView("empty", t(Object.keys(this.filter).length ? "incidents.none_of_these" : "incidents.none"));
    }
    return list.hasMore && config.limit === undefined ? html`<div class="end"></div>` : nothing;
  }

  private tile(incident: Incident): TemplateResult {
    const { t } = this;
    const sentence = sentenceOf(incident, t);
    const time = this.formats.time(incident.timestamp);
    const running = incident.end === null;
    return html`<li>
      <button
        class="tile ${incident.false_alarm ? "false" : ""}"
        aria-label=${`${sentence}, ${incident.camera}, ${time}`}
        @click=${() => this.open(incident.id)}
      >
        <argus-thumbnail .hass=${this.hass} .incident=${incident}></argus-thumbnail>
        <span class="marks">
          ${running ? html`<span class="now">${t("incidents.now")}</span>` : nothing}
          ${incident.favourite ? icon(mdiStar) : nothing} ${incident.false_alarm ? icon(mdiAlertOctagonOutline) : nothing}
          ${incident.preview && !running
            ? html`<span class="long">${this.formats.duration(secondsOf(incident))}</span>`
            : nothing}
        </span>
        <span class="text">
          <strong>${incident.seen === false ? html`<i class="unseen"></i>` : nothing}${sentence}</strong>
          <span class="where">${icon(iconOf(incident))}${time} · ${incident.camera}</span>
        </span>
      </button>
    </li>`;
  }

  private strip(): TemplateResult {
    const day = this.day();
    const today = this.formats.dateOf(new Date());
    return html`<div class="day">
      <div class="pick">
        <button
          class="round"
          aria-label=${this.t("strip.before")}
          title=${this.t("strip.before")}
          @click=${() => this.set({ day: addDays(day, -1) })}
        >
          ${icon(mdiChevronLeft)}
        </button>
        <label>
          <span class="hidden">${this.t("strip.day")}</span>
          <input
            type="date"
            .value=${day}
            max=${today}
            @change=${(event: Event) => {
              const { value } = event.target as HTMLInputElement;
              this.set({ day: value || undefined });
            }}
          />
        </label>
        <button
          class="round"
          aria-label=${this.t("strip.after")}
          title=${this.t("strip.after")}
          ?disabled=${day >= today}
          @click=${() => this.set({ day: addDays(day, 1) })}
        >
          ${icon(mdiChevronRight)}
        </button>
        ${this.filter.day
          ? html`<button class="chip" @click=${() => this.set({ day: undefined })}>${this.t("strip.all_days")}</button>`
          : nothing}
      </div>
      <argus-day-strip
        .hass=${this.hass}
        .incidents=${this.today.items}
        .day=${day}
        @argus-open=${(event: CustomEvent<string>) => this.open(event.detail)}
      ></argus-day-strip>
    </div>`;
  }

  private filters(): TemplateResult {
    const { filter, t } = this;
    const all = this.cameras.cameras ?? [];
    const named = this.chosenCameras();
    const cameras = named.length ? all.filter(({ id }) => named.includes(id)) : all;
    const zones = [...new Set([...(filter.zone ? [filter.zone] : []), ...this.list.items.flatMap((one) => one.zones)])];
    const kinds = KINDS.filter(
      (kind) => filter.kind !== undefined || this.list.items.some((one) => one.kinds?.includes(kind)),
    );
    return html`<div class="chips" role="group" aria-label=${t("filter.label")}>
      ${cameras.length > 1
        ? this.choose("filter.camera", "filter.all_cameras", filter.cameras?.[0], cameras.map(({ id, name }: Camera) => [id, name]), (id) =>
            this.set({ cameras: id === undefined ? undefined : [id] }),
          )
        : nothing}
      ${kinds.length
        ? this.choose("filter.kind", "filter.all_kinds", filter.kind, kinds.map((kind) => [kind, t(`kind.${kind}`)]), (kind) =>
            this.set({ kind: kind as Kind | undefined }),
          )
        : nothing}
      ${this.choose("filter.type", "filter.all_types", filter.type, TYPES.map((type) => [type, t(`type.${type}` as TextKey)]), (type) =>
        this.set({ type: type as ActivityType | undefined }),
      )}
      ${zones.length
        ? this.choose("filter.zone", "filter.all_zones", filter.zone, zones.map((zone) => [zone, zone]), (zone) => this.set({ zone }))
        : nothing}
      ${this.toggle("unseen", "filter.unseen", mdiEyeOffOutline)} ${this.toggle("favourite", "filter.favourites", mdiStar)}
      ${this.toggle("falseAlarms", "filter.false_alarms", mdiAlertOctagonOutline)}
    </div>`;
  }

  private toggle(name: "unseen" | "favourite" | "falseAlarms", label: TextKey, path: string): TemplateResult {
    const on = this.filter[name] ?? false;
    return html`<button
      class="chip"
      aria-pressed=${String(on)}
      @click=${() => this.set({ [name]: on ? undefined : true })}
    >
      ${icon(path)}${this.t(label)}
    </button>`;
  }

  private choose(
    label: TextKey,
    all: TextKey,
    value: string | undefined,
    options: readonly (readonly [string, string])[],
    choose: (value: string | undefined) => void,
  ): TemplateResult {
    return html`<select
      class="chip ${value === undefined ? "" : "set"}"
      aria-label=${this.t(label)}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value || undefined)}
    >
      <option value="" ?selected=${value === undefined}>${this.t(all)}</option>
      ${options.map(([id, name]) => html`<option value=${id} ?selected=${id === value}>${name}</option>`)}
    </select>`;
  }

  static override styles = [
    shared,
    css`
      header {
        padding-bottom: 4px;
      }
      .day {
        padding: 0 16px 8px;
      }
      .pick {
        display: flex;
        align-items: center;
        margin: -4px 0 6px -10px;
      }
      .pick input {
        border: 0;
        background: none;
        font-weight: 500;
        min-height: 40px;
      }
      .pick .chip {
        margin-left: 8px;
      }
      .list {
        padding: 0 16px 16px;
      }
      h3 {
        margin: 12px 0 8px;
        font-size: 13px;
        font-weight: 500;
        color: var(--argus-soft);
      }
      .grid {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
      }
      .tile {
        position: relative;
        display: block;
        width: 100%;
        text-align: left;
        border-radius: var(--argus-radius);
      }
      argus-thumbnail {
        border-radius: var(--argus-radius);
      }
      .tile:hover argus-thumbnail {
        filter: brightness(1.08);
      }
      .tile.false {
        opacity: 0.7;
      }
      .marks {
        position: absolute;
        top: 8px;
        left: 8px;
        right: 8px;
        display: flex;
        gap: 6px;
        color: #fff;
      }
      .marks .icon {
        width: 18px;
        height: 18px;
        filter: drop-shadow(0 0 2px #000);
      }
      .now,
      .long {
        padding: 1px 8px;
        border-radius: 10px;
        font-size: 11px;
        font-weight: 500;
        background: #b3261e;
      }
      .long {
        background: rgba(0, 0, 0, 0.66);
        margin-left: auto;
      }
      .text {
        display: block;
        padding: 6px 2px 0;
      }
      .text strong {
        font-weight: 500;
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        display: -webkit-box;
        -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
      }
      .unseen {
        display: inline-block;
        width: 8px;
        height: 8px;
        margin: 0 6px 1px 0;
        border-radius: 50%;
        background: var(--argus-accent);
      }
      .where {
        display: flex;
        align-items: center;
        gap: 4px;
        font-size: 12px;
        color: var(--argus-soft);
        overflow: hidden;
        white-space: nowrap;
      }
      .where .icon {
        width: 14px;
        height: 14px;
      }
      .end {
        height: 1px;
      }
      @media (max-width: 500px) {
        .grid {
          grid-template-columns: repeat(2, 1fr);
        }
      }
    `,
  ];
}
