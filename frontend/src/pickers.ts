import { deviceOf, isArgus, keyOf } from "./ha/entities.ts";
import type { CardConfig, HomeAssistant } from "./ha/types.ts";
import { loadTexts, localizer, pageLanguage } from "./i18n/localize.ts";
import { OPTIONS, type CardKind } from "./ui/options.ts";

/** What Home Assistant shows of our cards and dashboards where users pick them. */

const DOCUMENTATION = "https://github.com/argus-ha/argus#readme";

interface Suggestion {
  config: CardConfig;
}

interface PickedCard {
  type: string;
  name: string;
  description: string;
  preview: boolean;
  documentationURL: string;
  getEntitySuggestion: (hass: HomeAssistant, entityId: string) => Suggestion | null;
}

interface PickedStrategy {
  type: string;
  strategyType: "dashboard" | "view";
  name: string;
  description: string;
  documentationURL: string;
}

declare global {
  interface Window {
    customCards?: PickedCard[];
    customStrategies?: PickedStrategy[];
  }
}

/** Which card suits an entity of Argus, by its key. */
const SUITED: Record<string, string> = {
  "binary_sensor.motion": "argus-camera-card",
  "binary_sensor.presence": "argus-camera-card",
  "binary_sensor.tamper": "argus-camera-card",
  "binary_sensor.zone_motion": "argus-camera-card",
  "sensor.faces": "argus-camera-card",
  "sensor.people": "argus-camera-card",
  "switch.detection": "argus-camera-card",
  "camera.annotated": "argus-camera-card",
  "event.activity": "argus-incidents-card",
  "image.last_event": "argus-incidents-card",
  "image.heatmap": "argus-heatmap-card",
  "sensor.visitors_in": "argus-counter-card",
  "sensor.visitors_out": "argus-counter-card",
  "sensor.inside": "argus-counter-card",
  "sensor.visitors_today": "argus-report-card",
};

/** Return the entity or subentry of the camera that an entity belongs to; undefined where it is of the whole house. */
function cameraOf(hass: HomeAssistant, entityId: string): string | undefined {
  const deviceId = hass.entities[entityId]?.device_id;
  const device = deviceId ? hass.devices[deviceId] : undefined;
  return device?.identifiers.map(([, id]) => id).find((id) => deviceOf(hass, id) === device.id);
}

/** Return the configuration of a card for an entity of Argus; null for any other entity, and for other cards. */
export function suggestionOf(type: string, hass: HomeAssistant, entityId: string): Suggestion | null {
  const entity = hass.entities[entityId];
  if (!entity || !isArgus(hass, entityId) || SUITED[keyOf(hass, entity)] !== type) return null;
  const camera = cameraOf(hass, entityId);
  const config: CardConfig = { type: `custom:${type}` };
  if (camera === undefined) return type === "argus-camera-card" ? null : { config };
  return { config: { ...config, ...(type === "argus-incidents-card" ? { cameras: [camera] } : { camera }) } };
}

/** Offer the cards and dashboards. */
export async function offer(): Promise<void> {
  const language = pageLanguage();
  await loadTexts(language, "picker");
  const t = localizer(language);
  const cards = (window.customCards ??= []);
  for (const card of Object.keys(OPTIONS) as CardKind[]) {
    const type = `argus-${card}-card`;
    if (cards.some((known) => known.type === type)) continue;
    cards.push({
      type,
      name: t(`picker.${card}`),
      description: t(`picker.${card}.text`),
      preview: true,
      documentationURL: DOCUMENTATION,
      getEntitySuggestion: (hass, entityId) => suggestionOf(type, hass, entityId),
    });
  }
  const strategies = (window.customStrategies ??= []);
  if (!strategies.some(({ type }) => type === "argus")) {
    strategies.push({
      type: "argus",
      strategyType: "dashboard",
      name: "Argus",
      description: t("picker.dashboard.text"),
      documentationURL: DOCUMENTATION,
    });
  }
}
