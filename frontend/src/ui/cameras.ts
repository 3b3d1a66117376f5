import type { ReactiveController, ReactiveControllerHost } from "lit";
import { loadCameras } from "../api/commands.ts";
import type { Camera } from "../api/types.ts";
import { isCommandError, type Connection, type HomeAssistant } from "../ha/types.ts";

const FRESH = 10_000;
const RETRY = 5_000;

interface Asked {
  at: number;
  answer: Promise<Camera[]>;
}

const asked = new WeakMap<Connection, Asked>();

/** Return the cameras that this user may see; cards that ask at the same time share one answer. */
export function camerasOf(hass: HomeAssistant, fresh = false): Promise<Camera[]> {
  const before = asked.get(hass.connection);
  if (before && !fresh && Date.now() - before.at < FRESH) return before.answer;
  const answer = loadCameras(hass);
  asked.set(hass.connection, { at: Date.now(), answer });
  answer.catch(() => asked.delete(hass.connection));
  return answer;
}

export type Trouble = "not_running" | "failed";

interface CamerasHost extends ReactiveControllerHost {
  hass?: HomeAssistant;
}

/** Knows which cameras Argus watches, and asks again when entities come or go. */
export class CamerasController implements ReactiveController {
  cameras?: Camera[];
  trouble?: Trouble;
  private entities?: HomeAssistant["entities"];
  private timer?: ReturnType<typeof setTimeout>;

  constructor(private readonly host: CamerasHost) {
    host.addController(this);
  }

  /** Find a camera by the id of its entity, with or without `camera.`, or of its subentry; the first one if none is named. */
  find(named: string | undefined): Camera | undefined {
    if (named === undefined || named === "") return this.cameras?.[0];
    return this.cameras?.find((camera) => [camera.id, camera.entity_id, camera.entity_id?.replace(/^camera\./, "")].includes(named));
  }

  hostUpdate(): void {
    const hass = this.host.hass;
    if (!hass || hass.entities === this.entities) return;
    const fresh = this.entities !== undefined;
    this.entities = hass.entities;
    void this.load(hass, fresh);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    delete this.entities;
  }

  private async load(hass: HomeAssistant, fresh: boolean): Promise<void> {
    clearTimeout(this.timer);
    try {
      this.cameras = await camerasOf(hass, fresh);
      delete this.trouble;
    } catch (error) {
      const running = !isCommandError(error, "home_assistant_error") && !isCommandError(error, "unknown_command");
      this.trouble = running ? "failed" : "not_running";
      this.timer = setTimeout(() => {
        if (this.host.hass) void this.load(this.host.hass, true);
      }, RETRY);
    }
    this.host.requestUpdate();
  }
}
