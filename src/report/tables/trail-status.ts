import {
  type BucketSettingKind,
  type BucketStatus,
  blocksAllPublicAccess,
  type Json,
  type TrailStatusFacts,
} from "../../model/index.ts";
import { type Column, createTerminal, type Style, type TerminalOptions } from "../text/terminal.ts";
import { formatTime } from "../text/words.ts";

/** Trails as they are. */
export interface TrailStatusView {
  readonly account: string;
  /** The clock for ages, ISO 8601. */
  readonly now: string;
  readonly trails: readonly TrailStatusFacts[];
}

/** One block for each trail: what is recorded where, what was delivered when, and how the bucket is. */
export function renderTrailStatus(view: TrailStatusView, options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  if (view.trails.length === 0)
    return `${terminal.text(`Account ${view.account} has no trail.`, "strong").join("\n")}\n`;
  return view.trails
    .flatMap((trail) => {
      const rows = [...eventRows(trail), ...deliveryRows(trail, view.now), ...settingRows(trail)].map(
        ([what, state, note, style]) => [{ lines: [what] }, { lines: [state], style }, { lines: [note] }],
      );
      return [
        ...terminal.text(`Trail ${trail.name}: ${loggingWords(trail)}`, "strong"),
        ...terminal.text(trail.arn, "quiet"),
        ...terminal.table(columns, rows),
        ...trail.problems.flatMap(({ message }) => terminal.text(`Not read: ${message}`, "UNKNOWN")),
        "",
      ];
    })
    .join("\n");
}

type Row = readonly [what: string, state: string, note: string, style?: Style | undefined];

const columns: readonly Column[] = [{ header: "WHAT" }, { header: "IS" }, { header: "NOTE", flexible: true }];

function loggingWords({ isLogging, startedLogging, stoppedLogging }: TrailStatusFacts): string {
  if (isLogging === undefined) return "whether it logs is not known";
  const at = isLogging ? startedLogging : stoppedLogging;
  return `${isLogging ? "logging" : "NOT logging"}${at === undefined ? "" : ` since ${formatTime(at)}`}`;
}

function eventRows({
  recorded,
  regions,
  recordsGlobalServices,
  isLogging,
  insights,
}: TrailStatusFacts): readonly Row[] {
  const where = regions === "all" ? "all regions" : `${regions[0]} only`;
  const off = isLogging === false ? ", when it logs" : "";
  const rows = (recorded ?? []).map(
    ({ events, recorded: how, but }): Row => [
      events,
      how === "none" ? "not recorded" : `recorded${off}`,
      how === "none" ? "" : `${where}${but === undefined ? "" : `; ${but}`}`,
      how === "none" ? "quiet" : undefined,
    ],
  );
  const list = Array.isArray(insights) ? insights.map(String) : undefined;
  return [
    ...(recorded === undefined
      ? [["events", "not known", "the selectors could not be read", "UNKNOWN"] as const]
      : rows),
    [
      "IAM, STS, console sign-in",
      recordsGlobalServices ? "recorded" : "not recorded",
      recordsGlobalServices
        ? "as management events of us-east-1"
        : "they are in us-east-1, which this trail leaves out",
      recordsGlobalServices ? undefined : "FAIL",
    ],
    [
      "Insights",
      list === undefined ? "not known" : list.length === 0 ? "off" : "on",
      list?.join(", ") ?? "",
      list?.length === 0 ? "quiet" : undefined,
    ],
  ];
}

function deliveryRows({ deliveries }: TrailStatusFacts, now: string): readonly Row[] {
  return deliveries.map(({ what, latest, error }) => [
    what,
    error ?? (latest === undefined ? "none yet" : "delivered"),
    latest === undefined ? "" : `last ${formatTime(latest)}, ${age(latest, now)} ago`,
    error === undefined ? undefined : "FAIL",
  ]);
}

/** With a key that is not enabled nobody can read the log files, and CloudTrail cannot write any. */
function keyRow({ state, deletedAt, isRotated }: NonNullable<TrailStatusFacts["kmsKey"]>): Row {
  const when = deletedAt === undefined ? "" : `deleted at ${deletedAt}`;
  const rotation = isRotated === undefined ? "" : isRotated ? "rotated every year" : "not rotated";
  return ["key", state, when || rotation, state === "Enabled" ? undefined : "FAIL"];
}

function settingRows({ validation, kmsKeyId, kmsKey, bucket, isOrganizationTrail }: TrailStatusFacts): readonly Row[] {
  return [
    ["log file validation", validation ? "on" : "off", "", validation ? undefined : "FAIL"],
    ["encryption of log files", kmsKeyId === undefined ? "SSE-S3" : "SSE-KMS", kmsKeyId ?? ""],
    ...(kmsKey === undefined ? [] : [keyRow(kmsKey)]),
    ...(isOrganizationTrail ? [["organization", "all accounts", ""] as const] : []),
    bucketRow(bucket),
    ...policyRow(bucket),
    ...bucketRows(bucket),
  ];
}

function bucketRow({ name, prefix, place, isMadeForThisTrail }: BucketStatus): Row {
  const path = prefix === undefined ? name : `${name}/${prefix}`;
  if (place === undefined) return ["bucket", "not known", path, "UNKNOWN"];
  if (place === "free") return ["bucket", "gone", path, "FAIL"];
  if (place === "taken") return ["bucket", "not ours", `${path}: it is another account's, or hidden from you`, "FAIL"];
  return ["bucket", "there", `${path}, ${place.region}${isMadeForThisTrail === true ? ", made for this trail" : ""}`];
}

function policyRow({ isPinned }: BucketStatus): readonly Row[] {
  if (isPinned === undefined) return [];
  return [
    isPinned
      ? ["bucket policy", "pinned", "CloudTrail may write for this trail alone"]
      : ["bucket policy", "not pinned", "CloudTrail may write for other trails, too", "FAIL"],
  ];
}

function bucketRows({ states }: BucketStatus): readonly Row[] {
  const known = (kind: BucketSettingKind, words: (state: Json) => Row): readonly Row[] => {
    const { [kind]: state } = states;
    return state === undefined ? [] : [words(state)];
  };
  return [
    ...known("public-access-block", (state) =>
      blocksAllPublicAccess(state) ? ["public access", "blocked", ""] : ["public access", "not blocked", "", "FAIL"],
    ),
    ...known("versioning", (state) => ["versioning", state === "Enabled" ? "on" : "off", ""]),
    ...known("object-lock", (state) =>
      state === null ? ["Object Lock", "off", ""] : ["Object Lock", "on", JSON.stringify(state)],
    ),
    ...known("lifecycle", (state) =>
      state === null ? ["lifecycle", "none", "files are kept for ever"] : ["lifecycle", "set", ""],
    ),
  ];
}

/** `3 min`, `2 h`, `5 d`. */
function age(time: string, now: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(now) - Date.parse(time)) / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2 * 1440 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
