import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Decision, Verdict } from "../src/api/types.ts";
import { formatsOf } from "../src/i18n/format.ts";
import { loadTexts, localizer } from "../src/i18n/localize.ts";
import { wordsOf } from "../src/incidents/decision-words.ts";

/** What Argus may send stands in two languages: in Python, and in what the cards expect and say. */

const ROOT = resolve(import.meta.dirname, "../..");
const TYPES = readFileSync(resolve(ROOT, "frontend/src/api/types.ts"), "utf8");

/** Return the values of an enumeration of Python. */
function sent(file: string, name: string): string[] {
  const code = readFileSync(resolve(ROOT, "custom_components/argus", file), "utf8");
  const body = code.split(`class ${name}(StrEnum):`)[1]?.split(/\n(?=\S)/)[0] ?? "";
  return [...body.matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"$/gm)].map(([, value]) => value ?? "");
}

/** Return the values of a type of the cards. */
function expected(name: string): string[] {
  const values = new RegExp(`^export type ${name} =([^;]*);`, "m").exec(TYPES)?.[1] ?? "";
  return [...values.matchAll(/"([a-z_]+)"/g)].map(([, value]) => value ?? "");
}

describe("what Argus may send", () => {
  it.each([
    ["Verdict", "model/decision.py", "Verdict"],
    ["CameraStatus", "model/camera_status.py", "CameraStatus"],
    ["Kind", "vision/geometry.py", "ObjectKind"],
    ["ZoneKind", "vision/geometry.py", "ZoneKind"],
    ["Ignored", "vision/geometry.py", "Ignored"],
    ["LineCounts", "vision/geometry.py", "LineCounts"],
  ])("as %s is all that the cards expect", (type, file, name) => {
    expect(sent(file, name)).not.toEqual([]);
    expect(expected(type).sort()).toEqual(sent(file, name).sort());
  });
});

describe.each(["en", "fr"])("in %s", (language) => {
  const t = localizer(language);
  const formats = formatsOf(
    {
      locale: { language, number_format: "language", time_format: "24", date_format: "language", time_zone: "server" },
      config: { time_zone: "Europe/Paris", state: "RUNNING" },
    },
    t,
  );
  const say = (changes: Partial<Decision>): string =>
    wordsOf(
      { at: "2026-11-28T22:53:00+00:00", alert: "a", alert_name: "Alarm", verdict: "sent", detail: "", deliveries: [], ...changes },
      { t, formats, states: {} },
    ).text;

  beforeAll(() => Promise.all([loadTexts(language), loadTexts(language, "incident")]));

  it.each(sent("model/decision.py", "Verdict"))("the verdict %s is a sentence", (verdict) => {
    const text = say({ verdict: verdict as Verdict });
    expect(text).not.toBe(t("told.not", { why: verdict }));
    expect(text).not.toMatch(/(why|told|ai)\.\w/);
  });

  it.each(sent("ai/error.py", "Trouble"))("an AI's trouble %s is a sentence", (trouble) => {
    expect(say({ verdict: "not_described", detail: trouble })).not.toBe(t("told.not_described", { why: trouble }));
  });
});
