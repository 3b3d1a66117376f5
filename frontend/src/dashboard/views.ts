import type { Camera } from "../api/types.ts";
import { deviceOf, entitiesByKey, entitiesOf } from "../ha/entities.ts";
import type { CardConfig, HomeAssistant } from "../ha/types.ts";
import { textLanguage, type Localize } from "../i18n/localize.ts";

/** The views of the dashboard, as configurations of Home Assistant. */

export interface Section {
  type: "grid";
  column_span?: number;
  cards: CardConfig[];
}

export interface View {
  title?: string;
  path?: string;
  icon?: string;
  type?: string;
  max_columns?: number;
  /** Whether narrow sections move up beside others where there is room. */
  dense_section_placement?: boolean;
  sections?: Section[];
  cards?: CardConfig[];
  strategy?: { type: string; [key: string]: unknown };
}

const full = (card: CardConfig): CardConfig => ({ ...card, grid_options: { columns: "full", rows: "auto" } });
const heading = (text: string, icon: string): CardConfig => ({ type: "heading", heading: text, icon });

/** Return a camera's name as a part of a path. */
export function pathOf(camera: Camera): string {
  return (camera.entity_id ?? camera.id).replace(/^camera\./, "").replace(/[^a-zA-Z0-9_-]/g, "-");
}

function named(camera: Camera): string {
  return camera.entity_id ?? camera.id;
}

function counts(hass: HomeAssistant, camera: Camera): boolean {
  return entitiesByKey(hass, deviceOf(hass, camera.id)).has("sensor.visitors_in");
}

/** Return the view to begin with while there is no camera. */
function welcome(t: Localize): View {
  return {
    title: "Argus",
    path: "overview",
    icon: "mdi:cctv",
    cards: [
      {
        type: "markdown",
        title: t("dashboard.welcome"),
        content: `${t("dashboard.welcome_text")}\n\n[${t("dashboard.welcome_link")}](/config/integrations/integration/argus)`,
      },
    ],
  };
}

/** Return the view of all cameras. */
export function overview(hass: HomeAssistant, cameras: readonly Camera[], t: Localize): View {
  const counting = cameras.filter((camera) => counts(hass, camera));
  const sections: Section[] = [
    {
      type: "grid",
      column_span: 3,
      cards: [
        heading(t("dashboard.cameras"), "mdi:cctv"),
        ...cameras.map((camera) => ({
          type: "custom:argus-camera-card",
          camera: named(camera),
          grid_options: { columns: cameras.length === 1 ? "full" : 12, rows: "auto" },
        })),
      ],
    },
    {
      type: "grid",
      column_span: counting.length ? 2 : 3,
      cards: [
        heading(t("incidents.title"), "mdi:motion-sensor"),
        full({ type: "custom:argus-incidents-card", title: t("dashboard.latest"), filters: false, strip: false, limit: 8 }),
      ],
    },
  ];
  if (counting.length) {
    sections.push({
      type: "grid",
      cards: [
        heading(t("dashboard.visitors"), "mdi:account-arrow-right"),
        ...counting.map((camera) => ({
          type: "custom:argus-counter-card",
          camera: named(camera),
          grid_options: { columns: 12, rows: "auto" },
        })),
      ],
    });
  }
  return { title: t("dashboard.overview"), path: "overview", icon: "mdi:cctv", type: "sections", max_columns: 3, sections };
}

/** Return the view of what happened. */
export function incidents(t: Localize): View {
  return {
    title: t("incidents.title"),
    path: "incidents",
    icon: "mdi:motion-sensor",
    type: "sections",
    max_columns: 3,
    sections: [{ type: "grid", column_span: 3, cards: [full({ type: "custom:argus-incidents-card" })] }],
  };
}

