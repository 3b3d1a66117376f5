import type { Camera } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";
import { loadTexts, localizer, type Localize } from "../i18n/localize.ts";
import { camerasOf } from "../ui/cameras.ts";
import { shownValue } from "../ui/config.ts";
import type { View } from "./views.ts";

/** Home Assistant gives up on a strategy after five seconds. */
const PATIENCE = 4_000;

/** What of Home Assistant's registries changes a dashboard: the cameras that Argus watches, and their entities. */
function devicesOf(hass: HomeAssistant): string {
  return Object.values(hass.entities)
    .filter((entity) => entity.platform === "argus")
    .map((entity) => entity.entity_id)
    .sort()
    .join();
}

async function cameras(hass: HomeAssistant): Promise<Camera[] | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  try {
    return await Promise.race([camerasOf(hass), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

interface Materials {
  t: Localize;
  found: Camera[] | undefined;
  make: typeof import("./views.ts");
}

/** Gather what a view is made of; all of it at the same time. */
async function gather(hass: HomeAssistant): Promise<Materials> {
  const [make, found] = await Promise.all([
    import("./views.ts"),
    cameras(hass),
    loadTexts(hass.language),
    loadTexts(hass.language, "dashboard"),
  ]);
  return { t: localizer(hass.language), found, make };
}

/** What the strategies have in common: when what they made has to be made anew. */
class Strategy extends HTMLElement {
  static readonly registryDependencies: readonly string[] = ["entities"];

  static shouldRegenerate(_config: unknown, before: HomeAssistant, now: HomeAssistant): boolean {
    return before.entities !== now.entities && devicesOf(before) !== devicesOf(now);
  }
}

/** The dashboard of Argus, made of what is there. */
export class ArgusDashboard extends Strategy {
  static async generate(_config: unknown, hass: HomeAssistant): Promise<{ title: string; views: View[] }> {
    const { t, found, make } = await gather(hass);
    return { title: "Argus", views: found ? make.views(found, t) : [make.trouble(t, hass.language)] };
  }

  static getCreateSuggestions(): { title: string; icon: string } {
    return { title: "Argus", icon: "mdi:cctv" };
  }

  static readonly noEditor = true;
}

/** The view of all cameras. */
export class ArgusOverviewView extends Strategy {
  static async generate(_config: unknown, hass: HomeAssistant): Promise<View> {
    const { t, found, make } = await gather(hass);
    return found ? make.overview(hass, found, t) : make.trouble(t, hass.language);
  }
}

/** The view of reports and heat maps. */
export class ArgusReportsView extends Strategy {
  static async generate(_config: unknown, hass: HomeAssistant): Promise<View> {
    const { t, found, make } = await gather(hass);
    return found ? make.reports(hass, found, t) : make.trouble(t, hass.language);
  }
}

/** The view of one camera. */
export class ArgusCameraView extends Strategy {
  static async generate(config: { camera?: string }, hass: HomeAssistant): Promise<View> {
    const { t, found, make } = await gather(hass);
    const camera = found?.find(({ id, entity_id }) => id === config.camera || entity_id === config.camera);
    if (camera) return make.cameraView(hass, camera, t);
    return found ? { cards: [{ type: "markdown", content: t("camera.not_there", { camera: shownValue(config.camera) }) }] } : make.trouble(t, hass.language);
  }
}
