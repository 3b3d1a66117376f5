import type { HomeAssistant } from "./types.ts";

const SECONDS = 600;

interface Signed {
  path: string;
  until: number;
}

const signed = new WeakMap<object, Map<string, Promise<Signed>>>();

/**
 * Return a path that an image may load, signed for this connection by Home Assistant. One that is about to expire is
 * signed again.
 */
export async function sign(hass: HomeAssistant, path: string): Promise<string> {
  const known = signed.get(hass.connection) ?? new Map<string, Promise<Signed>>();
  signed.set(hass.connection, known);
  const before = await known.get(path)?.catch(() => undefined);
  if (before && before.until > Date.now()) return before.path;
  const asked = hass
    .callWS<{ path: string }>({ type: "auth/sign_path", path, expires: SECONDS })
    .then((answer) => ({ path: hass.hassUrl(answer.path), until: Date.now() + SECONDS * 900 }));
  known.set(path, asked);
  asked.catch(() => known.delete(path));
  return (await asked).path;
}

/** Forget a signature that the server refused. */
export function forgetSignature(hass: HomeAssistant, path: string): void {
  signed.get(hass.connection)?.delete(path);
}