/** Return the view of reports and heat maps: in two columns, none of which is left empty beside what is wide. */
export function reports(hass: HomeAssistant, cameras: readonly Camera[], t: Localize): View {
  const maps = cameras.map((camera) => ({
    type: "custom:argus-heatmap-card",
    camera: named(camera),
    grid_options: { columns: 12, rows: "auto" },
  }));
  const sections: Section[] = [];
  const counting = cameras.some((camera) => counts(hass, camera));
  if (counting) {
    sections.push({
      type: "grid",
      // Beside the first of an odd number of maps, which come in pairs.
      column_span: maps.length % 2 ? 1 : 2,
      cards: [heading(t("dashboard.visitors"), "mdi:chart-bar"), full({ type: "custom:argus-report-card", period: "week" })],
    });
  }
  const title = heading(t("dashboard.heat"), "mdi:fire");
  const [first, ...others] = maps;
  if (counting && first && maps.length % 2) {
    sections.push({ type: "grid", cards: [title, first] });
    if (others.length) sections.push({ type: "grid", column_span: 2, cards: others });
  } else {
    sections.push({ type: "grid", column_span: 2, cards: first && maps.length % 2 ? [title, full(first), ...others] : [title, ...maps] });
  }
  return { title: t("dashboard.reports"), path: "reports", icon: "mdi:chart-bar", type: "sections", max_columns: 2, sections };
}

/** Kinds of settings in the order in which they are shown. */
const SETTINGS = ["switch", "select", "number", "button"];

function order(entityId: string): number {
  return SETTINGS.indexOf(entityId.split(".", 1)[0] ?? "");
}

/** Return the view of one camera: what it sees, what it saw, and how it is watched. */
export function cameraView(hass: HomeAssistant, camera: Camera, t: Localize): View {
  const settings = entitiesOf(hass, deviceOf(hass, camera.id))
    .filter((entity) => entity.entity_category === "config" && !entity.hidden)
    .sort((a, b) => order(a.entity_id) - order(b.entity_id) || a.entity_id.localeCompare(b.entity_id))
    // Without the name of the device, which the view has already.
    .map(({ entity_id, name }) => (name ? { entity: entity_id, name } : { entity: entity_id }));
  const sections: Section[] = [
    {
      type: "grid",
      column_span: 2,
      cards: [full({ type: "custom:argus-camera-card", camera: named(camera) })],
    },
    {
      type: "grid",
      cards: [
        ...(counts(hass, camera) ? [full({ type: "custom:argus-counter-card", camera: named(camera) })] : []),
        ...(settings.length
          ? [full({ type: "entities", title: t("dashboard.settings"), show_header_toggle: false, entities: settings })]
          : []),
      ],
    },
    {
      type: "grid",
      column_span: 2,
      cards: [full({ type: "custom:argus-incidents-card", cameras: [named(camera)] })],
    },
    { type: "grid", cards: [full({ type: "custom:argus-heatmap-card", camera: named(camera) })] },
  ];
  return {
    title: camera.name,
    path: pathOf(camera),
    type: "sections",
    max_columns: 3,
    dense_section_placement: true,
    sections: sections.filter((section) => section.cards.length),
  };
}

/** Return all views; each is made when it is opened. */
export function views(cameras: readonly Camera[], t: Localize): View[] {
  if (!cameras.length) return [welcome(t)];
  return [
    { title: t("dashboard.overview"), path: "overview", icon: "mdi:cctv", strategy: { type: "custom:argus-overview" } },
    { ...incidents(t) },
    { title: t("dashboard.reports"), path: "reports", icon: "mdi:chart-bar", strategy: { type: "custom:argus-reports" } },
    ...cameras.map((camera) => ({
      title: camera.name,
      path: pathOf(camera),
      strategy: { type: "custom:argus-camera", camera: named(camera) },
    })),
  ];
}

/** Return a view that says why there is none. */
export function trouble(t: Localize, language: string): View {
  return {
    title: "Argus",
    path: "overview",
    cards: [{ type: "markdown", content: t("state.not_running"), lang: textLanguage(language) }],
  };
}
