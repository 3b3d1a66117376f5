import type { ReactiveController, ReactiveControllerHost } from "lit";
import { followPreview, isNotThereYet } from "../api/commands.ts";
import type { Camera, Places, SeenFrame, Watch } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";

/** Pause after a change before it is tried. */
const PAUSE = 400;
/** How long boxes are shown when no others come: what they were around has moved on. */
const STALE = 3_000;

/** Tries a drawing and settings on a camera's frames while they change, and knows what they would see. */
export class PreviewController implements ReactiveController {
  frame?: SeenFrame | undefined;
  /** Whether this version of Argus can try settings. */
  possible = true;
  private key = "";
  private timer?: ReturnType<typeof setTimeout>;
  private stale?: ReturnType<typeof setTimeout>;
  private following?: Promise<(() => Promise<void>) | undefined> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
    this.key = "";
  }

  try(hass: HomeAssistant, camera: Camera, places: Places, watch: Watch): void {
    const key = JSON.stringify([places, watch]);
    if (!this.possible || key === this.key) return;
    this.key = key;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.stop();
      const asked = { camera: camera.entity_id ?? camera.id, ...watch, ...places };
      this.following = followPreview(hass, asked, ({ frame }) => {
        this.frame = frame;
        clearTimeout(this.stale);
        this.stale = setTimeout(() => this.forget(), STALE);
        this.host.requestUpdate();
      }).catch((error: unknown) => {
        if (isNotThereYet(error)) this.possible = false;
        this.host.requestUpdate();
        return undefined;
      });
    }, PAUSE);
  }

  private forget(): void {
    this.frame = undefined;
    this.host.requestUpdate();
  }

  private stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.stale);
    this.frame = undefined;
    void this.following?.then((end) => end?.()).catch(() => undefined);
    this.following = undefined;
  }
}
