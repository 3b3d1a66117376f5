import { LitElement } from "lit";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Decision, Incident, IncidentChange } from "../src/api/types.ts";
import type { HomeAssistant } from "../src/ha/types.ts";
import { loadTexts, localizer } from "../src/i18n/localize.ts";
import { addDays, formatsOf, startOfDay } from "../src/i18n/format.ts";
import { cropOf, cropStyle } from "../src/incidents/crop.ts";
import { ArgusThumbnail } from "../src/incidents/argus-thumbnail.ts";
import { cardStyles } from "../src/incidents/card-styles.ts";
import { byDay, nearest } from "../src/incidents/day.ts";
import { toldOf } from "../src/incidents/decision-words.ts";
import { asked, matches } from "../src/incidents/filter.ts";
import { IncidentsController } from "../src/incidents/incidents-controller.ts";
import { sentenceOf } from "../src/incidents/sentence.ts";
import { swipeOf } from "../src/incidents/swipe.ts";
import { incident } from "./incident.ts";

class Host extends LitElement {}
customElements.define("incidents-host", Host);
class Thumbnail extends ArgusThumbnail {
  readonly drawn: string[] = [];
  protected override updated(): void {
    const src = this.renderRoot.querySelector("img")?.getAttribute("src");
    if (src) this.drawn.push(src);
  }
}
customElements.define("incidents-thumbnail", Thumbnail);

/** Takes whatever it watches for on the screen. */
class Seen {
  readonly unobserve = vi.fn();
  constructor(private readonly told: (entries: { target: Element; isIntersecting: boolean }[]) => void) {}
  observe(target: Element): void {
    this.told([{ target, isIntersecting: true }]);
  }
}

const LOCALE: HomeAssistant["locale"] = {
  language: "en",
  number_format: "language",
  time_format: "24",
  date_format: "language",
  time_zone: "server",
};
const PLACE = { locale: LOCALE, config: { time_zone: "Europe/Paris", state: "RUNNING" } };

beforeAll(async () => {
  await Promise.all(["en", "fr"].flatMap((language) => [loadTexts(language), loadTexts(language, "incident")]));
});

describe("sentences", () => {
  const say = (changes: Partial<Incident>, language = "en"): string =>
    sentenceOf(incident(changes), localizer(language));

  it("say what tells most, and not what follows from it", () => {
    expect(say({})).toBe("Something moved");
    expect(say({ visitors_in: 2, visitors_out: 1, faces_count: 2, kinds: ["person"] })).toBe("2 people came in, one went out");
    expect(say({ kinds: ["animal", "person"], people: 1, faces_count: 1 })).toBe("A person was there, an animal was there");
    expect(say({ faces_count: 1 }, "fr")).toBe("Un visage a été vu");
    expect(say({ types: ["tampered"], detection_type: "tampered" })).toBe("The camera was covered or moved");
    expect(say({ types: ["camera_lost"], detection_type: "camera_lost" }, "fr")).toBe("La caméra a été perdue");
  });
});

describe("filters", () => {
  const formats = formatsOf(PLACE, localizer("en"));

  it("hide false alarms unless they are wanted", () => {
    expect(matches(incident({ false_alarm: true }), {}, formats)).toBe(false);
    expect(matches(incident({ false_alarm: true }), { falseAlarms: true }, formats)).toBe(true);
  });

  it("take the day of the user's time zone", () => {
    // 22:53 in UTC is 23:53 in Paris; an hour later it is the next day there.
    expect(matches(incident(), { day: "2026-11-28" }, formats)).toBe(true);
    expect(matches(incident({ timestamp: "2026-11-28T23:30:00+00:00" }), { day: "2026-11-28" }, formats)).toBe(false);
    expect(asked({ day: "2026-11-28" }, "Europe/Paris", false)).toEqual({
      since: "2026-11-27T23:00:00.000Z",
      until: "2026-11-28T23:00:00.000Z",
    });
  });

  it("ask a server that knows less only for what it knows", () => {
    const filter = { cameras: ["a", "b"], kind: "person", zone: "Gate", type: "face", favourite: true } as const;
    expect(asked(filter, "UTC", false)).toEqual({ event_type: "face", favourite: true });
    expect(asked(filter, "UTC", true)).toMatchObject({ cameras: ["a", "b"], kind: "person", zone: "Gate", false_alarm: false });
  });

  it("know days that are not 24 hours long", () => {
    const length = (day: string): number =>
      (startOfDay(addDays(day, 1), "Europe/Paris").getTime() - startOfDay(day, "Europe/Paris").getTime()) / 3_600_000;
    expect([length("2026-03-29"), length("2026-10-25"), length("2026-11-28")]).toEqual([23, 25, 24]);
  });
});

