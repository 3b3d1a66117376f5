import type cards from "../translations/en.json";
import type dashboard from "../translations/dashboard.en.json";
import type editor from "../translations/editor.en.json";
import type incident from "../translations/incident.en.json";
import type numbers from "../translations/numbers.en.json";
import type picker from "../translations/picker.en.json";

export type TextKey =
  | keyof typeof cards
  | keyof typeof dashboard
  | keyof typeof editor
  | keyof typeof incident
  | keyof typeof numbers
  | keyof typeof picker;
export type Values = Record<string, string | number>;
export type Localize = (key: TextKey, values?: Values) => string;
export type Language = "en" | "fr";
/** Parts of the texts, each loaded with the elements that show it. */
export type Part = "cards" | "dashboard" | "editor" | "incident" | "numbers" | "picker";

type Texts = Record<string, string>;

const FILES: Record<Part, Record<Language, () => Promise<{ default: Texts }>>> = {
  cards: { en: () => import("../translations/en.json"), fr: () => import("../translations/fr.json") },
  dashboard: {
    en: () => import("../translations/dashboard.en.json"),
    fr: () => import("../translations/dashboard.fr.json"),
  },
  editor: { en: () => import("../translations/editor.en.json"), fr: () => import("../translations/editor.fr.json") },
  incident: {
    en: () => import("../translations/incident.en.json"),
    fr: () => import("../translations/incident.fr.json"),
  },
  numbers: {
    en: () => import("../translations/numbers.en.json"),
    fr: () => import("../translations/numbers.fr.json"),
  },
  picker: { en: () => import("../translations/picker.en.json"), fr: () => import("../translations/picker.fr.json") },
};

const loaded: Record<Language, Texts> = { en: {}, fr: {} };
const parts = new Map<string, Promise<void>>();
const there = new Set<string>();

const plurals = new Map<string, Intl.PluralRules>();

function pluralOf(language: string, count: number): Intl.LDMLPluralRule {
  let rules = plurals.get(language);
  if (!rules) plurals.set(language, (rules = new Intl.PluralRules(language)));
  return rules.select(count);
}

/** Return the language of the texts for a user's language: theirs or English. */
export function textLanguage(language: string): Language {
  return language.split("-", 1)[0] === "fr" ? "fr" : "en";
}

/** Return the language of the page, for what is asked before there is a state of Home Assistant. */
export function pageLanguage(): string {
  let chosen: unknown;
  try {
    chosen = JSON.parse(localStorage.getItem("selectedLanguage") ?? "null");
  } catch {
    chosen = null;
  }
  return typeof chosen === "string" ? chosen : document.documentElement.lang || navigator.language;
}

/** Load a part of the texts of a language, once. */
export function loadTexts(language: string, part: Part = "cards"): Promise<void> {
  const spoken = textLanguage(language);
  const key = `${spoken} ${part}`;
  let loading = parts.get(key);
  if (!loading) {
    loading = FILES[part][spoken]().then((file) => {
      loaded[spoken] = { ...loaded[spoken], ...file.default };
      there.add(key);
    });
    loading.catch(() => parts.delete(key));
    parts.set(key, loading);
  }
  return loading;
}

/** Whether a part of the texts of a language is there. */
export function hasTexts(language: string, part: Part): boolean {
  return there.has(`${textLanguage(language)} ${part}`);
}

/**
 * Return what gives the texts of a language. A text of several forms separates them by `|`: for one, for more, and
 * chooses by the value `n`; a third form in front is for none.
 */
export function localizer(language: string): Localize {
  const spoken = textLanguage(language);
  return (key, values = {}) => {
    let text = loaded[spoken][key] ?? key;
    if (text.includes("|")) {
      const forms = text.split("|");
      const n = Number(values.n);
      if (forms.length === 3 && n === 0) text = forms[0] ?? "";
      else text = (pluralOf(spoken, n) === "one" ? forms.at(-2) : forms.at(-1)) ?? "";
    }
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
}
