import type { Member, Shape } from "./shape.ts";
import { fromText } from "./simple-values.ts";
import { WireFault } from "./wire-fault.ts";

/**
 * The input of an awsQuery operation from its form: `Tags.member.1.Key=team`. Fields that the shape does not know are passed over.
 *
 * @throws {@link WireFault} where the form does not fit the shape
 */
export function readForm(shape: Shape, fields: Iterable<readonly [name: string, value: string]>): unknown {
  return read(shape, treeOf(fields), "");
}

/** Fields by the parts of their names. */
interface Node {
  value: string | undefined;
  readonly parts: Map<string, Node>;
}

function treeOf(fields: Iterable<readonly [name: string, value: string]>): Node {
  const root = newNode();
  let nodes = 0;
  for (const [name, value] of fields) {
    let node = root;
    for (const part of name.split(".")) {
      let next = node.parts.get(part);
      if (next === undefined) {
        if (nodes++ > maxNodes) throw new WireFault("", "too many fields");
        next = newNode();
        node.parts.set(part, next);
      }
      node = next;
    }
    node.value ??= value;
  }
  return root;
}

const maxNodes = 200_000;

function newNode(): Node {
  return { value: undefined, parts: new Map() };
}

function read(shape: Shape, node: Node, path: string): unknown {
  switch (shape.kind) {
    case "structure":
      return readStructure(shape.members, node, path);
    case "list":
      return numbered(node, shape.item.xmlName ?? "member", path).map(([index, item]) =>
        read(shape.item.shape, item, `${path}.${index}.member`),
      );
    case "map":
      return readMap(shape.key, shape.value, numbered(node, "entry", path), path);
    default: {
      if (node.value === undefined || node.parts.size > 0)
        throw new WireFault(path, "Unexpected list element termination");
      const value = fromText(shape, node.value);
      if (value === undefined) throw new WireFault(path, `${node.value.slice(0, 100)} is no ${shape.kind}`);
      return value;
    }
  }
}

function readStructure(members: readonly Member[], node: Node, path: string): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const member of members) {
    const part = node.parts.get(member.xmlName ?? member.name);
    if (part !== undefined)
      structure[member.name] = read(member.shape, part, path === "" ? member.name : `${path}.${member.name}`);
  }
  return structure;
}

function readMap(key: Member, value: Member, entries: readonly Numbered[], path: string): Record<string, unknown> {
  const map: Record<string, unknown> = Object.create(null);
  for (const [index, entry] of entries) {
    const keyNode = entry.parts.get(key.xmlName ?? "key");
    const valueNode = entry.parts.get(value.xmlName ?? "value");
    if (keyNode?.value === undefined || valueNode === undefined)
      throw new WireFault(`${path}.${index}`, "no key or value");
    map[keyNode.value] = read(value.shape, valueNode, `${path}.${index}.value`);
  }
  return map;
}

type Numbered = readonly [index: number, node: Node];

/** `member.1`, `member.2`; clients may number from where they like. `Tags=` alone is an empty list. */
function numbered(node: Node, word: string, path: string): readonly Numbered[] {
  if (node.value === "" && node.parts.size === 0) return [];
  const list = node.parts.get(word);
  if (list === undefined || list.value !== undefined || node.value !== undefined) {
    throw new WireFault(path, "Top level element may not be treated as a list");
  }
  return [...list.parts]
    .map(([index, part]) => {
      if (!/^\d{1,9}$/.test(index)) throw new WireFault(path, "Key is not a valid positive integer");
      return [Number(index), part] as const;
    })
    .sort(([a], [b]) => a - b);
}
