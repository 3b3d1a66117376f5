import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { HomeAssistant } from "../src/ha/types.ts";
import { loadTexts } from "../src/i18n/localize.ts";
import { ArgusReportCard } from "../src/report/argus-report-card.ts";

/** A card whose drawing comes when the test says so. */
class SlowCard extends ArgusReportCard {
  come!: () => void;
  fail!: () => void;
  protected override load = (): Promise<void> =>
    new Promise((resolve, reject) => {
      this.come = resolve;
      this.fail = () => reject(new Error("not found"));
    });
}
customElements.define("slow-card", SlowCard);

beforeAll(() => loadTexts("en"));
afterEach(() => document.body.replaceChildren());

async function put(): Promise<SlowCard> {
  const card = new SlowCard();
  card.setConfig({ type: "custom:argus-report-card" });
  card.hass = {
    language: "en",
    states: {},
    entities: {},
    devices: {},
    callWS: () => Promise.resolve({ cameras: {} }),
    connection: {},
  } as unknown as HomeAssistant;
  document.body.append(card);
  await vi.waitFor(() => expect(card.renderRoot.querySelector("ha-card")).toBeTruthy());
  // The cameras are known by now.
  await new Promise((resolve) => setTimeout(resolve));
  await card.updateComplete;
  return card;
}

describe("a card whose drawing is loaded with the first of its kind", () => {
  it("says that it loads, and is not white until then", async () => {
    const card = await put();
    expect(card.renderRoot.querySelector(".spinner")).toBeTruthy();
    expect(card.renderRoot.querySelector("argus-report")).toBeNull();
    card.come();
    await vi.waitFor(() => expect(card.renderRoot.querySelector("argus-report")).toBeTruthy());
    expect(card.renderRoot.querySelector(".spinner")).toBeNull();
  });

  it("says when it cannot be had, and loads the page anew when asked to", async () => {
    const reload = vi.fn();
    vi.stubGlobal("location", { reload });
    const card = await put();
    card.fail();
    await vi.waitFor(() => expect(card.renderRoot.querySelector(".state.error p")?.textContent).toMatch(/\w/));
    card.renderRoot.querySelector("button")?.click();
    expect(reload).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});
