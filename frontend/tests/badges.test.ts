import { beforeAll, describe, expect, it } from "vitest";
import { badgesOf } from "../src/camera/badges.ts";
import type { EntityState } from "../src/ha/types.ts";
import { loadTexts, localizer } from "../src/i18n/localize.ts";

beforeAll(() => Promise.all(["en", "fr"].map((language) => loadTexts(language))));

/** Return what is said of a camera whose entities have some states. */
function said(states: Record<string, string>, language = "en"): string[] {
  const entity = (key: string): EntityState | undefined =>
    states[key] === undefined ? undefined : ({ entity_id: key, state: states[key], attributes: {} } as unknown as EntityState);
  const badges = badgesOf(entity, localizer(language));
  for (const badge of badges) expect(badge.icon, badge.text).toMatch(/^M/);
  return badges.map(({ text }) => text);
}

describe("the badges of a camera", () => {
  it("say what is there, whatever it is", () => {
    const road = { "binary_sensor.motion": "on", "binary_sensor.vehicle": "on", "binary_sensor.animal": "off" };
    expect(said(road)).toEqual(["Motion", "Vehicle"]);
    expect(said({ "binary_sensor.animal": "on" }, "fr")).toEqual(["Animal"]);
    expect(said({ "binary_sensor.vehicle": "on" }, "fr")).toEqual(["Véhicule"]);
    const all = { ...road, "binary_sensor.tamper": "on", "binary_sensor.animal": "on", "sensor.people": "2", "sensor.faces": "1" };
    expect(said(all)).toEqual(["Covered or moved", "Motion", "2 people", "1 face", "Vehicle", "Animal"]);
  });

  it("say that somebody was here as long as nobody is seen", () => {
    expect(said({ "binary_sensor.presence": "on" })).toEqual(["Somebody was here"]);
    expect(said({ "binary_sensor.presence": "on", "sensor.people": "1" })).toEqual(["1 person"]);
  });

  it("say nothing of an old picture but that it is one", () => {
    expect(said({ "switch.detection": "off", "binary_sensor.vehicle": "on" })).toEqual(["Not watching"]);
    expect(said({ "sensor.status": "waiting", "binary_sensor.animal": "on" })).toEqual(["Waiting"]);
  });
});
