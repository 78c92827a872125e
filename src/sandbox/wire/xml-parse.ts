/** An element with what a service looks at; comments and processing instructions are gone. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** By name as written: `xsi:type`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly in it. */
  readonly text: string;
}

/** Why a text is no XML. */
export class XmlFault extends Error {}

/**
 * Reads one document, strictly. A document type is refused: with it go entities that grow or reach outside.
 *
 * @throws {@link XmlFault}
 */
export function parseXml(source: string): XmlElement {
  // What is around the document is an element as well, so that its content needs no rules of its own.
  const document: Building = { qualified: "", name: "", attributes: new Map(), children: [], text: "" };
  const open = [document];
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < source.length) {
    const token = nextToken(source, at);
    at = token.end;
    apply(token, open);
  }
  const [root, another] = document.children;
  if (open.length > 1 || root === undefined) throw new XmlFault("the document ends before its root element does");
  if (another !== undefined || document.text.trim() !== "") throw new XmlFault("more than one root element");
  return root;
}

function apply(token: Token, open: Building[]): void {
  const current = open.at(-1);
  if (current === undefined || token.kind === "nothing") return;
  if (token.kind === "text") {
    current.text += token.text;
  } else if (token.kind === "open") {
    if (open.length > maxDepth) throw new XmlFault("elements nested too deep");
    const { name, attributes } = token;
    const element: Building = { qualified: name, name: localName(name), attributes, children: [], text: "" };
    current.children.push(element);
    if (!token.selfClosed) open.push(element);
  } else if (open.pop()?.qualified !== token.name) {
    throw new XmlFault(`</${token.name}> closes nothing`);
  }
}

const maxDepth = 64;

interface Building {
  readonly qualified: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

type Token = { readonly end: number } & (
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "open";
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly selfClosed: boolean;
    }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "nothing" }
);

function nextToken(source: string, at: number): Token {
  if (source[at] !== "<") {
    const next = source.indexOf("<", at);
    const end = next === -1 ? source.length : next;
    return { kind: "text", text: unescaped(source.slice(at, end)), end };
  }
  if (source.startsWith("<![CDATA[", at)) {
    const end = endOf(source, "]]>", at);
    return { kind: "text", text: source.slice(at + 9, end - 3), end };
  }
  if (source.startsWith("<!--", at)) return { kind: "nothing", end: endOf(source, "-->", at + 4) };
  if (source.startsWith("<?", at)) return { kind: "nothing", end: endOf(source, "?>", at) };
  if (source.startsWith("</", at)) {
    const end = endOf(source, ">", at);
    return { kind: "close", name: source.slice(at + 2, end - 1).trimEnd(), end };
  }
  return openTag(source, at);
}

function openTag(source: string, at: number): Token {
  namePattern.lastIndex = at + 1;
  const name = namePattern.exec(source)?.[0];
  if (name === undefined) throw new XmlFault("< begins no element");
  const attributes = new Map<string, string>();
  let end = at + 1 + name.length;
  for (;;) {
    attributePattern.lastIndex = end;
    const match = attributePattern.exec(source);
    if (match === null) break;
    const [whole, key = "", doubleQuoted, singleQuoted = ""] = match;
    if (attributes.has(key)) throw new XmlFault(`attribute ${key} twice`);
    attributes.set(key, unescaped(doubleQuoted ?? singleQuoted));
    end += whole.length;
  }
  closePattern.lastIndex = end;
  const close = closePattern.exec(source)?.[0];
  if (close === undefined) throw new XmlFault(`<${name}> does not end`);
  return { kind: "open", name, attributes, selfClosed: close.endsWith("/>"), end: end + close.length };
}

const namePattern = /[\p{L}_][\p{L}\p{N}._:-]*/uy;
const attributePattern = /\s+([\p{L}_][\p{L}\p{N}._:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/uy;
const closePattern = /\s*\/?>/y;

function endOf(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  if (at === -1) throw new XmlFault(`${mark} is missing`);
  return at + mark.length;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function unescaped(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));|&/g, (_all, hex, decimal, name) => {
    const plain = name === undefined ? undefined : entities.get(name);
    if (plain !== undefined) return plain;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (!(code > 0 && code <= 0x10ffff)) throw new XmlFault("an & that stands for nothing");
    return String.fromCodePoint(code);
  });
}

const entities: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);