describe("the list", () => {
  function home(answer: (message: Record<string, unknown>) => unknown): {
    hass: HomeAssistant;
    asked: Record<string, unknown>[];
    tell: (change: IncidentChange) => void;
  } {
    const sent: Record<string, unknown>[] = [];
    let tell: (change: IncidentChange) => void = () => undefined;
    const hass = {
      ...PLACE,
      callWS: (message: Record<string, unknown>) => {
        sent.push(message);
        return Promise.resolve(message).then(answer);
      },
      connection: {
        subscribeMessage: (follow: typeof tell) => {
          tell = follow;
          return Promise.resolve(() => Promise.resolve());
        },
      },
    } as unknown as HomeAssistant;
    return { hass, asked: sent, tell: (change) => tell(change) };
  }

  const formats = formatsOf(PLACE, localizer("en"));
  const refused = Object.assign(new Error("extra keys not allowed"), { code: "invalid_format" });

  it("pages on, takes in what happens and drops what no longer belongs", async () => {
    const pages: Record<string, unknown> = {
      "": { results: [incident({ id: "05" }), incident({ id: "04" })], next: "04" },
      "04": { results: [incident({ id: "03" })], next: null },
    };
    const { hass, tell } = home((message) => pages[(message.before as string | undefined) ?? ""]);
    const list = new IncidentsController(new Host(), 2);
    const ids = (): string[] => list.items.map(({ id }) => id);
    await list.show({ hass, formats }, {});
    expect([ids(), list.hasMore]).toEqual([["05", "04"], true]);
    // What is older than the last page waits for its own.
    tell({ phase: "updated", incident: incident({ id: "02" }) });
    expect(ids()).toEqual(["05", "04"]);
    await list.more();
    tell({ phase: "started", incident: incident({ id: "06", end: null }) });
    expect([ids(), list.hasMore]).toEqual([["06", "05", "04", "03"], false]);
    list.kept = "05";
    tell({ phase: "updated", incident: incident({ id: "05", false_alarm: true }) });
    tell({ phase: "updated", incident: incident({ id: "04", false_alarm: true }) });
    expect(ids()).toEqual(["06", "05", "03"]);
    list.drop("03");
    expect(ids()).toEqual(["06", "05"]);
  });

  it("lets go of what is deleted, and takes over what others say of it", async () => {
    const unseen = { id: "04", seen: false };
    const { hass, tell, asked: sent } = home((message) =>
      message.type === "argus/events/get"
        ? incident({ id: "02", favourite: true })
        : { results: [incident({ id: "05", favourite: true }), incident({ ...unseen, favourite: true })], next: null },
    );
    const list = new IncidentsController(new Host(), 5);
    const ids = (): string[] => list.items.map(({ id }) => id);
    await list.show({ hass, formats }, { favourite: true });
    tell({ phase: "marked", incidents: ["04", "99"], marks: { seen: true } });
    expect(list.items.map(({ seen }) => seen)).toEqual([undefined, true]);
    tell({ phase: "marked", incidents: ["05"], marks: { favourite: false } });
    expect(ids()).toEqual(["04"]);
    tell({ phase: "marked", incidents: ["02"], marks: { favourite: true } });
    await vi.waitFor(() => expect(ids()).toEqual(["04", "02"]));
    tell({ phase: "deleted", incidents: ["04", "77"] });
    expect(ids()).toEqual(["02"]);
    // Of many at once none is asked for that was not listed.
    const before = sent.length;
    tell({ phase: "marked", incidents: ["10", "11"], marks: { favourite: true } });
    expect(sent).toHaveLength(before);
  });

  it("keeps what was not looked at until one has looked at it", () => {
    expect(matches(incident({ seen: false }), { unseen: true }, formats)).toBe(true);
    expect(matches(incident({ seen: true }), { unseen: true }, formats)).toBe(false);
    expect(asked({ unseen: true }, "UTC", true)).toMatchObject({ unseen: true });
    expect(asked({ unseen: true }, "UTC", false)).toEqual({});
  });

  it("filters itself where the server cannot, and goes on until something is left", async () => {
    const { hass, asked: sent } = home((message) => {
      if ("kind" in message || "false_alarm" in message) return Promise.reject(refused);
      return message.before === undefined
        ? { results: [incident({ id: "09" })], next: "09" }
        : { results: [incident({ id: "08", kinds: ["animal"] })], next: null };
    });
    const list = new IncidentsController(new Host(), 1);
    await list.show({ hass, formats }, { kind: "animal" });
    expect(list.items.map(({ id }) => id)).toEqual(["08"]);
    expect(sent.map((message) => "kind" in message)).toEqual([true, false, false]);
  });

  it("forgets the answer to a question that was changed in the meantime", async () => {
    const { hass } = home((message) => ({
      results: [incident({ id: message.event_type === "face" ? "02" : "01", types: ["motion", "face"] })],
      next: null,
    }));
    const list = new IncidentsController(new Host(), 1);
    await Promise.all([list.show({ hass, formats }, {}), list.show({ hass, formats }, { type: "face" })]);
    expect(list.items.map(({ id }) => id)).toEqual(["02"]);
  });

  it("says that it failed, and comes when asked again", async () => {
    const answer = vi.fn().mockRejectedValueOnce(new Error("no")).mockResolvedValue({ results: [incident()], next: null });
    const { hass } = home(answer as (message: Record<string, unknown>) => unknown);
    const list = new IncidentsController(new Host(), 1);
    await list.show({ hass, formats }, {});
    expect([list.failed, list.items.length]).toEqual([true, 0]);
    await list.again();
    expect([list.failed, list.items.length]).toEqual([false, 1]);
  });
});

