/** One element of a document, in the order in which they begin. */
export interface XmlElement {
  /** Without its prefix: `Attribute` of `saml2:Attribute`. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** All text in it, trimmed. */
  readonly text: string;
  /** Index of the element that it stands in; -1 for the first. */
  readonly parent: number;
}

/**
 * The elements of a small XML document, read from front to back once. Undefined of what is not well-formed, of documents with a
 * type of their own (their entities could be anything), and of more than 2,000 elements.
 */
export function xmlElements(xml: string): readonly XmlElement[] | undefined {
  if (xml.includes("<!DOCTYPE") || xml.includes("<![CDATA[")) return undefined;
  const elements: Growing[] = [];
  const open: number[] = [];
  let at = 0;
  while (at < xml.length) {
    const start = xml.indexOf("<", at);
    const text = xml.slice(at, start < 0 ? undefined : start);
    for (const index of open) elements[index]?.texts.push(text);
    if (start < 0) break;
    const end = endOfTag(xml, start);
    if (end < 0 || elements.length > maxElements || !takeTag(xml.slice(start, end), elements, open)) return undefined;
    at = end;
  }
  if (open.length > 0 || elements.length === 0) return undefined;
  return elements.map(({ texts, ...element }) => ({ ...element, text: decoded(texts.join("")).trim() }));
}

type Growing = Omit<XmlElement, "text"> & { readonly texts: string[] };

const maxElements = 2000;

/** Behind the tag that starts here; quotes may hide a `>`. */
function endOfTag(xml: string, start: number): number {
  if (xml.startsWith("<!--", start)) return after(xml.indexOf("-->", start + 4), 3);
  if (xml.startsWith("<?", start)) return after(xml.indexOf("?>", start + 2), 2);
  let quote = "";
  for (let at = start; at < xml.length; at += 1) {
    const letter = xml.charAt(at);
    if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return at + 1;
  }
  return -1;
}

function after(found: number, length: number): number {
  return found < 0 ? -1 : found + length;
}

function takeTag(tag: string, elements: Growing[], open: number[]): boolean {
  if (tag.startsWith("<!--") || tag.startsWith("<?")) return true;
  const name = /^<\/?(?:[\w.-]+:)?([\w.-]+)/.exec(tag)?.[1];
  if (name === undefined) return false;
  if (tag.startsWith("</")) return elements[open.pop() ?? -1]?.name === name;
  elements.push({ name, attributes: attributesOf(tag), texts: [], parent: open.at(-1) ?? -1 });
  if (!tag.endsWith("/>")) open.push(elements.length - 1);
  return true;
}

function attributesOf(tag: string): ReadonlyMap<string, string> {
  const found = tag.matchAll(/\s([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return new Map([...found].map(([, name = "", double, single]) => [name, decoded(double ?? single ?? "")]));
}

function decoded(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_all, name: string) => entities.get(name) ?? "");
}

const entities: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);
