/** Elements whose styles are copied into a picture. */
const PROPERTIES = ["fill", "stroke", "stroke-width", "font-size", "font-family", "text-anchor"];

/**
 * Return a drawing as a PNG, in the colours it has on the page.
 *
 * Raises:
 *   Error: the browser cannot draw it.
 */
export async function pngOf(drawing: SVGSVGElement, background: string, title: string): Promise<Blob> {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [, , width = 720, height = 200] = (drawing.getAttribute("viewBox") ?? "").split(" ").map(Number);
  const originals = drawing.querySelectorAll("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, place) => {
    const style = getComputedStyle(originals[place]!);
    for (const property of PROPERTIES) element.style.setProperty(property, style.getPropertyValue(property));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = 2;
  const above = 44;
  canvas.width = (width + 32) * scale;
  canvas.height = (height + above + 16) * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.scale(scale, scale);
  context.fillStyle = background;
  context.fillRect(0, 0, width + 32, height + above + 16);
  const style = getComputedStyle(drawing);
  context.fillStyle = style.color;
  context.font = `500 16px ${style.fontFamily}`;
  context.fillText(title, 16, 28);
  context.drawImage(image, 16, above, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}
