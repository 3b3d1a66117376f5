import type { ConfigForm } from "../ha/types.ts";
import { loadTexts, localizer, pageLanguage, type Localize, type TextKey } from "../i18n/localize.ts";
import { OPTIONS, type CardKind, type Option } from "./options.ts";

const CAMERAS = { filter: [{ domain: "camera" }] };

function selectorOf(name: string, option: Option, t: Localize): Record<string, unknown> {
  switch (option.is) {
    case "camera":
      return { entity: CAMERAS };
    case "cameras":
      return { entity: { ...CAMERAS, multiple: true } };
    case "flag":
      return { boolean: {} };
    case "whole":
      return { number: { min: option.low, max: option.high, mode: option.slider ? "slider" : "box" } };
    case "choice":
      return {
        select: {
          mode: "dropdown",
          options: option.values.map((value) => ({ value, label: t(`form.${name}.${value}` as TextKey) })),
        },
      };
    default:
      return { text: {} };
  }
}

/** Return the form of a card with its texts. */
export async function formOf(card: CardKind): Promise<ConfigForm> {
  const language = pageLanguage();
  await Promise.all([loadTexts(language, "picker"), loadTexts(language, "numbers")]);
  const t = localizer(language);
  return {
    schema: Object.entries<Option>(OPTIONS[card]).map(([name, option]) => ({
      name,
      selector: selectorOf(name, option, t),
      ...("required" in option && { required: true }),
      ...("default" in option && { default: true }),
    })),
    computeLabel: ({ name }) => t(`form.${name}` as TextKey),
    computeHelper: ({ name }) => {
      const key = `form.${name}.help` as TextKey;
      const text = t(key);
      return text === key ? undefined : text;
    },
  };
}
