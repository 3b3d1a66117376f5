import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { mdiChevronLeft, mdiChevronRight } from "@mdi/js";
import type { Incident } from "../api/types.ts";
import { addressWith, parameter } from "../ha/browse.ts";
import type { CardConfig, ConfigForm, GridOptions } from "../ha/types.ts";
import { addDays } from "../i18n/format.ts";
import { ArgusCard } from "../ui/card.ts";
import { shownValue } from "../ui/config.ts";
import { icon } from "../ui/icon.ts";
import { stateView } from "../ui/state-view.ts";
import { shared } from "../ui/styles.ts";
import { cardStyles } from "./card-styles.ts";
import { byDay } from "./day.ts";
import { filterBar, type FilterChanges } from "./filter-bar.ts";
import type { Filter } from "./filter.ts";
import { IncidentsController } from "./incidents-controller.ts";
import { PARAMETER } from "./link.ts";
import { incidentTile } from "./tile.ts";

export interface IncidentsCardConfig extends CardConfig {
  title?: string;
  /** Entity ids of cameras; all when none is named. */
  cameras?: string[];
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

/** Which card of a page answers its address: the first one that is there. */
let answering: ArgusIncidentsCard | undefined;

/** What happened, to look through. */
export class ArgusIncidentsCard extends ArgusCard<IncidentsCardConfig> {
  protected readonly kind = "incidents";
  @state() private filter: Filter = {};
  @state() private shown?: string | undefined;
  private readonly list = new IncidentsController(this, PAGE);
  private readonly today = new IncidentsController(this, WHOLE_DAY);
  private asked?: string;
  private askedDay?: string;
  private end?: IntersectionObserver;

  static async getConfigForm(): Promise<ConfigForm> {
    return (await import("../ui/forms.ts")).formOf("incidents");
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

  /** Ids of the cameras that the card is for; none where it is for all of them. */
  private chosenCameras(): string[] {
    const found = this.config?.cameras?.map((one) => this.cameras.find(one)?.id) ?? [];
    return [...new Set(found.filter((id) => id !== undefined))];
  }

  /** Cameras that the card names and that are not there: the others are shown without them. */
  private missingCameras(): string[] {
    return this.config?.cameras?.filter((one) => !this.cameras.find(one)) ?? [];
  }

  /** Whether the card is for cameras of which none is there. */
  private isForNone(): boolean {
    return !!this.config?.cameras?.length && !this.chosenCameras().length;
  }

  private wanted(): Filter {
    const { cameras: chosen, ...others } = this.filter;
    // One that was chosen may have been deleted since.
    const there = chosen?.filter((id) => this.cameras.find(id));
    const cameras = there?.length ? there : this.chosenCameras();
    return {
      ...others,
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
    if (!hass || !this.config || !this.cameras.cameras || this.isForNone()) return;
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
    const { list } = this;
    const limit = this.config?.limit ?? 0;
    if (list.loaded && !list.failed && list.items.length < limit) void list.more();
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

  private set(changes: FilterChanges): void {
    const merged = { ...this.filter, ...changes };
    this.filter = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  }

  protected override renderCard(config: IncidentsCardConfig): TemplateResult {
    const { t, list } = this;
    const missing = this.missingCameras().map(shownValue).join(", ");
    const without = missing && t("incidents.cameras_missing", { cameras: missing });
    if (this.isForNone()) return html`<ha-card>${stateView("empty", without)}</ha-card>`;
    const items = config.limit === undefined ? list.items : list.items.slice(0, config.limit);
    const around = { hass: this.hass, t, formats: this.formats, open: (id: string) => this.open(id) };
    return html`<ha-card>
      <header><h2>${config.title || t("incidents.title")}</h2></header>
      ${without ? html`<p class="note" role="status">${without}</p>` : nothing}
      ${config.filters === false ? nothing : this.filters()} ${this.hasStrip() ? this.strip() : nothing}
      <div class="list" aria-busy=${String(list.loading)}>
        ${byDay(items, (incident) => this.formats.dateOf(incident.timestamp)).map(
          (group) =>
            html`<h3>${this.formats.day(group.items[0]?.timestamp ?? group.day)}</h3>
              <ul class="grid">
                ${group.items.map((incident) => incidentTile(incident, around))}
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
    const all = this.cameras.cameras ?? [];
    const named = this.chosenCameras();
    const cameras = named.length ? all.filter(({ id }) => named.includes(id)) : all;
    return filterBar({ t: this.t, filter: this.filter, cameras, items: this.list.items, set: (changes) => this.set(changes) });
  }

  static override styles = [shared, cardStyles];
}
