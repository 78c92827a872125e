/** Which log files of a bucket are wanted. */
export interface LogWindow {
  /** Of events, in milliseconds since 1970; the end is not part of it. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly regions?: readonly string[];
  readonly accounts?: readonly string[];
}

/** How deep a folder lies below `AWSLogs/`. */
export type FolderLevel = "above" | "accounts" | "kinds" | "regions" | "days" | "below";

/**
 * Where a folder (with its slash at the end, or empty) stands in `AWSLogs/[o-id/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/`.
 *
 * Source: CloudTrail User Guide, "Finding your CloudTrail log files".
 */
export function folderLevel(folder: string): FolderLevel {
  const names = namesBelow(folder);
  if (names === undefined) return "above";
  const inAccount = isOrganization(names[0]) ? names.slice(1) : names;
  const [account, kind, region, ...rest] = inAccount;
  if (account === undefined) return "accounts";
  if (!isAccount(account)) return "below";
  if (kind === undefined) return "kinds";
  if (!holdsEvents(kind)) return "below";
  if (region === undefined) return "regions";
  return rest.length === 0 ? "days" : "below";
}

/** Whether an account's folder for a kind of files holds events. Digests do not, other services have folders of their own. */
export function holdsEvents(kind: string): boolean {
  return kind !== "CloudTrail-Digest" && /^CloudTrail(-[A-Za-z]+)?$/.test(kind);
}

export function isAccount(name: string | undefined): boolean {
  return name !== undefined && /^\d{12}$/.test(name);
}

export function isOrganization(name: string | undefined): boolean {
  return name !== undefined && /^o-[a-z0-9]{10,32}$/.test(name);
}

/** What decides by a key alone whether the object may hold wanted events. Keys that do not tell are wanted. */
export function wantedKeys({ fromMs, toMs, regions, accounts }: LogWindow): (key: string) => boolean {
  const from = fromMs === undefined ? Number.NEGATIVE_INFINITY : fromMs - earlyMs;
  const to = toMs === undefined ? Number.POSITIVE_INFINITY : toMs + lateMs;
  return (key) => {
    const place = pathPattern.exec(key)?.groups ?? {};
    const { account, region, day } = place;
    if (account !== undefined && accounts !== undefined && !accounts.includes(account)) return false;
    if (region !== undefined && regions !== undefined && !regions.includes(region)) return false;
    const dayMs = dayStart(day ?? "");
    if (!Number.isNaN(dayMs) && (dayMs + oneDayMs <= from || dayMs > to)) return false;
    const delivered = deliveredAt(key);
    return delivered === undefined || (delivered >= from && delivered <= to);
  };
}

/** The days whose folders may hold wanted events, as `2026/11/21`; undefined: no limit. */
export function wantedDays({ fromMs, toMs }: LogWindow): {
  readonly first: string | undefined;
  readonly last: string | undefined;
} {
  return {
    first: fromMs === undefined ? undefined : dayPath(fromMs - earlyMs),
    last: toMs === undefined ? undefined : dayPath(toMs + lateMs),
  };
}

/** All days from one to the other, both included, as `2026/11/21`. Empty where one of them is no day. */
export function daysBetween(first: string, last: string): readonly string[] {
  const [from, to] = [dayStart(first), dayStart(last)];
  const days: string[] = [];
  for (let day = from; day <= to; day += oneDayMs) days.push(dayPath(day));
  return days;
}

/** `2026/11/21`, also of times that have no four-digit year. */
export function dayPath(ms: number): string {
  const time = new Date(Math.min(Math.max(ms, 0), lastTime));
  return time.toISOString().slice(0, 10).replaceAll("-", "/");
}

/** NaN: this is no day of the calendar. */
function dayStart(day: string): number {
  const [, year, month, date] = (/^(\d{4})\/(\d{2})\/(\d{2})$/.exec(day) ?? []).map(Number);
  if (year === undefined || month === undefined || date === undefined) return Number.NaN;
  const time = Date.UTC(year, month - 1, date);
  return dayPath(time) === day ? time : Number.NaN;
}

/** Names of folders below the last `AWSLogs/`. */
function namesBelow(folder: string): readonly string[] | undefined {
  const names = folder.split("/").slice(0, -1);
  const top = names.lastIndexOf("AWSLogs");
  return top === -1 ? undefined : names.slice(top + 1);
}

/** By the name of the file, milliseconds since 1970. */
function deliveredAt(key: string): number | undefined {
  const match = /_CloudTrail(?:-[A-Za-z]+)?_[a-z0-9-]+_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$/.exec(key);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute] = match;
  const time = dayStart(`${year}/${month}/${day}`) + Number(hour) * hourMs + Number(minute) * 60_000;
  return Number.isNaN(time) ? undefined : time;
}

const pathPattern =
  /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?(?<account>\d{12})\/CloudTrail(?:-[A-Za-z]+)?\/(?<region>[a-z0-9-]+)\/(?:(?<day>\d{4}\/\d{2}\/\d{2})\/)?/;

/** A file holds events from before its delivery; its name has whole minutes, and clocks differ. */
const earlyMs = 3_600_000;
const hourMs = 3_600_000;
/** CloudTrail delivers within 15 minutes, but not always. */
const lateMs = 86_400_000;
const oneDayMs = 86_400_000;
/** The end of the year 9999: keys have four digits for it. */
const lastTime = 253_402_300_799_000;
