import { pageLanguage, loadTexts } from "./i18n/localize.ts";

// Home Assistant's start swaps `window.customElements` and `HTMLElement` (home-assistant/frontend#53890): a class of
// Lit that was evaluated before would belong to the old ones. So nothing that knows Lit is imported above this line.
await customElements.whenDefined("home-assistant");
const [{ register }] = await Promise.all([import("./elements.ts"), loadTexts(pageLanguage())]);
register();
