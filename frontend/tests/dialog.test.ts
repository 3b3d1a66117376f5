import { LitElement } from "lit";
import { describe, expect, it } from "vitest";
import type { Incident } from "../src/api/types.ts";
import type { HomeAssistant } from "../src/ha/types.ts";
import { IncidentController, wordOnFalseAlarm } from "../src/incidents/dialog/incident-controller.ts";
import { wholeIncident } from "./incident.ts";

class Host extends LitElement {
  hass?: HomeAssistant;
}
customElements.define("dialog-host", Host);

/** A dialog on some incidents of a server that answers what it is told to. */
function dialog(answer: (message: Record<string, unknown>) => unknown, ...listed: Incident[]) {
  const host = new Host();
  const sent: Record<string, unknown>[] = [];
  const told: [string, unknown][] = [];
  host.hass = {
    user: { is_admin: true, id: "me" },
    callWS: (message: Record<string, unknown>) => {
      sent.push(message);
      return new Promise((resolve) => resolve(answer(message)));
    },
  } as unknown as HomeAssistant;
  for (const type of ["argus-changed", "argus-deleted", "argus-go", "argus-close"]) {
    host.addEventListener(type, (event) => told.push([type, (event as CustomEvent).detail]));
  }
  const at = new IncidentController(host);
  at.list(listed);
  return { at, sent, told, host };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("the incident that is looked at", () => {
  it("is asked for whole, played, and marked as seen once", async () => {
    const whole = wholeIncident("02", { preview: "/02.mp4?authSig=1", seen: false });
    const { at, sent, told } = dialog((message) => (message.type === "argus/events/get" ? whole : null), wholeIncident("02"));
    at.show("02");
    expect([at.incident?.id, at.whole, at.moving]).toEqual(["02", undefined, false]);
    await settled();
    expect([at.whole?.seen, at.moving, at.preview]).toEqual([true, true, "/02.mp4?authSig=1"]);
    expect(sent.map(({ type }) => type)).toEqual(["argus/events/get", "argus/events/seen"]);
    expect(told.map(([type]) => type)).toEqual(["argus-changed"]);
  });

  it("is asked for again when the list tells something new of it, and not of another", async () => {
    const [one, two] = [wholeIncident("01"), wholeIncident("02")];
    const { at, sent } = dialog((message) => wholeIncident(String(message.event)), two, one);
    at.show("02");
    await settled();
    at.list([two, { ...one, favourite: true }]);
    expect(sent).toHaveLength(1);
    at.list([{ ...two, faces_count: 1 }, one]);
    expect(sent).toHaveLength(2);
  });

  it("says whether it is gone or could not be loaded, and is tried again", async () => {
    const errors = [{ code: "not_found" }, { code: "unknown_error" }];
    const { at } = dialog(() => {
      const error = errors.shift();
      if (!error) return wholeIncident("02");
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as Home Assistant's connection does
      throw error;
    });
    at.show("02");
    await settled();
    expect(at.trouble).toBe("gone");
    at.again();
    await settled();
    expect(at.trouble).toBe("failed");
    at.again();
    await settled();
    expect([at.trouble, at.incident?.id]).toEqual([undefined, "02"]);
  });

  it("is gone when it was deleted meanwhile, elsewhere", async () => {
    let there = true;
    const { at } = dialog(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as Home Assistant's connection does
      if (!there) throw { code: "not_found" };
      return wholeIncident("02");
    }, wholeIncident("02"), wholeIncident("01"));
    at.show("02");
    await settled();
    there = false;
    at.list([wholeIncident("01")]);
    await settled();
    expect([at.trouble, at.incident]).toEqual(["gone", undefined]);
  });

  it("asks once for the path of a picture that was refused", async () => {
    let path = "/02.jpg?authSig=1";
    const { at } = dialog(() => wholeIncident("02", { image_url: path }));
    at.show("02");
    await settled();
    await at.renewPicture();
    expect(at.pictureFails).toBe(true);
    path = "/02.jpg?authSig=2";
    await at.renewPicture();
    expect([at.pictureFails, at.picture]).toEqual([false, path]);
  });

  it("gives way to the next when it is deleted, and to none when it was the last", async () => {
    const { at, told, sent } = dialog((message) => (message.type === "argus/events/get" ? wholeIncident("02") : null), wholeIncident("02"), wholeIncident("01"));
    at.show("01");
    await at.delete();
    expect(sent.at(-1)).toEqual({ type: "argus/events/delete", events: ["01"] });
    expect(told).toEqual([["argus-go", "02"], ["argus-deleted", "01"]]);
    at.list([wholeIncident("02")]);
    at.show("02");
    told.length = 0;
    await at.delete();
    expect(told.map(([type]) => type)).toEqual(["argus-close", "argus-deleted"]);
  });

  it("is changed by administrators alone, and says why a change failed", async () => {
    const { at, sent, told, host } = dialog((message) => {
      if (message.type === "argus/events/get") return wholeIncident("02");
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as Home Assistant's connection does
      throw { code: "home_assistant_error", message: "The disk is full" };
    }, wholeIncident("02"));
    at.show("02");
    await settled();
    await at.favour();
    expect(at.word).toEqual({ key: "dialog.failed", values: { why: "The disk is full" } });
    expect([at.busy, told]).toEqual([false, []]);
    host.hass = { ...host.hass, user: { is_admin: false, id: "me" } } as HomeAssistant;
    await at.markFalse();
    expect(sent.map(({ type }) => type)).toEqual(["argus/events/get", "argus/events/favourite"]);
  });
});

describe("what came of a false alarm", () => {
  it("is told: how many it takes, a proposal, or thanks", () => {
    expect(wordOnFalseAlarm({ marked: 1, needed: 3, issue: null })).toEqual({ key: "false.counted", values: { marked: 1, n: 2 } });
    expect(wordOnFalseAlarm({ marked: 3, needed: 3, issue: "sensitivity" })).toEqual({ key: "false.proposal", repairs: true });
    expect(wordOnFalseAlarm(null)).toEqual({ key: "false.thanks", repairs: true });
  });
});
