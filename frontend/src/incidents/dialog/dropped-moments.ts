import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Moment } from "../../api/types.ts";

/** Return what names the picture of a moment, however often its path is signed anew. */
function nameOf({ picture }: Moment): string | undefined {
  return picture?.split("?", 1)[0];
}

/** Knows which moments are no longer kept: while an incident lasts, those that matter least give way to new ones. */
export class DroppedMoments implements ReactiveController {
  private readonly dropped = new Set<string | undefined>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    // Nothing is followed: it is told which pictures fail.
  }

  /** Return those of some moments that are kept, as far as that is known. */
  kept(moments: readonly Moment[]): readonly Moment[] {
    return moments.filter((moment) => !moment.picture || !this.dropped.has(nameOf(moment)));
  }

  /** Find out why the picture of a moment could not be loaded: an image does not tell. */
  async ask(moment: Moment, src: string): Promise<void> {
    const answer = await fetch(src).catch(() => undefined);
    if (answer?.status !== 404) return;
    this.dropped.add(nameOf(moment));
    this.host.requestUpdate();
  }
}
