import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ArgusView } from "../src/camera/argus-view.ts";
import { ArgusCameraCard } from "../src/camera/argus-camera-card.ts";
import { ArgusCounterCard } from "../src/counter/argus-counter-card.ts";
import type { HomeAssistant } from "../src/ha/types.ts";
import { ArgusHeatmap } from "../src/heatmap/argus-heatmap.ts";
import { ArgusHeatmapCard } from "../src/heatmap/argus-heatmap-card.ts";
import { heatCover } from "../src/heatmap/heat.ts";
import { loadTexts, localizer } from "../src/i18n/localize.ts";
import { ArgusIncidentsCard } from "../src/incidents/argus-incidents-card.ts";
import { ArgusReportCard } from "../src/report/argus-report-card.ts";
import type { ArgusCard } from "../src/ui/card.ts";
import { readConfig } from "../src/ui/config.ts";
import { OPTIONS, type CardKind, type Option } from "../src/ui/options.ts";

const CARDS = {
  camera: ArgusCameraCard,
  incidents: ArgusIncidentsCard,
  counter: ArgusCounterCard,
  report: ArgusReportCard,
  heatmap: ArgusHeatmapCard,
};
const KINDS = Object.keys(OPTIONS) as CardKind[];
const LANGUAGES = ["en", "fr"];

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

/** What each kind of option must refuse, besides what none takes. */
const NEVER: unknown[] = [{ name: "x" }, [{ camera: "camera.office" }], [[]], [null], cyclic, () => 1, Symbol("x"), { entity: 5 }];
const REFUSED: Record<Option["is"], unknown[]> = {
  text: [true, ["a"]],
  camera: [5, true, ["camera.office"], " "],
  cameras: [5, true, [5], [""], ["camera.office", {}], Array.from({ length: 101 }, (_, n) => `camera.c${n}`)],
  flag: ["maybe", 1, 0, [true]],
  whole: ["abc", -1, 0, 501, 1.5, NaN, Infinity, "1e9", true, [7]],
  choice: ["year", 7, "constructor", ["day"]],
  hours: ["abc", "8:00", 24, -1, "8-24", "8-17-20", "8-", true, ["8-17"], 8.5],
};

const options = KINDS.flatMap((kind) =>
  Object.entries<Option>(OPTIONS[kind]).map(([name, option]) => ({ kind, name, option })),
);

function read(kind: CardKind, config: unknown): unknown {
  const answer = readConfig(kind, config);
  return typeof answer === "function" ? answer(localizer("en")) : answer;
}

function home(answers: Record<string, (message: Record<string, unknown>) => unknown> = {}): HomeAssistant {
  const cameras = { a: { id: "01A", entity_id: "camera.office", name: "Office", location: "" }, b: { id: "01B", entity_id: "camera.door", name: "Door", location: "" } };
  const known: typeof answers = {
    "argus/status": () => ({ cameras }),
    "argus/events/list": () => ({ results: [], next: null }),
    ...answers,
  };
  return {
    language: "en",
    states: {},
    entities: {},
    devices: {},
    locale: { language: "en", number_format: "language", time_format: "24", date_format: "language", time_zone: "server" },
    config: { time_zone: "UTC", state: "RUNNING" },
    connected: true,
    callWS: (message: { type: string }) => Promise.resolve(message).then(known[message.type] ?? (() => null)),
    hassUrl: (path: string) => path,
    connection: { subscribeMessage: () => Promise.resolve(() => Promise.resolve()) },
  } as unknown as HomeAssistant;
}

async function put(kind: CardKind, config: Record<string, unknown>, hass = home()): Promise<ArgusCard<never>> {
  const card = new CARDS[kind]();
  card.setConfig({ type: `custom:argus-${kind}-card`, ...config });
  card.hass = hass;
  document.body.append(card);
  await vi.waitFor(() => expect(card.renderRoot.querySelector("ha-card")).toBeTruthy());
  return card as unknown as ArgusCard<never>;
}

const textOf = (card: ArgusCard<never>): string => card.renderRoot.querySelector(".note, .state p")?.textContent ?? "";

beforeAll(async () => {
  for (const kind of KINDS) customElements.define(`argus-${kind}-card`, CARDS[kind]);
  customElements.define("argus-view", ArgusView);
  await Promise.all(LANGUAGES.flatMap((one) => [loadTexts(one), loadTexts(one, "picker"), loadTexts(one, "numbers")]));
});

