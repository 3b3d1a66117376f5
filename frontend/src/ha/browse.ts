/** Moving about in the browser's address, which Home Assistant's router follows. */

/** Go to a page of Home Assistant. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}

/** Return what a parameter of the page's address says. */
export function parameter(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

/** Return the page's address with a parameter set, or without it. */
export function addressWith(name: string, value: string | null): string {
  const url = new URL(location.href);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.pathname + url.search + url.hash;
}

/** Send an event that Home Assistant's pages listen for. */
export function fire(node: EventTarget, type: string, detail: unknown): void {
  node.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}

/** Save what a page made as a file. */
export function saveFile(content: Blob | string, name: string): void {
  const link = document.createElement("a");
  const url = typeof content === "string" ? content : URL.createObjectURL(content);
  link.href = url;
  link.download = name;
  link.click();
  if (typeof content !== "string") setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