describe("decisions", () => {
  const words = {
    t: localizer("en"),
    formats: formatsOf(PLACE, localizer("en")),
    states: { "notify.phone": { attributes: { friendly_name: "Anna's phone" } } } as unknown as HomeAssistant["states"],
  };
  const decision = (changes: Partial<Decision>): Decision => ({
    at: "2026-11-28T22:53:00+00:00",
    alert: "a",
    alert_name: "Night watch",
    verdict: "sent",
    detail: "",
    deliveries: [],
    ...changes,
  });

  it("are read in plain words", () => {
    const t = localizer("en");
    const say = (changes: Partial<Decision>): string | undefined => toldOf([decision(changes)], { ...words, t })[0]?.text;
    const phone = { channel: "notify", target: "notify.phone", error: null };
    expect(say({ deliveries: [phone, { channel: "persistent", target: "", error: null }] })).toBe("Told Anna's phone and in Home Assistant.");
    expect(say({ deliveries: [phone, { channel: "siren", target: "siren.hall", error: "no answer" }] })).toBe(
      "Told Anna's phone. Could not reach with the siren (siren.hall) (no answer).",
    );
    expect(say({ verdict: "cooldown", detail: "184 s" })).toBe("Stayed silent: it had told just before, and pauses for another 3 minutes.");
    expect(say({ verdict: "too_few_faces", detail: "1 < 2" })).toBe("Stayed silent: 1 of at least 2 faces were seen.");
    expect(say({ verdict: "somebody_home", detail: "Anna" })).toBe("Stayed silent: Anna was home.");
    const opinion = { question: "is this a stranger?", entity_id: "ai_task.judge", seconds: 2, yes: 0.04, error: null };
    expect(say({ verdict: "second_opinion", opinion })).toBe(
      "Stayed silent: “is this a stranger?” – ai_task.judge was 4% sure of a yes, after 2 seconds.",
    );
    expect(say({ verdict: "second_opinion" })).toBe("Stayed silent: an AI that was asked said no.");
    expect(say({ deliveries: [phone], opinion: { ...opinion, yes: null, error: "late" } })).toBe(
      "Told Anna's phone. Asked before: ai_task.judge gave no second opinion, as it did not answer in time.",
    );
    expect(say({ verdict: "not_described", detail: "spent" })).toBe(
      "Told without the words of the AI: AIs had been asked often enough that day.",
    );
    expect(say({ verdict: "not_described", detail: "quota exceeded" })).toBe("Told without the words of the AI: quota exceeded.");
    // A verdict of a later version is at least named.
    expect(say({ verdict: "moonlight" as never })).toBe("Stayed silent: moonlight.");
  });

  it("show times on the clock by which this user reads all others", () => {
    const t = localizer("en");
    const on = (time_zone: string, changes: Partial<Decision>): string | undefined => {
      const place = { ...PLACE, config: { ...PLACE.config, time_zone } };
      return toldOf([decision(changes)], { ...words, t, formats: formatsOf(place, t) })[0]?.text;
    };
    // What the house's clock showed is kept with it: by that one its hours are meant.
    const late = { verdict: "other_hour", detail: "23:53" } as const;
    expect(on("Europe/Paris", late)).toBe("Stayed silent: 23:53 is not one of its hours.");
    expect(on("Asia/Tokyo", late)).toBe("Stayed silent: 07:53, 23:53 at home, is not one of its hours.");
    expect(on("Asia/Tokyo", { verdict: "other_hour", detail: "" })).toBe("Stayed silent: 07:53 is not one of its hours.");
    const quiet = { verdict: "snoozed", detail: "2026-11-29T00:30+01:00" } as const;
    expect(on("Europe/Paris", quiet)).toContain("Sunday, November 29, 2026 at 00:30");
    expect(on("America/New_York", quiet)).toContain("Saturday, November 28, 2026 at 18:30");
    expect(on("Asia/Tokyo", { verdict: "snoozed", detail: "2026-11-28 23:30" })).toContain("until 2026-11-28 23:30");
  });

  it("name first whom was told, and leave out alerts that are for other cameras", () => {
    const told = toldOf(
      [
        decision({ alert: "b", verdict: "disabled" }),
        decision({ alert: "c", verdict: "other_camera" }),
        decision({}),
        decision({ alert: "b", verdict: "cooldown" }),
      ],
      { ...words, t: localizer("en") },
    );
    expect(told.map(({ tone }) => tone)).toEqual(["told", "silent"]);
  });
});

