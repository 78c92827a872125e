import type { Member, Shape, StructureShape } from "./shape.ts";
import { type TimeFormat, toText } from "./simple-values.ts";

/** `<name>` with a value in it, by its shape. Members that the shape does not have, and undefined ones, are left out. */
export function writeXml(name: string, shape: Shape, value: unknown, times: TimeFormat, attributes = ""): string {
  const content = shape.kind === "structure" ? structureContent(shape, value, times) : contentOf(shape, value, times);
  return element(name, attributes + attributesOf(shape, value, times), content);
}

/** The members of a structure as elements, without one around them. */
export function structureContent(shape: StructureShape, value: unknown, times: TimeFormat): string {
  let content = "";
  for (const member of shape.members) {
    const part = ownValue(value, member.name);
    if (part === undefined || part === null || member.xmlAttribute) continue;
    content += writeMember(member, part, times);
  }
  return content;
}

export function element(name: string, attributes: string, content: string): string {
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

/** Text for XML 1.0: what it cannot hold, as most control characters, becomes U+FFFD. */
export function escapeXml(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replace(unrepresentable, "\ufffd")
    .replace(/[&<>"'\r]/g, (character) => escapes[character as keyof typeof escapes]);
}

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\r": "&#xD;" } as const;
const special = /[&<>"'\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/;
const unrepresentable =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function writeMember(member: Member, value: unknown, times: TimeFormat): string {
  const name = member.xmlName ?? member.name;
  const { shape } = member;
  if (member.flattened && shape.kind === "list") {
    return items(value).reduce<string>((all, item) => all + writeXml(name, shape.item.shape, item, times), "");
  }
  if (member.flattened && shape.kind === "map") return entriesOf(name, shape.key, shape.value, value, times);
  return writeXml(name, shape, value, times, namespaceOf(member));
}

function contentOf(shape: Exclude<Shape, StructureShape>, value: unknown, times: TimeFormat): string {
  if (shape.kind === "list") {
    const name = shape.item.xmlName ?? "member";
    return items(value).reduce<string>((all, item) => all + writeXml(name, shape.item.shape, item, times), "");
  }
  if (shape.kind === "map") return entriesOf("entry", shape.key, shape.value, value, times);
  return escapeXml(toText(value, times, shape));
}

function entriesOf(name: string, key: Member, value: Member, map: unknown, times: TimeFormat): string {
  let content = "";
  for (const [each, part] of Object.entries(map ?? {})) {
    if (part === undefined || part === null) continue;
    const pair =
      writeXml(key.xmlName ?? "key", key.shape, each, times) +
      writeXml(value.xmlName ?? "value", value.shape, part, times);
    content += element(name, "", pair);
  }
  return content;
}

function attributesOf(shape: Shape, value: unknown, times: TimeFormat): string {
  if (shape.kind !== "structure") return "";
  let text = "";
  for (const member of shape.members) {
    const part = member.xmlAttribute ? ownValue(value, member.name) : undefined;
    if (part !== undefined) text += ` ${member.xmlName ?? member.name}="${escapeXml(toText(part, times))}"`;
  }
  return text;
}

function namespaceOf({ xmlNamespace }: Member): string {
  if (xmlNamespace === undefined) return "";
  const [prefix, uri] = xmlNamespace;
  return prefix === "" ? ` xmlns="${uri}"` : ` xmlns:${prefix}="${uri}"`;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function ownValue(value: unknown, name: string): unknown {
  // Outputs are made by the sandbox; what is no object has no members.
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
