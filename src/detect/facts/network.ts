import { type Address, parseAddress } from "../../sigma/index.ts";

/** An address as one text of many that mean the same: IPv6 in lower case without leading zeros, IPv4 within IPv6 as IPv4. */
export function canonicalAddress(text: string): string | undefined {
  const address = unmapped(text);
  return address && textOf(address);
}

/** The /24 of an IPv4 address, the /48 of an IPv6 address: about what one site has. Undefined for text that is no address. */
export function networkOf(text: string): string | undefined {
  const address = unmapped(text);
  if (address === undefined) return undefined;
  const bytes = address.length === 4 ? 3 : 6;
  const first = address.map((byte, index) => (index < bytes ? byte : 0));
  return `${textOf(first)}/${bytes * 8}`;
}

/** True for addresses that mean something else in every network, so that no database can place them. */
export function isPrivateAddress(text: string): boolean {
  const address = unmapped(text);
  if (address === undefined) return false;
  const [first = 0, second = 0] = address;
  if (address.length === 4) return isPrivateIpv4(first, second);
  // Unique local fc00::/7, link-local fe80::/10, multicast ff00::/8, and `::` and `::1`.
  const isLocal = (first & 0xfe) === 0xfc || (first === 0xfe && (second & 0xc0) === 0x80) || first === 0xff;
  return isLocal || address.every((byte, index) => byte === 0 || (index === 15 && byte === 1));
}

/** Source: IANA IPv4 Special-Purpose Address Registry; the networks of examples are left out. */
function isPrivateIpv4(first: number, second: number): boolean {
  switch (first) {
    case 0:
    case 10:
    case 127:
      return true;
    case 100:
      return second >= 64 && second < 128;
    case 169:
      return second === 254;
    case 172:
      return second >= 16 && second < 32;
    case 192:
      return second === 168;
    default:
      return first >= 224;
  }
}

/** `::ffff:192.0.2.1` is 192.0.2.1. */
function unmapped(text: string): Address | undefined {
  const address = parseAddress(text);
  const isMapped =
    address?.length === 16 && address.every((byte, index) => index > 11 || byte === (index < 10 ? 0 : 0xff));
  return isMapped ? address?.slice(12) : address;
}

function textOf(address: Address): string {
  if (address.length === 4) return address.join(".");
  const groups = Array.from({ length: 8 }, (_, at) => ((address[2 * at] ?? 0) << 8) | (address[2 * at + 1] ?? 0));
  const zeros = longestZeros(groups);
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return zeros.length < 2 ? text(0, 8) : `${text(0, zeros.from)}::${text(zeros.from + zeros.length, 8)}`;
}

/** The first of the longest runs, as RFC 5952 section 4.2.3 asks. */
function longestZeros(groups: readonly number[]): { readonly from: number; readonly length: number } {
  let best = { from: 0, length: 0 };
  let length = 0;
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { from: index + 1 - length, length };
  }
  return best;
}
