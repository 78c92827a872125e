/** What a database file holds; values are written as the smallest type that MaxMind's own databases use for them. */
export interface MmdbFile {
  readonly type: string;
  readonly ipVersion: 4 | 6;
  /** By network, such as `192.0.2.0/24`; IPv4 networks in a tree of IPv6 stand at `::/96`. */
  readonly records: { readonly [network: string]: MmdbValue };
}

export type MmdbValue = string | number | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

/** A node's two records: further nodes, offsets of data, or nothing. */
type Branch = [left: Branch | number | undefined, right: Branch | number | undefined];

/** Writes a MaxMind database. Source: MaxMind DB File Format Specification 2.0, record size 24. */
export function mmdb({ type, ipVersion, records }: MmdbFile): Buffer {
  const data: Buffer[] = [];
  let dataLength = 0;
  const root: Branch = [undefined, undefined];
  for (const [network, value] of Object.entries(records)) {
    const [bits, length] = bitsOf(network, ipVersion);
    insert(root, bits.slice(0, length), dataLength);
    const bytes = encoded(value);
    data.push(bytes);
    dataLength += bytes.length;
  }
  const nodes = nodesOf(root);
  const numbers = new Map(nodes.map((node, at) => [node, at]));
  const record = (side: Branch | number | undefined): number => {
    if (side === undefined) return nodes.length;
    return typeof side === "number" ? nodes.length + 16 + side : (numbers.get(side) ?? 0);
  };
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [at, [left, right]] of nodes.entries()) {
    tree.writeUIntBE(record(left), at * 6, 3);
    tree.writeUIntBE(record(right), at * 6 + 3, 3);
  }
  const metadata = {
    node_count: nodes.length,
    record_size: 24,
    ip_version: ipVersion,
    database_type: type,
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_767_225_600,
    languages: ["en"],
    description: { en: "Made for a test" },
  };
  const marker = Buffer.from("\u00ab\u00cd\u00efMaxMind.com", "latin1");
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, encoded(metadata)]);
}

function bitsOf(network: string, ipVersion: 4 | 6): readonly [bits: string, length: number] {
  const [address = "", length = ""] = network.split("/");
  if (address.includes(":")) return [ipv6Bits(address), Number(length)];
  const bits = address.split(".").map((byte) => Number(byte).toString(2).padStart(8, "0"));
  const before = ipVersion === 6 ? "0".repeat(96) : "";
  return [before + bits.join(""), before.length + Number(length)];
}

function ipv6Bits(address: string): string {
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const groups = [...head, ...new Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

function insert(root: Branch, bits: string, offset: number): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const side = bit === "1" ? 1 : 0;
    const next = node[side];
    const branch: Branch = Array.isArray(next) ? next : [undefined, undefined];
    node[side] = branch;
    node = branch;
  }
  node[bits.endsWith("1") ? 1 : 0] = offset;
}

function nodesOf(root: Branch): readonly Branch[] {
  const nodes = [root];
  // Grows while it is read.
  for (const node of nodes) nodes.push(...node.filter((side) => Array.isArray(side)));
  return nodes;
}

function encoded(value: MmdbValue): Buffer {
  if (typeof value === "string") return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === "number") return Number.isInteger(value) ? unsigned(value) : double(value);
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value);
  return Buffer.concat([control(7, entries.length), ...entries.flatMap((entry) => entry.map(encoded))]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  const from = bytes.findIndex((byte) => byte !== 0);
  const short = from < 0 ? Buffer.alloc(0) : bytes.subarray(from);
  return Buffer.concat([control(6, short.length), short]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return Buffer.concat([control(3, 8), bytes]);
}

/** Types above 7 are extended: a second byte says which. */
function control(type: number, size: number): Buffer {
  const [bits, more] = size < 29 ? [size, []] : [29, [size - 29]];
  return Buffer.from(type <= 7 ? [(type << 5) | bits, ...more] : [bits, type - 7, ...more]);
}