beforeEach(() => {
  const nothing = vi.fn();
  vi.stubGlobal("IntersectionObserver", class {
    observe = nothing;
    unobserve = nothing;
    disconnect = nothing;
  });
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe("a configuration", () => {
  it.each(options)("of the $kind card says what is wrong with $name, and what to write", ({ kind, name, option }) => {
    for (const value of [...NEVER, ...REFUSED[option.is]]) {
      const answer = readConfig(kind, { type: "x", [name]: value });
      expect(answer, `${name}: ${typeof value}`).toBeTypeOf("function");
      for (const language of LANGUAGES) {
        const told = (answer as (t: ReturnType<typeof localizer>) => string)(localizer(language));
        expect(told).toContain(name);
        expect(told).not.toMatch(/[{]\w+[}]|config\./);
        expect(told.length).toBeLessThan(300);
      }
    }
  });

  it.each(options)("of the $kind card may leave $name empty", ({ kind, name }) => {
    for (const value of [undefined, null, ""]) expect(read(kind, { type: "x", [name]: value })).toEqual({ type: "x" });
  });

  it("is taken as it was meant", () => {
    const one = { entity: "camera.office" };
    expect(read("camera", { camera: one, title: 2026, drawings: "off", controls: "Yes" })).toEqual({
      camera: "camera.office", title: "2026", drawings: false, controls: true,
    });
    expect(read("incidents", { cameras: [one, " camera.door ", one], limit: "50" })).toEqual({
      cameras: ["camera.office", "camera.door"], limit: 50,
    });
    expect(read("incidents", { cameras: "camera.office, camera.door" })).toEqual({ cameras: ["camera.office", "camera.door"] });
    expect(read("heatmap", { days: "30", hours: 8 })).toEqual({ days: 30, hours: "8" });
    expect(read("heatmap", { hours: " 06 – 11 " })).toEqual({ hours: "6-11" });
    expect(read("report", { period: "Week" })).toEqual({ period: "week" });
    expect(read("counter", { line: 1 })).toEqual({ line: "1" });
  });

  it("names what was meant by an option that is not there, and leaves alone what is of others", () => {
    expect(read("camera", { entity: "camera.office" })).toBe("“entity” is no option of this card. Write: camera.");
    expect(read("incidents", { camera: "camera.office" })).toContain("Write: cameras.");
    expect(read("heatmap", { hour: 8 })).toContain("Write: hours.");
    expect(read("report", { limit: 5 })).toContain("Write: title, camera, period.");
    const foreign = { type: "x", grid_options: {}, visibility: [], view_layout: {}, layout_options: {}, card_mod: { style: "" }, constructor: 1 };
    for (const kind of KINDS) expect(read(kind, foreign)).toEqual(foreign);
    for (const nothing of [null, undefined, 5, "x", []]) expect(read("camera", nothing)).toContain("no configuration");
  });
});

describe("a card", () => {
  it.each(KINDS)("of %s draws what is wrong in the user's language, and works once it is mended", async (kind) => {
    const card = await put(kind, { title: { a: 1 } });
    expect([card.renderRoot.querySelector('[role="alert"]') !== null, textOf(card)]).toEqual([
      true, '“title: {"a":1}” does not work. Write a text, such as title: Front door.',
    ]);
    card.hass = { ...home(), language: "fr" };
    await vi.waitFor(() => expect(textOf(card)).toContain("ne convient pas"));
    card.setConfig({ type: "x", title: "Mine" });
    await vi.waitFor(() => expect(card.renderRoot.querySelector('[role="alert"]')).toBeNull());
  });

  it.each(KINDS.filter((kind) => kind !== "incidents"))("of %s says which camera is not there", async (kind) => {
    const card = await put(kind, { camera: "camera.gone" });
    await vi.waitFor(() => expect(textOf(card)).toContain("does not watch camera.gone"));
  });

  it.each(KINDS)("of %s has a form of all its options", async (kind) => {
    const form = await CARDS[kind].getConfigForm();
    expect(form.schema.map(({ name }) => name)).toEqual(Object.keys(OPTIONS[kind]));
    for (const name of Object.keys(OPTIONS[kind])) expect(form.computeLabel?.({ name })).not.toContain("form.");
  });
});

describe("the list of incidents", () => {
  const incident = (n: number): unknown => ({
    id: String(999 - n), timestamp: "2026-11-28T22:53:00+00:00", end: "2026-11-28T22:54:00+00:00", camera: "Door", camera_id: "01B",
    camera_entity_id: "camera.door", location: "", types: ["motion"], detection_type: "motion", zones: [], linked: [],
    faces_count: 0, visitors_in: 0, visitors_out: 0, favourite: false, false_alarm: false, image_url: null,
  });
  const paged = (message: Record<string, unknown>): unknown => {
    const from = message.before === undefined ? 0 : 1000 - Number(message.before);
    const to = Math.min(120, from + Number(message.limit));
    return { results: Array.from({ length: to - from }, (_, n) => incident(from + n)), next: to < 120 ? String(1000 - to) : null };
  };

  it.each([[8], [30], [75], [500]])("shows as many as %i, loading pages until then", async (limit) => {
    const card = await put("incidents", { limit, filters: false }, home({ "argus/events/list": paged }));
    await vi.waitFor(() => expect(card.renderRoot.querySelectorAll(".grid > *")).toHaveLength(Math.min(limit, 120)));
  });

  it("is of the cameras that are there, and says which are not", async () => {
    const list = vi.fn(() => ({ results: [], next: null }));
    const card = await put("incidents", { cameras: [{ entity: "camera.office" }, "camera.gone"], strip: false }, home({ "argus/events/list": list }));
    await vi.waitFor(() => expect(list).toHaveBeenCalledWith(expect.objectContaining({ camera: "01A" })));
    await vi.waitFor(() => expect(textOf(card)).toMatch(/not watch.*: camera\.gone\./));
    list.mockClear();
    const none = await put("incidents", { cameras: ["camera.gone"] }, home({ "argus/events/list": list }));
    await vi.waitFor(() => expect(textOf(none)).toContain("camera.gone"));
    expect(list).not.toHaveBeenCalled();
  });

  it("learns nothing of the server's version from a value that is wrong", async () => {
    const list = vi.fn<(message: Record<string, unknown>) => Promise<unknown>>();
    list.mockRejectedValueOnce(Object.assign(new Error(), { code: "invalid_format", message: "expected a list @ data['cameras']" }));
    list.mockResolvedValue({ results: [], next: null });
    const hass = home({ "argus/events/list": list });
    const first = await put("incidents", { strip: false }, hass);
    await vi.waitFor(() => expect(textOf(first)).toBe("This could not be loaded."));
    await put("incidents", { strip: false }, hass);
    await vi.waitFor(() => expect(list).toHaveBeenCalledTimes(2));
    for (const [message] of list.mock.calls) expect(message).toHaveProperty("false_alarm");
  });
});

describe("a heat map", () => {
  const camera = { id: "01A", entity_id: "camera.office", name: "Office", location: "" };

  it("is not asked for in the old way where a value is wrong", async () => {
    const signed = vi.fn(() => ({ path: "/x" }));
    const refused = { code: "invalid_format", message: "not a valid value @ data['hours']" };
    const hass = home({ "argus/heatmap": () => Promise.reject(Object.assign(new Error(), refused)), "auth/sign_path": signed });
    await expect(heatCover(hass, camera as never, { days: 7 })).rejects.toMatchObject(refused);
    expect(signed).not.toHaveBeenCalled();
  });

  it("that cannot be loaded says so, without a scale, and is tried again", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("no")));
    const map = new ArgusHeatmap();
    map.hass = home({ "argus/heatmap": () => ({ url: "/heat.png", most_minutes: 5, empty: false }) });
    map.camera = camera as never;
    Object.assign(map, { view: { inView: true } });
    document.body.append(map);
    const cover = (): Element | null | undefined => map.renderRoot.querySelector("argus-view")?.shadowRoot?.querySelector(".cover");
    await vi.waitFor(() => expect(cover()).toBeTruthy());
    expect(map.renderRoot.querySelector(".ramp")).toBeTruthy();
    cover()?.dispatchEvent(new Event("error"));
    await vi.waitFor(() => expect(map.renderRoot.querySelector('[role="alert"]')?.textContent).toContain("could not be drawn"));
    expect([map.renderRoot.querySelector(".ramp"), cover()]).toEqual([null, null]);
    map.renderRoot.querySelector<HTMLButtonElement>('[role="alert"] button')?.click();
    await vi.waitFor(() => expect(cover()).toBeTruthy());
  });

  it("that the camera's card cannot load is said there", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("no")));
    const card = await put("camera", {}, home({ "argus/heatmap": () => ({ url: "/heat.png", most_minutes: 5, empty: false }) }));
    const cover = (): Element | null | undefined => card.renderRoot.querySelector("argus-view")?.shadowRoot?.querySelector(".cover");
    card.renderRoot.querySelector<HTMLButtonElement>('[aria-label^="Heat map"]')?.click();
    await vi.waitFor(() => expect(cover()).toBeTruthy());
    cover()?.dispatchEvent(new Event("error"));
    await vi.waitFor(() => expect(textOf(card)).toContain("could not be drawn"));
    expect(cover()).toBeFalsy();
  });
});
