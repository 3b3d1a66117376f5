import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { HomeAssistant } from "../src/ha/types.ts";
import { loadTexts } from "../src/i18n/localize.ts";
import { ArgusIncidentMoments } from "../src/incidents/dialog/argus-incident-moments.ts";

beforeAll(() => Promise.all([loadTexts("en"), loadTexts("en", "incident")]));
afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

/** A strip of two moments, of which the picture of the first cannot be loaded. */
async function strip(answer: () => Promise<{ status: number }>): Promise<ArgusIncidentMoments> {
  vi.stubGlobal("fetch", vi.fn(answer));
  const element = new ArgusIncidentMoments();
  element.hass = {
    language: "en",
    locale: { language: "en", number_format: "language", time_format: "24", date_format: "language", time_zone: "server" },
    config: { time_zone: "Europe/Paris", state: "RUNNING" },
    hassUrl: (path: string) => path,
  } as unknown as HomeAssistant;
  moments(element, 1);
  document.body.append(element);
  await element.updateComplete;
  await vi.waitFor(() => expect(element.renderRoot.querySelectorAll("img")).toHaveLength(2));
  element.renderRoot.querySelector("img")?.dispatchEvent(new Event("error"));
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledOnce());
  await new Promise((resolve) => setTimeout(resolve));
  await element.updateComplete;
  return element;
}

function moments(element: ArgusIncidentMoments, signature: number): void {
  element.moments = ["person", "vehicle"].map((type, number) => ({
    time: `2026-11-28T22:53:0${number}+00:00`,
    type,
    picture: `/moments/${number}.jpg?authSig=${signature}`,
  }));
}

const told = (element: ArgusIncidentMoments): string[] =>
  [...element.renderRoot.querySelectorAll("button > span:last-child")].map((word) => word.textContent ?? "");

describe("a moment whose picture cannot be loaded", () => {
  it("is left out where it was dropped meanwhile, also when paths are signed anew", async () => {
    const element = await strip(() => Promise.resolve({ status: 404 }));
    expect(told(element)).toEqual(["A vehicle"]);
    moments(element, 2);
    await element.updateComplete;
    expect(told(element)).toEqual(["A vehicle"]);
  });

  it.each([
    ["its signature has expired", () => Promise.resolve({ status: 401 })],
    ["nobody answers", () => Promise.reject(new TypeError("offline"))],
  ])("is told without it where %s", async (_, answer) => {
    expect(told(await strip(answer))).toEqual(["A person", "A vehicle"]);
  });
});
