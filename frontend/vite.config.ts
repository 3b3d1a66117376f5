import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { inlineIcons } from "./inline-icons.ts";
import { minifyTemplates } from "./minify-templates.ts";

/** What is loaded when it is asked for: with a card of its kind, or when it is opened. */
const LATER =
  /\/src\/(editor|report)\/|argus-incident-dialog|incidents\/dialog\/|argus-day-strip|decision-words|swipe|\/argus-(heatmap|counter)\.ts|\/(ask|curve|views|counter-styles|forms|pickers)\.ts|\.json$/;
/** What is needed of these before. */
const SOONER = /\/src\/(editor\/open|report\/range|i18n\/localize|index)\.ts$/;

/**
 * `argus.js` is what pages load; it has nothing but the wait for Home Assistant and loads the rest, whose names hold the
 * hash of their content, so that a browser never holds parts of two versions.
 */
export default defineConfig({
  plugins: [inlineIcons(), minifyTemplates()],
  build: {
    target: "es2022",
    outDir: resolve(import.meta.dirname, "../custom_components/argus/frontend"),
    emptyOutDir: true,
    lib: { entry: { argus: resolve(import.meta.dirname, "src/index.ts") }, formats: ["es"] },
    rolldownOptions: {
      output: {
        // In library mode Vite leaves white space in, for bundlers that come after it: none does here.
        minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        codeSplitting: {
          groups: [
            { name: "texts", test: /\/localize\.ts$/ },
            { name: "cards", test: (id) => !id.endsWith("/src/index.ts") && (!LATER.test(id) || SOONER.test(id)) },
          ],
        },
      },
    },
    sourcemap: false,
    reportCompressedSize: false,
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