describe("thumbnails", () => {
  it("show no other incident's picture, though its path was signed late", async () => {
    vi.stubGlobal("IntersectionObserver", Seen);
    const asked: { path: string; answer: (answer: { path: string }) => void }[] = [];
    const hass = {
      ...PLACE,
      language: "en",
      states: {},
      connection: {},
      hassUrl: (path: string) => path,
      callWS: ({ path }: { path: string }) => new Promise((answer) => asked.push({ path, answer })),
    } as unknown as HomeAssistant;
    const isAsked = (id: string): Promise<void> =>
      vi.waitFor(() => expect(asked.some(({ path }) => path.includes(id))).toBe(true));
    const answer = (id: string): void =>
      asked.filter(({ path }) => path.includes(id)).forEach((one) => one.answer({ path: `${one.path}?signed` }));

    // One place of the list: what is in it changes when something happens.
    const thumbnail = new Thumbnail();
    thumbnail.hass = hass;
    thumbnail.incident = incident({ id: "SHOP", image_url: "/shop" });
    document.body.append(thumbnail);
    await isAsked("SHOP");
    thumbnail.incident = incident({ id: "GARDEN", image_url: null });
    await thumbnail.updateComplete;
    answer("SHOP");
    await new Promise((resolve) => setTimeout(resolve));
    thumbnail.incident = incident({ id: "GARDEN", image_url: "/garden" });
    await isAsked("GARDEN");
    answer("GARDEN");
    await vi.waitFor(() => expect(thumbnail.drawn.at(-1)).toContain("GARDEN"));
    expect(thumbnail.drawn.filter((src) => src.includes("SHOP"))).toEqual([]);
    thumbnail.remove();
    vi.unstubAllGlobals();
  });

  it("show the mover, not the middle", () => {
    const crop = cropOf([0.8, 0.4, 0.9, 0.8], 16 / 9, 4 / 3);
    expect(crop.left + crop.width).toBeCloseTo(1);
    expect(crop.left).toBeLessThan(0.8);
    expect(crop.top).toBeLessThan(0.4);
    expect(crop.top + crop.height).toBeGreaterThan(0.8);
  });

  it("keep the shape of the frame, and the whole of a large mover", () => {
    for (const box of [null, [0, 0, 1, 1], [0.1, 0.1, 0.15, 0.12]] as const) {
      const { left, top, width, height } = cropOf(box && [...box], 16 / 9, 4 / 3);
      expect((width / height) * (16 / 9)).toBeCloseTo(4 / 3);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(1.000001);
    }
    expect(cropOf([0, 0, 1, 1], 16 / 9, 4 / 3).height).toBeCloseTo(1);
    expect(cropStyle({ left: 0.5, top: 0, width: 0.5, height: 1 })).toBe("width:200%;height:100%;left:-100%;top:0%");
  });
});

describe("tiles", () => {
  it("are as wide as each other on a phone, and shorten what a camera is called", () => {
    const css = cardStyles.cssText;
    // A column of `1fr` alone is never narrower than the longest name in it.
    expect(css).not.toMatch(/repeat\(\d+, 1fr\)/);
    const where = /\.where \{([^}]*)\}/.exec(css)?.[1] ?? "";
    expect(where).toContain("text-overflow: ellipsis");
    // A flexible box has no text of its own to shorten.
    expect(where).toContain("display: block");
  });
});

describe("looking through", () => {
  it("finds the nearest of a day, and groups by day", () => {
    expect(nearest([10, 300, 900], 350, (minute) => minute)).toBe(300);
    expect(nearest([], 5, (minute: number) => minute)).toBeUndefined();
    expect(byDay(["b1", "b2", "a1"], ([day = ""]) => day).map(({ day, items }) => [day, items.length])).toEqual([["b", 2], ["a", 1]]);
  });

  it("takes a sideways swipe only", () => {
    expect(swipeOf({ x: 200, y: 0 }, { x: 100, y: 10 })).toBe("left");
    expect(swipeOf({ x: 100, y: 0 }, { x: 200, y: 10 })).toBe("right");
    expect(swipeOf({ x: 100, y: 0 }, { x: 160, y: 80 })).toBeUndefined();
    expect(swipeOf({ x: 100, y: 0 }, { x: 110, y: 0 })).toBeUndefined();
  });
});
