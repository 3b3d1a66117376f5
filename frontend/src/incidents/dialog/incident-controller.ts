import type { ReactiveController, ReactiveControllerHost } from "lit";
import { deleteIncidents, loadIncident, markSeen, setFalseAlarm, setFavourite } from "../../api/commands.ts";
import type { Incident, Moment, WholeIncident } from "../../api/types.ts";
import { addressWith, fire } from "../../ha/browse.ts";
import { isCommandError, type HomeAssistant } from "../../ha/types.ts";
import type { TextKey, Values } from "../../i18n/localize.ts";
import { PARAMETER } from "../link.ts";

/** What is said of something that was done. */
export interface Word {
  key: TextKey;
  values?: Values;
  /** Whether it is told where Home Assistant keeps its proposals. */
  repairs?: boolean;
}

export interface IncidentHost extends ReactiveControllerHost, EventTarget {
  hass?: HomeAssistant;
}

/** Return the word on what came of marking an incident as a false alarm. */
export function wordOnFalseAlarm(answer: Awaited<ReturnType<typeof setFalseAlarm>>): Word {
  if (answer?.issue) return { key: "false.proposal", repairs: true };
  const { marked, needed } = answer ?? {};
  if (marked !== undefined && needed !== undefined && marked < needed) {
    return { key: "false.counted", values: { marked, n: needed - marked } };
  }
  return { key: "false.thanks", repairs: true };
}

/**
 * Holds one incident: all that is known of it, which of its pictures is looked at, and what is done with it. It tells
 * its host's parents with `argus-changed`, `argus-deleted` and `argus-go`.
 */
export class IncidentController implements ReactiveController {
  /** Id of the incident. */
  shown?: string | undefined;
  /** The list it is one of, the newest first. */
  incidents: readonly Incident[] = [];
  whole?: WholeIncident | undefined;
  trouble?: "gone" | "failed" | undefined;
  /** The moment of the incident that is looked at, instead of its snapshot. */
  moment?: Moment | undefined;
  /** Whether its preview is played. */
  moving = false;
  pictureFails = false;
  busy = false;
  word?: Word | undefined;
  /** The incident's address, to be copied by hand. */
  link?: string | undefined;

  constructor(private readonly host: IncidentHost) {
    host.addController(this);
  }

  hostConnected(): void {
    // Nothing is followed: it is told what is shown.
  }

  get incident(): Incident | undefined {
    const listed = this.incidents.find(({ id }) => id === this.shown);
    return listed ?? (this.whole?.id === this.shown ? this.whole : undefined);
  }

  /** Where in the list it is; -1 if it is not. */
  get place(): number {
    return this.incidents.findIndex(({ id }) => id === this.shown);
  }

  get preview(): string | null | undefined {
    return this.incident?.preview ?? this.whole?.preview;
  }

  /** Path of the picture that is looked at. */
  get picture(): string | null | undefined {
    return this.moment?.picture ?? this.incident?.image_url;
  }

  /** Show another incident, or none. */
  show(id: string | undefined): void {
    this.shown = id;
    this.whole = undefined;
    this.trouble = undefined;
    this.moment = undefined;
    this.word = undefined;
    this.link = undefined;
    this.pictureFails = false;
    this.moving = Boolean(this.preview);
    if (id !== undefined) void this.load(id);
  }

  /**
   * Take over the list as it is now; ask again for all there is when it tells something new of what is shown, or holds it
   * no more: it may have been deleted.
   */
  list(incidents: readonly Incident[]): void {
    const old = this.incident;
    const wasListed = this.place >= 0;
    this.incidents = incidents;
    if (wasListed && (this.place < 0 || this.incident !== old) && this.shown !== undefined) void this.load(this.shown);
  }

  again(): void {
    this.trouble = undefined;
    if (this.shown !== undefined) void this.load(this.shown);
  }

  go(step: number): void {
    const next = this.incidents[this.place + step];
    if (this.place >= 0 && next) fire(this.host, "argus-go", next.id);
  }

