import { beforeAll, describe, expect, it } from "vitest";
import type { Camera } from "../src/api/types.ts";
import { badgesOf } from "../src/camera/badges.ts";
import { cameraView, reports } from "../src/dashboard/views.ts";
import type { EntityKey } from "../src/ha/entities.ts";
import type { EntityState, HomeAssistant } from "../src/ha/types.ts";
import { formatsOf } from "../src/i18n/format.ts";
import { loadTexts, localizer } from "../src/i18n/localize.ts";
import { datesOf, rangeOf } from "../src/report/range.ts";

const PLACE = {
  locale: {
    language: "en",
    number_format: "language",
    time_format: "24",
    date_format: "language",
    time_zone: "server",
  },
  config: { time_zone: "Europe/Paris", state: "RUNNING" },
} as const;

beforeAll(async () => {
  await Promise.all(["en", "fr"].flatMap((language) => [loadTexts(language), loadTexts(language, "dashboard")]));
});

describe("badges", () => {
  const texts = (states: Partial<Record<EntityKey, string>>, language = "en"): string[] =>
    badgesOf(
      (key) => (states[key] === undefined ? undefined : ({ state: states[key] } as EntityState)),
      localizer(language),
    ).map(({ text }) => text);

  it("say what is seen now", () => {
    expect(texts({ "switch.detection": "on", "sensor.status": "watching", "binary_sensor.motion": "on" })).toEqual(["Motion"]);
    expect(texts({ "switch.detection": "off", "sensor.status": "stopped" })).toEqual(["Not watching"]);
  });

  it("say of a camera that waits that its picture is an old one", () => {
    const states = { "switch.detection": "on", "sensor.status": "waiting", "binary_sensor.presence": "on" } as const;
    expect(texts(states)).toEqual(["Waiting"]);
    expect(texts(states, "fr")).toEqual(["En attente"]);
  });
});

describe("the view of a camera", () => {
  it("leaves no room empty where the screen has two columns", () => {
    const hass = { devices: {}, entities: {}, states: {} } as unknown as HomeAssistant;
    const view = cameraView(hass, { id: "1", name: "Hall", entity_id: "camera.hall" } as Camera, localizer("en"));
    expect(view.dense_section_placement).toBe(true);
    // On a phone, one below the other: what happened comes before where it moved.
    expect(view.sections?.map(({ cards }) => cards.map(({ type }) => type))).toEqual([
      ["custom:argus-camera-card"],
      ["custom:argus-incidents-card"],
      ["custom:argus-heatmap-card"],
    ]);
  });
});

describe("the view of reports", () => {
  const camera = (n: number): Camera => ({ id: `${n}`, name: `Camera ${n}`, entity_id: `camera.c${n}` }) as Camera;
  const house = (counting: boolean): HomeAssistant =>
    ({
      devices: { d: { id: "d", identifiers: [["argus", "1"]] } },
      entities: counting
        ? { "sensor.in": { entity_id: "sensor.in", device_id: "d", platform: "argus", translation_key: "visitors_in" } }
        : {},
      states: {},
    }) as unknown as HomeAssistant;

  /** Widths of the cards in their order, in halves of a row. */
  function halves(counting: boolean, cameras: number): number[] {
    const all = Array.from({ length: cameras }, (_, n) => camera(n + 1));
    const view = reports(house(counting), all, localizer("en"));
    expect(view.max_columns).toBe(2);
    return (view.sections ?? []).flatMap(({ column_span = 1, cards }) =>
      cards
        .filter(({ type }) => type !== "heading")
        .map(({ grid_options }) => ((grid_options as { columns: unknown }).columns === "full" ? column_span : 1)),
    );
  }

  it("leaves no half of a row empty, however many maps there are", () => {
    for (const cameras of [1, 2, 3, 4, 5, 8]) {
      const sum = halves(true, cameras).reduce((a, b) => a + b, 0);
      expect(halves(true, cameras)).toHaveLength(cameras + 1);
      expect(sum % 2, `${cameras}`).toBe(0);
    }
    expect(halves(false, 1)).toEqual([2]);
    expect(halves(false, 2)).toEqual([1, 1]);
    expect(halves(false, 3)).toEqual([2, 1, 1]);
    expect(halves(true, 2)).toEqual([2, 1, 1]);
    expect(halves(true, 3)).toEqual([1, 1, 1, 1]);
  });
});

describe("periods of a report", () => {
  it("are told with their month and year, and whole, though they are not over", () => {
    expect(rangeOf("week", "2026-11-29", "2026-11-29", 7)).toEqual({ from: "2026-11-29", to: "2026-11-29" });
    const { from, to } = rangeOf("week", "2026-11-29", "9999-12-31", 7);
    expect(datesOf(from, to, "en").replaceAll(/\s/g, " ")).toBe("Nov 29 – Dec 5, 2026");
    expect(datesOf("2026-10-01", "2026-10-31", "en").replaceAll(/\s/g, " ")).toBe("Oct 1 – 31, 2026");
    expect(datesOf("2026-10-01", "2026-10-31", "fr")).toContain("oct. 2026");
  });
});

describe("durations", () => {
  it("are rounded before they are taken apart", () => {
    const formats = formatsOf(PLACE, localizer("en"));
    expect([0, 1, 59.4, 59.6, 90, 3569, 3571, 3600, 7199].map((seconds) => formats.duration(seconds))).toEqual([
      "1 second",
      "1 second",
      "59 seconds",
      "1 minute",
      "2 minutes",
      "59 minutes",
      "1 h 0 min",
      "1 h 0 min",
      "2 h 0 min",
    ]);
  });
});
