import type { ReactiveController, ReactiveControllerHost } from "lit";
import { followIncidents, isNotThereYet, loadIncident } from "../api/commands.ts";
import type { Incident, IncidentChange, IncidentPage, Marks } from "../api/types.ts";
import type { Connection, HomeAssistant } from "../ha/types.ts";
import { zoneOf, type Formats } from "../i18n/format.ts";
import { asked, matches, type Filter } from "./filter.ts";

/** Pages that are asked for in a row when a filter that the server lacks leaves nothing of them. */
const MOST_ROUNDS = 8;

/** Connections whose server knows only the first filters; learnt once. */
const simple = new WeakSet<Connection>();

export interface Surroundings {
  hass: HomeAssistant;
  formats: Pick<Formats, "dateOf">;
}

/** Holds the incidents of a filter, the newest first: page after page, and as they happen. */
export class IncidentsController implements ReactiveController {
  items: readonly Incident[] = [];
  loading = false;
  /** Whether the first page was asked for and came. */
  loaded = false;
  failed = false;
  /** Id of the incident that is looked at: it stays in the list although it may not match any more. */
  kept?: string | undefined;
  private filter: Filter = {};
  private next: string | null = null;
  private asking = 0;
  private around?: Surroundings;
  private following?: Promise<() => Promise<void>> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly pageSize: number,
  ) {
    host.addController(this);
  }

  /** Whether there are older ones. */
  get hasMore(): boolean {
    return this.next !== null;
  }

  hostDisconnected(): void {
    void this.following?.then((end) => end()).catch(() => undefined);
    delete this.following;
    this.asking += 1;
    this.loading = false;
    this.loaded = false;
  }

  /** Show the incidents of a filter. */
  async show(around: Surroundings, filter: Filter): Promise<void> {
    this.around = around;
    this.filter = filter;
    this.items = [];
    this.next = null;
    this.loaded = false;
    this.follow(around);
    await this.load(undefined);
  }

  /** Load the next page, unless one is on its way. */
  async more(): Promise<void> {
    if (this.next === null || this.loading) return;
    await this.load(this.next);
  }

  async again(): Promise<void> {
    await this.load(this.items.at(-1)?.id);
  }

  /** Take over what is known of an incident now: changed here, or told by the server. */
  put(incident: Incident): void {
    if (!this.around) return;
    const others = this.items.filter(({ id }) => id !== incident.id);
    const wanted = incident.id === this.kept || matches(incident, this.filter, this.around.formats);
    // What is older than the last page belongs to one that is not loaded yet.
    const last = this.items.at(-1);
    const reached = !this.hasMore || !last || incident.id >= last.id;
    this.items =
      wanted && reached ? [...others, incident].sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)) : others;
    this.host.requestUpdate();
  }

  drop(id: string): void {
    this.items = this.items.filter((incident) => incident.id !== id);
    this.host.requestUpdate();
  }

  private follow({ hass }: Surroundings): void {
    this.following ??= followIncidents(hass, (change) => this.take(hass, change));
    this.following.catch(() => delete this.following);
  }

  private take(hass: HomeAssistant, change: IncidentChange): void {
    if (change.phase === "deleted") {
      for (const id of change.incidents) this.drop(id);
    } else if (change.phase === "marked") this.mark(hass, change.incidents, change.marks);
    else this.put(this.merged(change.incident));
  }

  /** Take over marks; one that is not listed may belong to the list now. */
  private mark(hass: HomeAssistant, ids: readonly string[], marks: Marks): void {
    for (const id of ids) {
      const listed = this.items.find((incident) => incident.id === id);
      if (listed) this.put({ ...listed, ...marks });
    }
    const [id] = ids;
    if (id === undefined || ids.length > 1 || this.items.some((incident) => incident.id === id)) return;
    void loadIncident(hass, id).then(
      (incident) => this.put(incident),
      () => undefined,
    );
  }

  private merged(incident: Incident): Incident {
    return { ...this.items.find(({ id }) => id === incident.id), ...incident };
  }

  private async load(before: string | undefined): Promise<void> {
    const { around, filter } = this;
    if (!around) return;
    const asking = (this.asking += 1);
    this.loading = true;
    this.failed = false;
    this.host.requestUpdate();
    try {
      let cursor = before;
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const page = await this.page(around.hass, filter, cursor);
        if (asking !== this.asking) return;
        const fresh = page.results.filter((incident) => matches(incident, filter, around.formats));
        const known = new Set(this.items.map(({ id }) => id));
        this.items = [...this.items, ...fresh.filter(({ id }) => !known.has(id))];
        this.next = page.next;
        if (fresh.length || page.next === null) break;
        cursor = page.next;
      }
      this.loaded = true;
    } catch {
      if (asking !== this.asking) return;
      this.failed = true;
    }
    this.loading = false;
    this.host.requestUpdate();
  }

  private async page(hass: HomeAssistant, filter: Filter, before: string | undefined): Promise<IncidentPage> {
    const whole = !simple.has(hass.connection);
    const message = {
      type: "argus/events/list",
      limit: this.pageSize,
      ...(before !== undefined && { before }),
      ...asked(filter, zoneOf(hass), whole),
    };
    try {
      return await hass.callWS<IncidentPage>(message);
    } catch (error) {
      if (!whole || !isNotThereYet(error)) throw error;
      simple.add(hass.connection);
      return this.page(hass, filter, before);
    }
  }
}
