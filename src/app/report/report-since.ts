import {
  type Finding,
  type FindingStatus,
  isJsonObject,
  type Json,
  type JsonObject,
  ownObject,
  ownText,
  ownValue,
  type Severity,
  severities,
} from "../../model/index.ts";
import type { EarlierFinding, SinceLast } from "../../report/index.ts";
import { type BaselineItem, baselineItems, baselineText } from "../gate.ts";

/** An earlier result, to be compared with one of now. */
export interface EarlierResult {
  readonly source: string;
  readonly asOf?: string;
  readonly account?: string;
  /** False: rules were not asked then, so that no detection is new. */
  readonly hasRules: boolean;
  /** Those that failed then. */
  readonly failed: readonly Omit<EarlierFinding, "now">[];
  readonly notes: readonly string[];
}

/** Reads a saved `json` or `jsonl` result. Throws a Problem where it is none. */
export function readEarlierResult(file: string): EarlierResult {
  const text = baselineText(file);
  const items = baselineItems(text, file);
  const head = headOf(text);
  const asOf = textIn(head, "asOf");
  const account = items
    .map(({ saved }) => textIn(saved, "account"))
    .find((found) => found !== undefined && found !== "");
  const isRule = ({ saved }: BaselineItem): boolean =>
    saved["kind"] === "detection" || textIn(objectIn(saved, "source"), "type") === "rule";
  const hasRules = ["detect", "demo", "report"].includes(textIn(head, "kind") ?? "") || items.some(isRule);
  const hidden = numberIn(objectIn(head, "summary"), "hidden");
  return {
    source: file,
    ...(asOf !== undefined && { asOf }),
    ...(account !== undefined && { account }),
    hasRules,
    failed: items.filter(({ fails }) => fails).map(({ uid, saved }) => earlierOf(uid, saved)),
    notes: [
      ...(hidden > 0
        ? [`A filter had left out ${hidden} findings of the earlier result: some that look new may not be.`]
        : []),
      ...(hasRules ? [] : [noRules]),
    ],
  };
}

/** The same of findings that were made from an earlier snapshot. */
export function earlierResult(
  source: string,
  asOf: string,
  account: string,
  findings: readonly Finding[],
): EarlierResult {
  const failed = findings.filter(({ status }) => status === "FAIL");
  return {
    source,
    asOf,
    account,
    hasRules: false,
    failed: failed.map(({ uid, severity, source: { id }, title, resource: { type, name } }) => ({
      uid,
      severity,
      sourceId: id,
      title,
      resource: named(type, name),
    })),
    notes: [noRules],
  };
}

/**
 * What is new, what is gone and what nobody can say. A finding that is UNKNOWN now, or whose check was not asked, is never fixed; one
 * of a rule only tells that the logs of now do not show it.
 */
export function sinceLast(earlier: EarlierResult, now: readonly Finding[], account: string): SinceLast {
  const before = new Set(earlier.failed.map(({ uid }) => uid));
  const failing = now.filter(({ status }) => status === "FAIL");
  const comparable = failing.filter(({ source }) => earlier.hasRules || source.type !== "rule");
  const statuses = new Map(now.map(({ uid, status }) => [uid, status]));
  const answered = answeredSources(now);
  const gone = earlier.failed
    .filter(({ uid }) => statuses.get(uid) !== "FAIL")
    .map((finding) => ({ ...finding, ...fate(finding, statuses.get(finding.uid), answered) }));
  const of = (wanted: Fate["fate"]): readonly EarlierFinding[] =>
    gone.filter(({ fate: is }) => is === wanted).map(({ fate: _fate, ...finding }) => finding);
  return {
    source: earlier.source,
    ...(earlier.asOf !== undefined && { asOf: earlier.asOf }),
    added: comparable.filter(({ uid }) => !before.has(uid)).map(({ uid }) => uid),
    still: comparable.filter(({ uid }) => before.has(uid)).map(({ uid }) => uid),
    fixed: of("fixed"),
    unclear: of("unclear"),
    suppressed: of("suppressed"),
    notes: [
      ...(earlier.account !== undefined && account !== "" && earlier.account !== account
        ? [`The earlier result is of account ${earlier.account}: everything looks new.`]
        : []),
      ...earlier.notes,
    ],
  };
}

const noRules = "Rules were not asked of that time: detections are not compared.";

interface Fate {
  readonly fate: "fixed" | "unclear" | "suppressed";
  readonly now: string;
}

function fate(
  { sourceId }: Omit<EarlierFinding, "now">,
  status: FindingStatus | undefined,
  answered: ReadonlySet<string>,
): Fate {
  if (status === "PASS") return { fate: "fixed", now: "passes now" };
  if (status === "NOT_APPLICABLE") return { fate: "fixed", now: "does not apply any more" };
  if (status === "SUPPRESSED") return { fate: "suppressed", now: "is suppressed now" };
  if (status === "UNKNOWN") return { fate: "unclear", now: "cannot be evaluated now" };
  if (answered.has(sourceId)) return { fate: "fixed", now: "what it was about is gone" };
  return isCheck(sourceId)
    ? { fate: "unclear", now: "the check could not be asked of all there is" }
    : { fate: "unclear", now: "the logs of now do not show it" };
}

/** Checks that have an answer, and none that is UNKNOWN: what they do not name any more is gone. */
function answeredSources(now: readonly Finding[]): ReadonlySet<string> {
  const unknown = new Set(now.filter(({ status }) => status === "UNKNOWN").map(({ source }) => source.id));
  return new Set(now.flatMap(({ source }) => (source.type === "check" && !unknown.has(source.id) ? [source.id] : [])));
}

/** `CRED-04`; ids of rules are UUIDs. */
function isCheck(sourceId: string): boolean {
  return /^[A-Z]+-\d+$/.test(sourceId);
}

function earlierOf(uid: string, saved: JsonObject): Omit<EarlierFinding, "now"> {
  const isDetection = saved["kind"] === "detection";
  const source = objectIn(saved, isDetection ? "rule" : "source");
  const about = objectIn(saved, isDetection ? "principal" : "resource");
  const level = isDetection ? textIn(source, "level") : textIn(saved, "severity");
  return {
    uid,
    severity: severities.find((known): known is Severity => known === level) ?? "medium",
    sourceId: textIn(source, "id") ?? "",
    title: textIn(saved, "title") ?? textIn(source, "title") ?? "",
    resource: isDetection
      ? (textIn(about, "stableArn") ?? textIn(about, "arn") ?? "")
      : named(textIn(about, "type") ?? "", textIn(about, "name") ?? ""),
  };
}

function named(type: string, name: string): string {
  const kind = type.slice(type.lastIndexOf(".") + 1);
  return kind === "" || kind === "account" || kind === "root" ? name : `${kind}/${name}`;
}

/** The outermost object of a `json` result; of `jsonl` there is none. */
function headOf(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) && "findings" in value ? value : undefined;
  } catch {
    return undefined;
  }
}

function numberIn(object: JsonObject | undefined, key: string): number {
  const value = object === undefined ? undefined : ownValue(object, key);
  return typeof value === "number" ? value : 0;
}

function textIn(object: JsonObject | undefined, key: string): string | undefined {
  return object === undefined ? undefined : ownText(object, key);
}

function objectIn(object: JsonObject | undefined, key: string): JsonObject | undefined {
  return object === undefined ? undefined : ownObject(object, key);
}
