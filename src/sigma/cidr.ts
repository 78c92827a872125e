/** Bytes of an address: 4 for IPv4, 16 for IPv6. */
export type Address = readonly number[];

export interface Network {
  /** The first address, as the rule writes it. */
  readonly network: string;
  readonly prefixLength: number;
}

/** Reads `10.0.0.0/8` or `2001:db8::/32`; a lone address is a network of its own. Says what is wrong with others. */
export function parseNetwork(text: string): Network | { readonly wrong: string } {
  const [network = "", prefix, ...rest] = text.split("/");
  const address = parseAddress(network);
  if (address === undefined || rest.length > 0) return { wrong: "it is no IPv4 or IPv6 network such as 10.0.0.0/8" };
  const bits = address.length * 8;
  const prefixLength = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (prefixLength < 0 || prefixLength > bits) return { wrong: `the prefix length must lie between 0 and ${bits}` };
  if (!hasPrefix(address, mask(address, prefixLength), bits)) {
    return { wrong: `the address has bits set behind its first ${prefixLength}` };
  }
  return { network, prefixLength };
}

/** False for text that is no address, such as the name of an AWS service. */
export function networkTest({ network, prefixLength }: Network): (text: string) => boolean {
  const first = parseAddress(network) ?? [];
  return (text) => {
    const address = parseAddress(text);
    return address !== undefined && address.length === first.length && hasPrefix(address, first, prefixLength);
  };
}

/** Undefined when `text` is no address. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split(".");
  const isAddress =
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return isAddress ? parts.map(Number) : undefined;
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 14) return undefined;
  return [...head, ...new Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

/** The bytes of groups between colons; the last may be an IPv4 address. */
function groupsOf(text: string): Address | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const ipv4 = index === groups.length - 1 && group.includes(".") ? parseIpv4(group) : undefined;
    if (ipv4 !== undefined) bytes.push(...ipv4);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}

function hasPrefix(address: Address, first: Address, bits: number): boolean {
  return address.every((byte, index) => {
    const left = Math.min(8, Math.max(0, bits - index * 8));
    return byte >> (8 - left) === (first[index] ?? 0) >> (8 - left);
  });
}

function mask(address: Address, bits: number): Address {
  return address.map((byte, index) => {
    const left = Math.min(8, Math.max(0, bits - index * 8));
    return byte & (0xff << (8 - left)) & 0xff;
  });
}
