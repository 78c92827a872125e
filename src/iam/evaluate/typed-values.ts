/** Numbers as policies write them: `10`, `-2.5`, `1e3`. */
export function parseNumber(text: string): number | undefined {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
}

/**
 * Milliseconds since 1970 of an ISO 8601 date in one of W3C's forms (a year up to fractions of a second; UTC where no
 * zone is given), or of seconds since 1970. Four digits are a year.
 *
 * Source: IAM User Guide, "Date condition operators"; W3C note "Date and Time Formats".
 */
export function parseDate(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^-?\d{5,}(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  const match = isoDate.exec(trimmed);
  if (match === null) return undefined;
  const [, date = "", time, zone] = match;
  const milliseconds = Date.parse(time === undefined ? date : `${date}T${time}${zone ?? "Z"}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

const isoDate = /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/;

export function parseBool(text: string): boolean | undefined {
  const lower = text.trim().toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}

/** Base64 in its one usual form, so that equal bytes are equal text. */
export function parseBase64(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(trimmed)) return undefined;
  return Buffer.from(trimmed, "base64").toString("base64");
}

/** The first `prefix` bits of these bytes: 4 of IPv4, 16 of IPv6. */
export interface IpRange {
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** CIDR, or an address that stands for itself. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", length, ...more] = text.trim().split("/");
  const bytes = parseIp(address);
  if (bytes === undefined || more.length > 0) return undefined;
  const most = bytes.length * 8;
  if (length === undefined) return { bytes, prefix: most };
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : most + 1;
  return prefix > most ? undefined : { bytes, prefix };
}

/** The bytes of an IPv4 or IPv6 address. */
export function parseIp(text: string): readonly number[] | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** Addresses of the other family are outside. */
export function rangeHolds({ bytes, prefix }: IpRange, address: readonly number[]): boolean {
  if (bytes.length !== address.length) return false;
  for (let bit = 0, index = 0; bit < prefix; bit += 8, index += 1) {
    const shift = Math.max(0, 8 - (prefix - bit));
    if ((bytes[index] ?? 0) >> shift !== (address[index] ?? 0) >> shift) return false;
  }
  return true;
}

function parseIpv4(text: string): readonly number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groups);
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 14) return undefined;
  return [...head, ...Array.from({ length: 16 - head.length - tail.length }, () => 0), ...tail];
}

/** Bytes of `2001:db8`; the last group may be an IPv4 address. */
function groups(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 && part.includes(".") ? parseIpv4(part) : undefined;
    if (four !== undefined) bytes.push(...four);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255);
    else return undefined;
  }
  return bytes;
}
