import type { AdvancedSelector, ClassicSelector, FieldSelector, Trail } from "../../model/index.ts";

/** A kind of data that identities may reach, and the call by which they do. */
export interface DataKind {
  readonly action: string;
  /** As selectors name it. */
  readonly resourceType: string;
  readonly isRead: boolean;
  /** What classic selectors write for all of them. */
  readonly all: readonly string[];
  readonly words: string;
}

export const dataKinds: readonly DataKind[] = [
  {
    action: "s3:GetObject",
    resourceType: "AWS::S3::Object",
    isRead: true,
    all: ["arn:aws:s3", "arn:aws:s3:::"],
    words: "objects of S3",
  },
  {
    action: "dynamodb:GetItem",
    resourceType: "AWS::DynamoDB::Table",
    isRead: true,
    all: ["arn:aws:dynamodb"],
    words: "items of DynamoDB",
  },
  {
    action: "lambda:InvokeFunction",
    resourceType: "AWS::Lambda::Function",
    isRead: false,
    all: ["arn:aws:lambda"],
    words: "Lambda functions",
  },
];

/** Of which resources of a kind a trail records the calls; `some`: beginnings of ARNs. */
export type RecordedData = { readonly kind: "all" } | { readonly kind: "some"; readonly prefixes: readonly string[] };

/**
 * What a trail's selectors record of a kind, from their union. A selector that also asks for anything else (event names, who
 * called) records some such calls of everything, which is none for certain.
 *
 * Source: CloudTrail User Guide, "Logging data events"; API reference, "DataResource" and "AdvancedFieldSelector".
 */
export function recordedData({ selectors }: Trail, kind: DataKind): RecordedData {
  const parts =
    selectors === undefined
      ? []
      : selectors.kind === "classic"
        ? selectors.selectors.map((selector) => classicData(selector, kind))
        : selectors.selectors.map((selector) => advancedData(selector, kind));
  if (parts.includes("all")) return { kind: "all" };
  return { kind: "some", prefixes: parts.flatMap((part) => (part === "all" ? [] : part)) };
}

function classicData({ readWriteType, dataResources }: ClassicSelector, kind: DataKind): "all" | readonly string[] {
  if (readWriteType === (kind.isRead ? "WriteOnly" : "ReadOnly")) return [];
  const values = dataResources.filter(({ type }) => type === kind.resourceType).flatMap((one) => one.values);
  return values.some((value) => kind.all.includes(value.replace(/^arn:[^:]*:/, "arn:aws:"))) ? "all" : values;
}

function advancedData({ fieldSelectors }: AdvancedSelector, kind: DataKind): "all" | readonly string[] {
  const of = (field: string): readonly FieldSelector[] => fieldSelectors.filter((one) => one.field === field);
  const isData = of("eventCategory").some(({ equals }) => equals?.includes("Data") === true);
  const isKind = of("resources.type").some(({ equals }) => equals?.includes(kind.resourceType) === true);
  const reads = of("readOnly").flatMap(({ equals = [] }) => equals);
  const isAsked = reads.length === 0 || reads.includes(String(kind.isRead));
  const known = ["eventCategory", "resources.type", "readOnly", "resources.ARN"];
  if (!isData || !isKind || !isAsked || fieldSelectors.some(({ field }) => !known.includes(field))) return [];
  const arns = of("resources.ARN");
  if (arns.length === 0) return "all";
  const isNarrowed = arns.some(({ notEquals, notStartsWith, notEndsWith, endsWith }) =>
    [notEquals, notStartsWith, notEndsWith, endsWith].some((list) => list !== undefined && list.length > 0),
  );
  return isNarrowed ? [] : arns.flatMap(({ equals = [], startsWith = [] }) => [...equals, ...startsWith]);
}
