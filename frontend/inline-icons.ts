import * as icons from "@mdi/js";
import type { Plugin } from "vite";

const IMPORT = /import \{([^}]*)\} from "@mdi\/js";/g;

/**
 * Write the paths of icons into the scripts that show them: as one module they would all be loaded with the first
 * script, those of the editor too.
 */
export function inlineIcons(): Plugin {
  const paths = icons as Record<string, string>;
  return {
    name: "inline-icons",
    enforce: "pre",
    transform(code, id) {
      if (!/\/src\/.*\.ts$/.test(id)) return null;
      const inlined = code.replace(IMPORT, (_, names: string) =>
        names
          .split(",")
          .map((name) => name.trim())
          .filter(Boolean)
          .map((name) => `const ${name} = ${JSON.stringify(paths[name])};`)
          .join("\n"),
      );
      return { code: inlined, map: null };
    },
  };
}
