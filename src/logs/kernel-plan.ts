import type { ReadLimits } from "./limits.ts";
import { type Projection, rowWord } from "./record-rows.ts";

/** What the kernel is asked for, as bytes that it reads at the address `at`. */
export interface KernelPlan {
  readonly bytes: Buffer;
  readonly rowWords: number;
}

/** Undefined where the projection is more than the kernel has room for. One projection serves many files. */
export function kernelPlan(projection: Projection, at: number, room: number): KernelPlan | undefined {
  if (!plans.has(projection)) plans.set(projection, makePlan(projection, at, room));
  return plans.get(projection);
}

const plans = new WeakMap<Projection, KernelPlan | undefined>();

/** What each file may limit, as the words that stand at {@link limitsOffset} of a plan. */
export function kernelLimits(limits: ReadLimits): readonly [bytes: number, depth: number, space: number] {
  // The kernel keeps one bit for each open bracket, and more white space is left to whoever counts it.
  return [Math.min(limits.maxRecordBytes, 2 ** 31), Math.min(limits.maxDepth, 64), Math.min(limits.maxSpaceBytes, 256)];
}

export const limitsOffset = 64;

function makePlan(projection: Projection, at: number, room: number): KernelPlan | undefined {
  if (projection.paths.some((path) => path.length === 0 || path.length > maxSteps)) return undefined;
  const root = tree(projection.paths);
  const writer = createWriter(at, room);
  const rootAt = writeNode(writer, root);
  if (rootAt === undefined) return undefined;
  const rowWords = rowWord.fields + 2 * projection.paths.length;
  const { bytes, words } = writer;
  for (const [position, key] of secretKeys(projection.seed).entries()) bytes.writeBigUInt64LE(key, 8 * position);
  words.set([4 * rowWords, projection.seed, rootAt], (limitsOffset + 12) / 4);
  return { bytes: bytes.subarray(0, writer.used()), rowWords };
}

/** The kernel has room for so many objects around a field. */
const maxSteps = 32;

/** A key that is asked for. */
interface Entry {
  readonly key: Buffer;
  readonly depth: number;
  /** Positions of the paths that end here, and of those that go on. */
  readonly ends: number[];
  readonly children: Map<string, Entry>;
  role: number;
  /** 1: a record with this key is not taken; 2: only where an object may be something else than a record. */
  declines: number;
}

type Node = ReadonlyMap<string, Entry>;

/** The paths by their first steps, with the fields that every row has. */
function tree(paths: readonly (readonly string[])[]): Node {
  const root = new Map<string, Entry>();
  for (const [position, role] of roles.entries()) entryOf(root, role, 1).role = position + 1;
  for (const key of otherForms) entryOf(root, key, 1).declines = 2;
  for (const [position, path] of paths.entries()) {
    let node = root;
    let entry: Entry | undefined;
    for (const [before, step] of path.entries()) {
      entry = entryOf(node, step, before + 1);
      node = entry.children;
    }
    entry?.ends.push(position);
  }
  return root;
}

const needsEscape = /["\\\u0000-\u001f]/;

/** By their number in the kernel, from 1. */
const roles: readonly string[] = ["eventID", "eventTime", "eventSource", "eventName", "errorCode", "errorMessage"];

/** Keys of what may be no record, or hold it. */
const otherForms: readonly string[] = [
  "Records",
  "Events",
  "CloudTrailEvent",
  "detail-type",
  "digestStartTime",
  "logFiles",
];

function entryOf(node: Map<string, Entry>, key: string, depth: number): Entry {
  const known = node.get(key);
  if (known !== undefined) return known;
  // A key with a dot can spell a path.
  const declines = key.includes(".") ? 1 : 0;
  // In JSON such a key has an escape, and records with escapes in keys are not taken; as it is here, it stands nowhere.
  const text = needsEscape.test(key) ? `\0${key}` : key;
  const entry: Entry = { key: Buffer.from(text), depth, ends: [], children: new Map(), role: 0, declines };
  node.set(key, entry);
  return entry;
}

interface Writer {
  readonly bytes: Buffer;
  /** The same memory. Buffer has methods for this, which take ten times as long until they are optimised. */
  readonly words: Uint32Array;
  /** Address of so many fresh bytes, with the offset of it in the bytes; undefined when there is no more room. */
  take(size: number): { readonly address: number; readonly offset: number } | undefined;
  used(): number;
}

function createWriter(at: number, room: number): Writer {
  const bytes = Buffer.from(new ArrayBuffer(room));
  let used = 1024;
  return {
    bytes,
    words: new Uint32Array(bytes.buffer),
    take(size) {
      const offset = used;
      // Keys are read eight bytes at a time.
      if (offset + size + 64 > room) return undefined;
      used += Math.ceil(size / 16) * 16;
      return { address: at + offset, offset };
    },
    used: () => used,
  };
}

/** Its address. */
function writeNode(writer: Writer, node: Node): number | undefined {
  const place = writer.take(64 * 4);
  if (place === undefined) return undefined;
  const { words } = writer;
  for (const entry of node.values()) {
    const slot = place.offset / 4 + slotOf(entry.key);
    const next = words[slot] ?? 0;
    const address = writeEntry(writer, entry, next);
    if (address === undefined) return undefined;
    words[slot] = address;
  }
  return place.address;
}

function writeEntry(writer: Writer, entry: Entry, next: number): number | undefined {
  const fields = [...entry.ends, ...below(entry)];
  const child = entry.children.size === 0 ? 0 : writeNode(writer, entry.children);
  const place = writer.take(64);
  const key = writer.take(entry.key.length);
  const list = writer.take(4 * fields.length);
  if (child === undefined || place === undefined || key === undefined || list === undefined) return undefined;
  const { bytes, words } = writer;
  entry.key.copy(bytes, key.offset);
  words.set(
    fields.map((field) => 8 * field),
    list.offset / 4,
  );
  // The first eight bytes and the last, zeros where it is shorter.
  entry.key.copy(bytes, place.offset, 0, 8);
  entry.key.copy(bytes, place.offset + 8, Math.max(0, entry.key.length - 8));
  const rest = [
    entry.key.length,
    next,
    key.address,
    entry.role,
    child,
    0,
    entry.depth,
    list.address,
    entry.ends.length,
    fields.length,
    entry.declines,
  ];
  words.set(rest, place.offset / 4 + 4);
  return place.address;
}

/** Positions of the paths that go on below an entry. */
function below(entry: Entry): readonly number[] {
  return [...entry.children.values()].flatMap((child) => [...child.ends, ...below(child)]);
}

/** As the kernel does, by the first eight bytes. */
function slotOf(key: Buffer): number {
  const head = Buffer.alloc(8);
  key.copy(head);
  return (Math.imul(head.readInt32LE(0), 0x9e3779b1) ^ Math.imul(head.readInt32LE(4), 0x85ebca77)) >>> 26;
}

const word64 = 0xffff_ffff_ffff_ffffn;

/** Numbers whose halves are odd, and which follow from the seed. Source: SplitMix64 (Steele, Lea, Flood, 2014). */
function secretKeys(seed: number): readonly bigint[] {
  let state = BigInt(seed >>> 0);
  return Array.from({ length: 8 }, () => {
    state = (state + 0x9e3779b97f4a7c15n) & word64;
    let v = state;
    v = ((v ^ (v >> 30n)) * 0xbf58476d1ce4e5b9n) & word64;
    v = ((v ^ (v >> 27n)) * 0x94d049bb133111ebn) & word64;
    return (v ^ (v >> 31n)) | 0x1_0000_0001n;
  });
}
