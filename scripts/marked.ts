import { readFileSync, writeFileSync } from "node:fs";

/** Puts a text between the marks `<!-- name -->` and `<!-- /name -->` of a page. */
export function writeBetween(file: string, name: string, text: string): void {
  const page = readFileSync(file, "utf8");
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`no marks of ${name} in ${file}`);
  const before = page.slice(0, page.indexOf(begin) + begin.length);
  writeFileSync(file, `${before}\n\n${text}\n\n${page.slice(page.indexOf(end))}`);
}
