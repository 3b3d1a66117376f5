import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { inlineIcons } from "../inline-icons.ts";

/** A folder of JPEGs to show instead of the drawing. */
const FOLDER = process.env.ARGUS_PICTURES;
const FILES = FOLDER ? readdirSync(FOLDER).filter((name) => name.endsWith(".jpg")).sort() : [];

function drawing(hue: number, at: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
    <rect width="1280" height="720" fill="hsl(${hue} 25% 55%)"/><rect y="430" width="1280" height="290" fill="hsl(${hue} 12% 38%)"/>
    <rect x="140" y="150" width="230" height="330" fill="hsl(${hue} 20% 30%)"/><rect x="700" y="190" width="420" height="250" fill="hsl(${hue} 20% 68%)"/>
    <g transform="translate(${at} 300)" fill="#24303c"><circle cx="40" cy="30" r="28"/><rect x="8" y="60" width="64" height="130" rx="20"/><rect x="12" y="180" width="24" height="110"/><rect x="44" y="180" width="24" height="110"/></g></svg>`;
}

const HEAT = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720"><defs><radialGradient id="h"><stop offset="0" stop-color="#800000"/><stop offset=".3" stop-color="#f00"/><stop offset=".5" stop-color="#ff0"/><stop offset=".7" stop-color="#0ff" stop-opacity=".8"/><stop offset="1" stop-color="#00f" stop-opacity="0"/></radialGradient></defs><ellipse cx="520" cy="520" rx="330" ry="130" fill="url(#h)"/><ellipse cx="250" cy="420" rx="120" ry="160" fill="url(#h)"/></svg>`;

/** Answers what Home Assistant would for pictures. */
const pictures: Plugin = {
  name: "pictures",
  configureServer(server) {
    server.middlewares.use("/api", (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      if (pathname.includes("broken")) {
        response.statusCode = 500;
        response.end();
        return;
      }
      const seed = Buffer.from(pathname).reduce((sum, byte) => (sum * 31 + byte) % 9973, 7);
      const file = FILES[seed % FILES.length];
      if (pathname.includes("heat")) response.setHeader("Content-Type", "image/svg+xml").end(HEAT);
      else if (FOLDER && file) response.setHeader("Content-Type", "image/jpeg").end(readFileSync(join(FOLDER, file)));
      else response.setHeader("Content-Type", "image/svg+xml").end(drawing((seed * 37) % 360, 200 + (seed % 700)));
    });
  },
};

/** Serves the cards on a page of their own, with a stand-in for Home Assistant. */
export default defineConfig({
  root: resolve(import.meta.dirname),
  plugins: [inlineIcons(), pictures],
  server: { host: "127.0.0.1", port: 8217 },
});