  look(moment: Moment): void {
    this.moving = false;
    this.pictureFails = false;
    this.moment = moment === this.moment ? undefined : moment;
    this.host.requestUpdate();
  }

  play(moving: boolean): void {
    this.moving = moving;
    this.host.requestUpdate();
  }

  /** Ask for a picture's address once more: the signature of the one there is may have expired. */
  async renewPicture(): Promise<void> {
    const { hass } = this.host;
    const { incident, picture: failed } = this;
    this.pictureFails = true;
    this.host.requestUpdate();
    if (!hass || !incident) return;
    const whole = await loadIncident(hass, incident.id).catch(() => undefined);
    if (!whole || this.shown !== whole.id || whole.image_url === failed) return;
    this.whole = whole;
    this.moment = undefined;
    fire(this.host, "argus-changed", { ...incident, ...whole });
    this.pictureFails = false;
    this.host.requestUpdate();
  }

  async favour(): Promise<void> {
    await this.act(async (hass, incident) => {
      await setFavourite(hass, incident.id, !incident.favourite);
      this.change(incident, { favourite: !incident.favourite });
    });
  }

  async markFalse(): Promise<void> {
    await this.act(async (hass, incident) => {
      const answer = await setFalseAlarm(hass, incident.id, !incident.false_alarm);
      this.change(incident, { false_alarm: !incident.false_alarm });
      this.word = incident.false_alarm ? { key: "false.taken_back" } : wordOnFalseAlarm(answer);
    });
  }

  /** Delete the incident and go on with the next one, the one before, or none. */
  async delete(): Promise<void> {
    await this.act(async (hass, { id }) => {
      const next = this.incidents[this.place + 1] ?? this.incidents[this.place - 1];
      await deleteIncidents(hass, [id]);
      if (next && next.id !== id) fire(this.host, "argus-go", next.id);
      else fire(this.host, "argus-close", undefined);
      fire(this.host, "argus-deleted", id);
    });
  }

  /** Give the incident's address away: to what the browser offers, into the clipboard, or to be copied by hand. */
  async share(title: string): Promise<void> {
    if (this.shown === undefined) return;
    const url = location.origin + addressWith(PARAMETER, this.shown);
    try {
      if (navigator.share) await navigator.share({ title, url });
      else {
        await navigator.clipboard.writeText(url);
        this.word = { key: "dialog.copied" };
      }
    } catch (error) {
      // Without a secure connection a browser offers neither.
      if (!(error instanceof DOMException && error.name === "AbortError")) this.link = url;
    }
    this.host.requestUpdate();
  }

  private async load(id: string): Promise<void> {
    const { hass } = this.host;
    if (!hass) return;
    try {
      const whole = await loadIncident(hass, id);
      if (this.shown !== id) return;
      const first = this.whole === undefined;
      this.whole = whole;
      if (first && whole.preview) this.moving = true;
      if (whole.seen === false) {
        await markSeen(hass, id);
        this.change(whole, { seen: true });
      }
    } catch (error) {
      if (this.shown !== id) return;
      this.trouble = isCommandError(error, "not_found") ? "gone" : "failed";
      if (this.trouble === "gone") this.whole = undefined;
    }
    this.host.requestUpdate();
  }

  /** Do what only administrators may, one thing at a time, and say why it failed. */
  private async act(work: (hass: HomeAssistant, incident: Incident) => Promise<void>): Promise<void> {
    const { hass } = this.host;
    const { incident } = this;
    if (this.busy || !incident || !hass?.user?.is_admin) return;
    this.busy = true;
    this.word = undefined;
    this.host.requestUpdate();
    try {
      await work(hass, incident);
    } catch (error) {
      this.word = { key: "dialog.failed", values: { why: isCommandError(error) ? error.message : String(error) } };
    }
    this.busy = false;
    this.host.requestUpdate();
  }

  private change(incident: Incident, changes: Partial<Incident>): void {
    if (this.whole?.id === incident.id) this.whole = { ...this.whole, ...changes };
    fire(this.host, "argus-changed", { ...incident, ...changes });
  }
}
