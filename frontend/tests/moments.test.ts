import { beforeAll, describe, expect, it } from "vitest";
import type { Moment } from "../src/api/types.ts";
import type { HomeAssistant } from "../src/ha/types.ts";
import { loadTexts, localizer } from "../src/i18n/localize.ts";
import { ArgusIncidentMoments } from "../src/incidents/dialog/argus-incident-moments.ts";
import { momentWords } from "../src/incidents/moment-words.ts";

const MOMENTS: Moment[] = [
  { time: "2026-11-28T22:53:10+00:00", type: "somebody", box: null, zone: null, line: null, picture: "/a.jpg" },
  { time: "2026-11-28T22:53:30+00:00", type: "visitor_in", box: null, zone: null, line: "Door", picture: null },
  { time: "2026-11-28T22:53:50+00:00", type: "zone", box: null, zone: "Gate", line: null, picture: "/c.jpg" },
];

beforeAll(async () => {
  await Promise.all(["en", "fr"].flatMap((language) => [loadTexts(language), loadTexts(language, "incident")]));
});

describe("moments", () => {
  it("are told in a few words", () => {
    expect(MOMENTS.map((one) => momentWords(one, localizer("en")))).toEqual([
      "Somebody new",
      "Came in: Door",
      "Into “Gate”",
    ]);
    expect(momentWords(MOMENTS[0]!, localizer("fr"))).toBe("Quelqu’un de nouveau");
    expect(momentWords({ time: "", type: "from a newer Argus" }, localizer("en"))).toBe("Something moves");
  });

  it("are looked through one by one", async () => {
    const strip = new ArgusIncidentMoments();
    strip.hass = { language: "en", states: {}, hassUrl: (path: string) => path } as unknown as HomeAssistant;
    strip.moments = MOMENTS;
    const jumps: Moment[] = [];
    strip.addEventListener("argus-look", (event) => {
      const moment = (event as CustomEvent<Moment>).detail;
      jumps.push(moment);
      strip.chosen = moment;
    });
    document.body.append(strip);
    await strip.updateComplete;
    const buttons = [...strip.renderRoot.querySelectorAll("button")];
    expect(buttons.map((one) => one.querySelector("span:last-child")?.textContent)).toEqual([
      "Somebody new",
      "Came in: Door",
      "Into “Gate”",
    ]);
    expect(strip.renderRoot.querySelectorAll("img")).toHaveLength(2);
    buttons[1]?.click();
    await strip.updateComplete;
    expect(buttons[1]?.getAttribute("aria-pressed")).toBe("true");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft"]) {
      buttons[1]?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
      await strip.updateComplete;
    }
    expect(jumps).toEqual([MOMENTS[1], MOMENTS[2], MOMENTS[1]]);
    strip.remove();
  });
});
