import type { ReactiveController, ReactiveControllerHost } from "lit";
import { followCamera, isNotThereYet, loadPlaces } from "../api/commands.ts";
import type { CameraDetails, CameraNews, Places, SeenFrame } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";

/** How long a frame's boxes are shown when no other comes. */
const STALE = 5_000;

/** Knows what is drawn on a camera's picture while it is followed. */
export class SceneController implements ReactiveController {
  details?: CameraDetails;
  places: Places = { zones: [], lines: [] };
  frame?: SeenFrame;
  /** Whether this version of Argus tells what is seen in each frame. */
  tellsFrames = false;
  private camera?: string;
  private following?: Promise<(() => Promise<void>) | undefined>;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly onFrame: () => void = () => undefined,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Follow a camera; nothing happens where it is followed already. */
  follow(hass: HomeAssistant, camera: string): void {
    if (this.camera === camera && this.following) return;
    this.stop();
    this.camera = camera;
    this.following = followCamera(hass, camera, (news) => this.take(news)).catch(async (error: unknown) => {
      if (isNotThereYet(error) && hass.user?.is_admin) {
        const places = await loadPlaces(hass, camera).catch(() => undefined);
        if (places && this.camera === camera) this.places = places;
        this.host.requestUpdate();
      }
      return undefined;
    });
  }

  stop(): void {
    clearTimeout(this.timer);
    void this.following?.then((end) => end?.()).catch(() => undefined);
    delete this.following;
    delete this.frame;
    this.tellsFrames = false;
  }

  /** Show other places at once, such as those that were just saved. */
  show(places: Places): void {
    this.places = places;
    this.host.requestUpdate();
  }

  private take(news: CameraNews): void {
    if (news.camera) {
      this.details = news.camera;
      this.places = news.camera;
    }
    if (news.frame) {
      this.tellsFrames = true;
      this.frame = news.frame;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        delete this.frame;
        this.host.requestUpdate();
      }, STALE);
      this.onFrame();
    }
    this.host.requestUpdate();
  }
}
