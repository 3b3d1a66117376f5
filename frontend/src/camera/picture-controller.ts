import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Pause after a picture that did not come; it doubles up to the longest. */
const RETRY = 2_000;
const LONGEST_RETRY = 30_000;
/** How often there may be no path of a picture before that is a failure. */
const MOST_WITHOUT = 2;

export interface PictureSource {
  /** Where the latest picture is; undefined while there is none. */
  url: () => string | undefined;
  /** Milliseconds between two pictures. */
  pace: () => number;
}

/**
 * Keeps the latest picture of a camera: one request at a time, the next only when the last was shown, none while
 * nobody looks.
 */
export class PictureController implements ReactiveController {
  /** The picture, decoded. */
  image?: HTMLImageElement;
  failed = false;
  private running = false;
  private loading = false;
  private wanted = false;
  private failures = 0;
  private objectUrl?: string;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly source: PictureSource,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    // One that was on its way when nobody looked any more goes on as the first of these.
    if (!this.loading) void this.load();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  /** Load the next picture now, as another frame was looked at. */
  next(): void {
    if (!this.running) return;
    if (this.loading) this.wanted = true;
    else void this.load();
  }

  private async load(): Promise<void> {
    clearTimeout(this.timer);
    const url = this.source.url();
    if (url === undefined) {
      // It comes with the camera's first news; where it does not, there is none.
      this.failures += 1;
      if (this.failures > MOST_WITHOUT) this.failed = true;
      this.timer = setTimeout(() => void this.load(), RETRY);
      this.host.requestUpdate();
      return;
    }
    this.loading = true;
    const began = Date.now();
    let pause: number;
    try {
      const answer = await fetch(url, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const objectUrl = URL.createObjectURL(await answer.blob());
      const image = new Image();
      image.alt = "";
      image.src = objectUrl;
      try {
        await image.decode();
      } catch (error) {
        URL.revokeObjectURL(objectUrl);
        throw error;
      }
      if (this.objectUrl !== undefined) URL.revokeObjectURL(this.objectUrl);
      this.objectUrl = objectUrl;
      this.image = image;
      this.failed = false;
      this.failures = 0;
      pause = Math.max(50, this.source.pace() - (Date.now() - began));
    } catch {
      this.failures += 1;
      this.failed = true;
      pause = Math.min(LONGEST_RETRY, RETRY * 2 ** (this.failures - 1));
    }
    this.loading = false;
    this.host.requestUpdate();
    if (!this.running) return;
    if (this.wanted && !this.failed) pause = 0;
    this.wanted = false;
    this.timer = setTimeout(() => void this.load(), pause);
  }
}
