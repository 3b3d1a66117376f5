import type { ReactiveController, ReactiveControllerHost } from "lit";
import { isNotThereYet, loadReport } from "../api/commands.ts";
import type { Report } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";

export interface ReportAsked {
  from: string;
  to: string;
  camera?: string | undefined;
  line?: string | undefined;
}

/** Pause before a report is asked for again because something was counted. */
const SOON = 1_500;

/** Knows the report of some days, and asks again when what it was made of changes. */
export class ReportController implements ReactiveController {
  report?: Report | undefined;
  failed = false;
  private asked = "";
  private made: unknown;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.asked = "";
  }

  /**
   * Show a report.
   *
   * Args:
   *   hass: Home Assistant.
   *   asked: which one.
   *   counted: what was counted so far; a report of today is asked for again when it changes.
   */
  show(hass: HomeAssistant, asked: ReportAsked, counted: unknown): void {
    const key = JSON.stringify(asked);
    if (key !== this.asked) {
      this.asked = key;
      this.made = counted;
      this.report = undefined;
      this.failed = false;
      void this.load(hass, asked, key);
    } else if (counted !== this.made) {
      this.made = counted;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.load(hass, asked, key), SOON);
    }
  }

  again(): void {
    this.asked = "";
    this.failed = false;
    this.host.requestUpdate();
  }

  private async load(hass: HomeAssistant, asked: ReportAsked, key: string): Promise<void> {
    try {
      const report = await loadReport(hass, asked).catch((error: unknown) => {
        if (asked.line === undefined || !isNotThereYet(error)) throw error;
        return loadReport(hass, { ...asked, line: undefined });
      });
      if (key !== this.asked) return;
      this.report = report;
      this.failed = false;
    } catch {
      if (key !== this.asked) return;
      this.failed = true;
    }
    this.host.requestUpdate();
  }
}
