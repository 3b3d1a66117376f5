import type { Plugin } from "vite";

/** Return the text of a style sheet without comments and needless white space. */
function minifyCss(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;\}/g, "}");
}

/** Return the text of an HTML template without its line breaks: none between tags, one space between words. */
function minifyHtml(text: string): string {
  return text
    .replace(/>\s*\n\s*</g, "><")
    .replace(/>\s*\n\s*$/, ">")
    .replace(/^\s*\n\s*</, "<")
    .replace(/\s*\n\s*/g, " ");
}

/** Return a script whose `html`, `svg` and `css` templates are written tightly; the rest is left as it is. */
export function withTightTemplates(code: string): string {
  let out = "";
  let at = 0;
  // For each template that is open: how to write its text, and the depth of braces of the expression in it.
  const open: { write: (text: string) => string; depth: number }[] = [];

  /** Copy the text of the innermost template up to its end or its next expression. */
  function copyText(): void {
    const template = open.at(-1);
    const start = at;
    while (at < code.length && code[at] !== "`" && !(code[at] === "$" && code[at + 1] === "{")) {
      at += code[at] === "\\" ? 2 : 1;
    }
    out += template?.write(code.slice(start, at)) ?? "";
    if (code[at] === "`") {
      out += "`";
      at += 1;
      open.pop();
    } else {
      out += "${";
      at += 2;
      if (template) template.depth = 1;
    }
  }

  while (at < code.length) {
    const rest = code.slice(at, at + 2);
    const char = rest[0] ?? "";
    const template = open.at(-1);
    if (rest === "//" || rest === "/*") {
      const end = code.indexOf(rest === "//" ? "\n" : "*/", at + 2);
      const next = end < 0 ? code.length : end + (rest === "//" ? 0 : 2);
      out += code.slice(at, next);
      at = next;
    } else if (char === '"' || char === "'") {
      const start = at;
      at += 1;
      while (at < code.length && code[at] !== char) at += code[at] === "\\" ? 2 : 1;
      at += 1;
      out += code.slice(start, at);
    } else if (char === "`") {
      const tag = /\b(html|svg|css)$/.exec(out.slice(-8))?.[1];
      open.push({ write: tag === "css" ? minifyCss : tag ? minifyHtml : (text) => text, depth: 0 });
      out += "`";
      at += 1;
      copyText();
    } else {
      out += char;
      at += 1;
      if (template && char === "{") template.depth += 1;
      if (template && char === "}") {
        template.depth -= 1;
        if (template.depth === 0) copyText();
      }
    }
  }
  return out;
}

/** Take the indentation out of templates: a minifier of scripts leaves text as it is. */
export function minifyTemplates(): Plugin {
  return {
    name: "minify-templates",
    apply: "build",
    enforce: "pre",
    transform: (code, id) => (/\/src\/.*\.ts$/.test(id) ? { code: withTightTemplates(code), map: null } : null),
  };
}
