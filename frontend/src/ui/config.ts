import type { CardConfig } from "../ha/types.ts";
import type { Localize } from "../i18n/localize.ts";
import { OPTIONS, type CardKind, type Option } from "./options.ts";

/** As many as a list that is asked for may name. */
const MOST_CAMERAS = 100;
const LONGEST_SHOWN = 40;

/** What other cards call an option of ours. */
const MEANT: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(camera_)?entit(y|ies|y_ids?)$|^cameras?$/, ["camera", "cameras"]],
  [/^(name|heading|header)$/, ["title"]],
];

/** Return a value as it may be told to a user: in a few characters. */
export function shownValue(value: unknown): string {
  let shown: string | undefined;
  try {
    shown = typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    // It holds itself, or what no YAML has.
  }
  shown ??= typeof value;
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
}

/** Return the name of a camera: text, or Home Assistant's `{entity: …}`; undefined for anything else. */
function cameraNamed(value: unknown): string | undefined {
  const named = typeof value === "object" && value !== null && "entity" in value ? value.entity : value;
  return typeof named === "string" && named.trim() ? named.trim() : undefined;
}

/** Return what a value says of an option; undefined where it does not say any of what the option may be. */
function meant(option: Option, value: unknown): unknown {
  const written = typeof value === "number" || typeof value === "string" ? String(value).trim() : undefined;
  switch (option.is) {
    case "text":
      return written;
    case "camera":
      return cameraNamed(value);
    case "cameras": {
      const named = (typeof value === "string" ? value.split(",") : [value].flat()).map(cameraNamed);
      const each = [...new Set(named)];
      return each.includes(undefined) || each.length > MOST_CAMERAS ? undefined : each;
    }
    case "flag":
      if (typeof value === "boolean") return value;
      // YAML as the browser reads it takes these words for texts.
      return /^(true|yes|on)$/i.test(written ?? "") || (/^(false|no|off)$/i.test(written ?? "") ? false : undefined);
    case "whole": {
      const number = /^\+?\d{1,9}(\.0+)?$/.test(written ?? "") ? Number(written) : NaN;
      return number >= option.low && number <= option.high ? number : undefined;
    }
    case "choice":
      return option.values.find((one) => one === written?.toLowerCase());
    case "hours": {
      const [, first, last] = /^(\d\d?)(?:\s*[-–]\s*(\d\d?))?$/.exec(written ?? "") ?? [];
      const hours = [first, ...(last === undefined ? [] : [last])].map(Number);
      return hours.every((hour) => hour <= 23) ? hours.join("-") : undefined;
    }
  }
}

/** Whether two words differ in one letter more, less or other. */
function alike(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const rest = long.slice(same + 1);
  return rest === short.slice(same) || rest === short.slice(same + 1);
}

/** Return the names that were meant by one that a card does not have; undefined where it may be for somebody else. */
function namesMeant(name: string, known: readonly string[]): readonly string[] | undefined {
  const plain = name.toLowerCase();
  const close = known.filter((one) => alike(plain, one));
  const usual = MEANT.find(([named]) => named.test(plain))?.[1].filter((one) => known.includes(one));
  if (usual?.length) return usual;
  if (close.length) return close;
  return Object.values(OPTIONS).some((others) => Object.hasOwn(others, plain)) ? known : undefined;
}

/** Tells in words which option is wrong, and what to write instead. */
export type Wrong = (t: Localize) => string;

/**
 * Return a card's configuration as it was meant, or what is wrong in it.
 *
 * What may be written in several ways comes in one, and what is empty is left out. Options that no card of Argus has are
 * left alone: Home Assistant and others put theirs there, too.
 */
export function readConfig(card: CardKind, config: unknown): CardConfig | Wrong {
  const options = Object.entries<Option>(OPTIONS[card]);
  const known = options.map(([name]) => name);
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    return (t) => t("config.none", { known: known.join(", ") });
  }
  const written = Object.entries(config);
  const read: [string, unknown][] = [];
  for (const [name, value] of written.filter(([one]) => !known.includes(one))) {
    const names = namesMeant(name, known);
    if (names) return (t) => t("config.unknown", { option: shownValue(name), known: names.join(", ") });
    read.push([name, value]);
  }
  for (const [name, option] of options) {
    const value = written.find(([one]) => one === name)?.[1] as unknown;
    // What is left empty, in YAML or in the form, is not said.
    if (value === undefined || value === null || value === "") continue;
    const said = meant(option, value);
    if (said === undefined) {
      return (t) => {
        const { low = "", high = "", values = [] } = option as { low?: number; high?: number; values?: readonly string[] };
        const write = t(`config.${option.is}`, { option: name, low, high, values: values.join(", ") });
        return t("config.wrong", { option: name, value: shownValue(value), write });
      };
    }
    read.push([name, said]);
  }
  return Object.fromEntries(read) as CardConfig;
}
