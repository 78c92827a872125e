/** Siblings under an account's folder. */
export type LogFileKind = "CloudTrail" | "CloudTrail-Insight" | "CloudTrail-NetworkActivity";

/** What the key of a log file tells. */
export interface LogFileName {
  /** Before `AWSLogs/`, without a slash at its end; empty: none. */
  readonly prefix: string;
  /** `o-...` of an organization trail. */
  readonly organization?: string;
  /** Whose events it holds. */
  readonly account: string;
  readonly kind: LogFileKind;
  readonly region: string;
  /** Of delivery, ISO 8601 with whole minutes: `2026-11-21T20:05:00Z`. */
  readonly time: string;
  /** 16 letters and digits. */
  readonly unique: string;
}

/** What the key of a digest tells. */
export interface DigestFileName {
  readonly prefix: string;
  readonly organization?: string;
  readonly account: string;
  readonly region: string;
  /** Name of the trail, and the region where it was made. */
  readonly trail: string;
  readonly homeRegion: string;
  /** The digest's end, ISO 8601 with whole seconds. */
  readonly time: string;
  /** Names log files that their own digest had missed. */
  readonly backfill: boolean;
}

/** Source: CloudTrail User Guide, "Finding your CloudTrail log files". */
export function logFileKey({ kind, time, unique, ...place }: LogFileName): string {
  const { account, region } = place;
  return `${folder(place, kind, time)}/${account}_${kind}_${region}_${stamp(time).slice(0, 13)}Z_${unique}.json.gz`;
}

/** Undefined: not the key of a log file. Folder and name must tell the same account, region and day. */
export function parseLogFileKey(key: string): LogFileName | undefined {
  const parts = logPattern.exec(key)?.groups;
  if (parts === undefined) return undefined;
  const { prefix = "", organization, account = "", kind = "", region = "", stamp: text = "", unique = "" } = parts;
  const time = timeOf(`${text}00`);
  if (time === undefined || !isKind(kind)) return undefined;
  const name = { prefix, ...(organization !== undefined && { organization }), account, kind, region, time, unique };
  return logFileKey(name) === key ? name : undefined;
}

/** Source: CloudTrail User Guide, "CloudTrail digest file structure". */
export function digestFileKey({ trail, homeRegion, time, backfill, ...place }: DigestFileName): string {
  const { account, region } = place;
  const name = `${account}_CloudTrail-Digest_${region}_${trail}_${homeRegion}_${stamp(time)}Z`;
  return `${folder(place, "CloudTrail-Digest", time)}/${name}${backfill ? "_backfill" : ""}.json.gz`;
}

/** Undefined: not the key of a digest. */
export function parseDigestFileKey(key: string): DigestFileName | undefined {
  const parts = digestPattern.exec(key)?.groups;
  if (parts === undefined) return undefined;
  const {
    prefix = "",
    organization,
    account = "",
    region = "",
    trail = "",
    homeRegion = "",
    stamp: text = "",
    backfill,
  } = parts;
  const time = timeOf(text);
  if (time === undefined) return undefined;
  const name = {
    prefix,
    ...(organization !== undefined && { organization }),
    account,
    region,
    trail,
    homeRegion,
    time,
    backfill: backfill !== undefined,
  };
  return digestFileKey(name) === key ? name : undefined;
}

const folderPattern = String.raw`^(?:(?<prefix>.+)/)?AWSLogs/(?:(?<organization>o-[a-z0-9]{10,32})/)?(?<account>\d{12})`;
const dayPattern = String.raw`(?<region>[a-z0-9-]+)/\d{4}/\d{2}/\d{2}/\d{12}`;
const logPattern = new RegExp(
  String.raw`${folderPattern}/(?<kind>[A-Za-z-]+)/${dayPattern}_[A-Za-z-]+_[a-z0-9-]+_(?<stamp>\d{8}T\d{4})Z_(?<unique>[A-Za-z0-9]{16})\.json\.gz$`,
);
const digestPattern = new RegExp(
  String.raw`${folderPattern}/CloudTrail-Digest/${dayPattern}_CloudTrail-Digest_[a-z0-9-]+_(?<trail>[A-Za-z0-9._-]+)_(?<homeRegion>[a-z0-9-]+)_(?<stamp>\d{8}T\d{6})Z(?<backfill>_backfill)?\.json\.gz$`,
);

function folder(
  place: { readonly prefix: string; readonly organization?: string; readonly account: string; readonly region: string },
  kind: string,
  time: string,
): string {
  const { prefix, organization, account, region } = place;
  const day = time.slice(0, 10).replaceAll("-", "/");
  return [...(prefix === "" ? [] : [prefix]), "AWSLogs", organization ?? [], account, kind, region, day]
    .flat()
    .join("/");
}

/** `20261121T200500` */
function stamp(time: string): string {
  return time.slice(0, 19).replaceAll(/[-:]/g, "");
}

function timeOf(text: string): string | undefined {
  const time = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6Z");
  const instant = Date.parse(time);
  // A day such as 31 April would be taken as another one.
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 19) === time.slice(0, 19)
    ? time
    : undefined;
}

function isKind(kind: string): kind is LogFileKind {
  return kind === "CloudTrail" || kind === "CloudTrail-Insight" || kind === "CloudTrail-NetworkActivity";
}
