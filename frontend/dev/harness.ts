import { register } from "../src/elements.ts";
import type { CardConfig } from "../src/ha/types.ts";
import { loadTexts } from "../src/i18n/localize.ts";
import { fakeHass } from "./fake-hass.ts";

/** The page: `?lang=fr&dark&empty&old&reader&only=camera&name=A+long+one`. */
const asked = new URLSearchParams(location.search);
document.documentElement.classList.toggle("dark", asked.has("dark"));

// Home Assistant's own card is a frame around what is in it.
customElements.define(
  "ha-card",
  class extends HTMLElement {
    connectedCallback(): void {
      this.style.display = "block";
    }
  },
);

interface Card extends HTMLElement {
  hass: unknown;
  setConfig(config: CardConfig): void;
}

const CARDS: (Record<string, unknown> & { type: string; wide?: boolean })[] = [
  { type: "argus-camera-card", camera: "camera.door" },
  { type: "argus-camera-card", camera: "camera.garden" },
  { type: "argus-camera-card", camera: "camera.broken" },
  { type: "argus-counter-card", camera: "camera.door" },
  { type: "argus-counter-card", camera: "camera.garden" },
  { type: "argus-heatmap-card", camera: "camera.door" },
  { type: "argus-report-card", period: "day" },
  { type: "argus-report-card", period: "week" },
  { type: "argus-incidents-card", wide: true },
];

const hass = fakeHass(asked.get("lang") ?? "en", {
  empty: asked.has("empty"),
  old: asked.has("old"),
  admin: !asked.has("reader"),
  name: asked.get("name") ?? undefined,
});
await loadTexts(hass.language);
register();
const only = asked.get("only");
for (const { wide, type, ...config } of CARDS.filter((card) => !only || card.type.includes(only))) {
  const card = document.createElement(type) as Card;
  card.setConfig({ type, ...config });
  card.hass = hass;
  if (wide) card.className = "wide";
  document.querySelector("main")?.append(card);
}
