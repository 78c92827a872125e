import type { Member, Shape } from "./shape.ts";
import { fromText } from "./simple-values.ts";
import { WireFault } from "./wire-fault.ts";
import type { XmlElement } from "./xml-parse.ts";

/**
 * The value that an element holds, by its shape. Elements that the shape does not know are passed over, as AWS does.
 *
 * @throws {@link WireFault} where text is no number, date or truth value
 */
export function readXml(shape: Shape, element: XmlElement): unknown {
  switch (shape.kind) {
    case "structure":
      return readMembers(shape.members, element);
    case "list":
      return childrenOf(element, shape.item.xmlName ?? "member").map((child) => readXml(shape.item.shape, child));
    case "map":
      return readEntries(shape.key, shape.value, childrenOf(element, "entry"));
    default: {
      const value = fromText(shape, element.text);
      if (value === undefined) throw new WireFault(element.name, `no ${shape.kind}: ${element.text.slice(0, 100)}`);
      return value;
    }
  }
}

/** The members of a structure that are children or attributes of the element. */
export function readMembers(members: readonly Member[], element: XmlElement): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const member of members) {
    const value = readMember(member, element);
    if (value !== undefined) structure[member.name] = value;
  }
  return structure;
}

function readMember(member: Member, element: XmlElement): unknown {
  const name = member.xmlName ?? member.name;
  if (member.xmlAttribute) return element.attributes.get(name);
  const found = childrenOf(element, name);
  const [first] = found;
  if (first === undefined) return undefined;
  const { shape } = member;
  if (member.flattened && shape.kind === "list") return found.map((child) => readXml(shape.item.shape, child));
  if (member.flattened && shape.kind === "map") return readEntries(shape.key, shape.value, found);
  return readXml(shape, first);
}

function readEntries(key: Member, value: Member, entries: readonly XmlElement[]): Record<string, unknown> {
  const map: Record<string, unknown> = Object.create(null);
  for (const entry of entries) {
    const [keyElement] = childrenOf(entry, key.xmlName ?? "key");
    const [valueElement] = childrenOf(entry, value.xmlName ?? "value");
    if (keyElement !== undefined && valueElement !== undefined) {
      map[keyElement.text] = readXml(value.shape, valueElement);
    }
  }
  return map;
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
