import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadTexts, localizer, pageLanguage, textLanguage } from "../src/i18n/localize.ts";

const SOURCES = resolve(import.meta.dirname, "../src");
const FOLDER = join(SOURCES, "translations");

function texts(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Record<string, string>;
}

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""))].sort();
}

const PAIRS = readdirSync(FOLDER)
  .filter((name) => name.endsWith("en.json"))
  .map((name) => [name, name.replace("en.json", "fr.json")] as const);

describe("texts", () => {
  it.each(PAIRS)("%s has the keys, forms and placeholders of %s", (english, french) => {
    const [en, fr] = [texts(english), texts(french)];
    expect(Object.keys(fr)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      expect(fr[key]?.trim(), key).toBeTruthy();
      expect(fr[key]?.split("|").length, key).toBe(text.split("|").length);
      expect(placeholders(fr[key] ?? ""), key).toEqual(placeholders(text));
    }
  });

  it.each(PAIRS)("%s and %s have one word for what happened", (english, french) => {
    const [en, fr] = [texts(english), texts(french)];
    for (const [key, text] of Object.entries(en)) {
      expect(/incident/i.test(fr[key] ?? ""), `${key}: ${fr[key]}`).toBe(/incident/i.test(text));
    }
  });

  it("uses every text that is written, and writes every text that is used", () => {
    const code = readdirSync(SOURCES, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(SOURCES, name), "utf8"))
      .join("\n");
    const written = PAIRS.flatMap(([english]) => Object.keys(texts(english)));
    // Keys that are put together are known by what they begin with.
    const begun = [...code.matchAll(/`([a-z_]+\.(?:[a-z_]+[._])*)\$\{/g)].map(([, start]) => start ?? "");
    const unused = written.filter(
      (key) => !code.includes(`"${key}"`) && !begun.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
    const used = [...code.matchAll(/\bt\("([^"]+)"/g)].map(([, key]) => key ?? "");
    expect(used.filter((key) => !written.includes(key))).toEqual([]);
    expect(new Set(written).size).toBe(written.length);
  });
});

describe("localizer", () => {
  beforeAll(async () => {
    await Promise.all(["en", "fr"].flatMap((language) => [loadTexts(language), loadTexts(language, "numbers")]));
  });

  it("chooses the form by the number, as the language has it", () => {
    const [en, fr] = [localizer("en"), localizer("fr-CA")];
    expect([0, 1, 2].map((n) => en("badge.people", { n }))).toEqual(["0 people", "1 person", "2 people"]);
    // French says "0 visage" in the singular.
    expect([0, 1, 2].map((n) => fr("badge.faces", { n }))).toEqual(["0 visage", "1 visage", "2 visages"]);
    expect(en("report.visitors", { n: 0 })).toBe("no visitors");
  });

  it("takes English where a language is not spoken", () => {
    expect(["de", "en-GB", "fr", "fr-BE"].map(textLanguage)).toEqual(["en", "en", "fr", "fr"]);
  });

  it("knows the page's language, whatever is stored", () => {
    localStorage.setItem("selectedLanguage", '"fr"');
    expect(pageLanguage()).toBe("fr");
    localStorage.setItem("selectedLanguage", "{broken");
    document.documentElement.lang = "en";
    expect(pageLanguage()).toBe("en");
    localStorage.removeItem("selectedLanguage");
  });

  it("speaks of more than people where vehicles and animals are chosen from", () => {
    expect(localizer("en")("filter.all_kinds")).toMatch(/any.*anything/i);
    expect(localizer("fr")("filter.all_kinds")).toMatch(/qui.*quoi/i);
  });

  it("leaves what it has no value for", () => {
    expect(localizer("en")("camera.live")).toContain("{camera}");
  });
});
