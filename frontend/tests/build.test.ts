import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTightTemplates } from "../minify-templates.ts";

const ROOT = resolve(import.meta.dirname, "..");
const COMMITTED = resolve(ROOT, "../custom_components/argus/frontend");
/** What a page loads before it shows a card: all but what is opened, and the texts of one language. */
const FIRST = /^(argus|(cards|elements|texts|en)-[^.]*)\.js$/;

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".js"));
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

describe("the built cards", () => {
  const folder = mkdtempSync(join(tmpdir(), "argus-cards-"));

  beforeAll(() => {
    // In a process of its own: here Lit would be built as it is for tests.
    execFileSync(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "error", "--outDir", folder], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", VITEST: "" },
    });
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it("are those of the sources", () => {
    const [fresh, committed] = [contents(folder), contents(COMMITTED)];
    expect(Object.keys(committed)).toEqual(Object.keys(fresh));
    for (const [name, text] of Object.entries(fresh)) expect(committed[name] === text, name).toBe(true);
  });

  it("are small at the first paint", () => {
    const first = Object.entries(contents(folder)).filter(([name]) => FIRST.test(name));
    expect(first.map(([name]) => name.split("-")[0])).toEqual(["argus.js", "cards", "elements", "en", "texts"]);
    const sizes = first.map(([, text]) => [text.length, gzipSync(text, { level: 9 }).length] as const);
    expect(sizes.reduce((sum, [size]) => sum + size, 0)).toBeLessThanOrEqual(90 * 1024);
    expect(sizes.reduce((sum, [, zipped]) => sum + zipped, 0)).toBeLessThanOrEqual(28 * 1024);
  });

  it("wait for Home Assistant before anything that knows Lit is evaluated", () => {
    const built = contents(folder);
    const entry = built["argus.js"] ?? "";
    const imported = [...entry.matchAll(/import\s*\{[^}]*\}\s*from\s*"\.\/([^"]+)"/g)].map(([, name]) => name ?? "");
    expect(entry).toContain("whenDefined(`home-assistant`)");
    for (const name of imported) expect(built[name]).not.toMatch(/HTMLElement|\bimport\b\s*[{"]/);
  });

  it("load nothing from elsewhere", () => {
    for (const text of Object.values(contents(folder))) {
      const addresses = [...text.matchAll(/https?:\/\/[^\s"'`)]+/g)].map(([address]) => address);
      // Names of XML, links that users may follow, and a page that an error of Lit names.
      expect(addresses.filter((one) => !/w3\.org|github\.com\/argus-ha|lit\.dev/.test(one))).toEqual([]);
    }
  });
});

describe("tight templates", () => {
  it("takes white space out of markup and styles, and leaves texts and expressions as they are", () => {
    const code = [
      "const a = html`<p\n  class=x\n>\n  ${on ? html`<b>\n  two  words\n</b>` : `a\n  b`}\n</p>`;",
      "const b = css`\n  /* why */\n  .a {\n    top: 1px;\n  }\n`; // it's `odd`",
    ].join("\n");
    expect(withTightTemplates(code)).toBe(
      [
        "const a = html`<p class=x >${on ? html`<b> two  words </b>` : `a\n  b`}</p>`;",
        "const b = css` .a{top:1px}`; // it's `odd`",
      ].join("\n"),
    );
  });
});
