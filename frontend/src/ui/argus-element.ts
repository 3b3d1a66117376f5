import { LitElement, type PropertyValues } from "lit";
import { property } from "lit/decorators.js";
import type { HomeAssistant } from "../ha/types.ts";
import { formatsOf, type Formats } from "../i18n/format.ts";
import { hasTexts, loadTexts, localizer, pageLanguage, type Localize, type Part } from "../i18n/localize.ts";

/**
 * An element that is handed Home Assistant's state. It is drawn again only when something of that state changed which
 * it shows: Home Assistant hands a new one with each change of any entity of the house.
 */
export abstract class ArgusElement extends LitElement {
  @property({ attribute: false }) hass?: HomeAssistant;

  private spoken?: { locale: HomeAssistant["locale"]; language: string; t: Localize; formats: Formats };

  /** Ids of the entities whose states are shown. */
  protected shownEntities(): readonly string[] {
    return [];
  }

  /** Parts of the texts that are shown. */
  protected texts(): readonly Part[] {
    return ["cards"];
  }

  /** Wait with drawing until the texts are there; what changes in the meantime is not forgotten. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as Lit declares it
  protected override scheduleUpdate(): void | Promise<unknown> {
    // An element that was in the page before its script gets its properties only with its first update.
    const missing = this.missingTexts(this.hass?.language ?? pageLanguage());
    return missing ? missing.then(() => super.scheduleUpdate()) : super.scheduleUpdate();
  }

  private missingTexts(language: string): Promise<unknown> | undefined {
    const missing = this.texts().filter((part) => !hasTexts(language, part));
    return missing.length ? Promise.allSettled(missing.map((part) => loadTexts(language, part))) : undefined;
  }

  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    const before = changed.get("hass");
    const now = this.hass;
    if (now && !this.hasUpdated) void this.missingTexts(now.language)?.then(() => this.requestUpdate());
    if (changed.size !== 1 || !before || !now) return true;
    return (
      before.entities !== now.entities ||
      before.devices !== now.devices ||
      before.locale !== now.locale ||
      before.language !== now.language ||
      before.connected !== now.connected ||
      before.user !== now.user ||
      before.themes?.darkMode !== now.themes?.darkMode ||
      this.shownEntities().some((id) => before.states[id] !== now.states[id])
    );
  }

  private speak(): { t: Localize; formats: Formats } {
    const hass = this.hass;
    const language = hass?.language ?? "en";
    if (this.spoken?.language === language && this.spoken.locale === hass?.locale) return this.spoken;
    const t = localizer(language);
    const locale: HomeAssistant["locale"] = hass?.locale ?? {
      language,
      number_format: "language",
      time_format: "language",
      date_format: "language",
      time_zone: "local",
    };
    const formats = formatsOf({ locale, config: hass?.config ?? { time_zone: "UTC", state: "" } }, t);
    this.spoken = { locale, language, t, formats };
    return this.spoken;
  }

  /** Gives a text in the user's language. */
  protected get t(): Localize {
    return this.speak().t;
  }

  protected get formats(): Formats {
    return this.speak().formats;
  }
}
