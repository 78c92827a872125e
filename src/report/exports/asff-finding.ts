import { hash } from "node:crypto";
import { type Finding, type FindingStatus, parseArn, type Resource } from "../../model/index.ts";
import { formatTime } from "../text/words.ts";
import type { Report } from "../views/report.ts";
import { attackTags } from "./attack-tags.ts";
import type { ExportItem } from "./export-items.ts";
import { exportId, exportLine, exportText } from "./export-text.ts";
import { firstTimeMs, isoTime } from "./export-time.ts";
import { resourceTypeNames } from "./resource-types.ts";

/** One finding as `BatchImportFindings` takes it; the members are AWS's. */
export interface AsffFinding {
  readonly SchemaVersion: "2018-10-08";
  readonly Id: string;
  readonly ProductArn: string;
  readonly AwsAccountId: string;
  readonly Region: string;
  readonly [member: string]: unknown;
}

/**
 * A finding in the AWS Security Finding Format; undefined where no account is known. It says nothing of workflow and
 * notes, which are the customer's. The product is the account's own (`product/ACCOUNT/default`).
 */
export function asffFinding({ finding, tags }: ExportItem, { asOf, toolVersion }: Report): AsffFinding | undefined {
  const { uid, source, status, severity, title, reason, remediation, resource, observedAt, firstSeen } = finding;
  const account = accountOf(finding);
  if (account === undefined) return undefined;
  const region = isRegion(finding.region) ? finding.region : homeRegion(resource);
  const partition = partitionOf(resource, region);
  const updatedMs = firstTimeMs(observedAt, asOf);
  const createdMs = Math.min(firstTimeMs(firstSeen, observedAt, asOf), updatedMs);
  return {
    SchemaVersion: "2018-10-08",
    Id: `trailproof/${exportId(uid, 400, sha256)}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: "trailproof",
    CompanyName: "trailproof",
    Region: region,
    GeneratorId: `trailproof/${source.type}/${exportId(source.id, 400, sha256)}`,
    AwsAccountId: account,
    Types: typesOf(finding, tags),
    FirstObservedAt: isoTime(createdMs),
    LastObservedAt: isoTime(updatedMs),
    CreatedAt: isoTime(createdMs),
    UpdatedAt: isoTime(updatedMs),
    Severity: {
      Label: status === "PASS" || status === "NOT_APPLICABLE" ? "INFORMATIONAL" : severity.toUpperCase(),
      Original: severity,
    },
    Title: said(exportLine(title, 256)),
    Description: said(exportText(reason, 1_024)),
    ...(remediation.text.trim() !== "" && {
      Remediation: { Recommendation: { Text: exportText(recommendation(remediation), 512) } },
    }),
    ProductFields: productFields(finding, toolVersion),
    Resources: [asffResource(resource, account, region, partition)],
    ...(source.type !== "rule" && { Compliance: compliance(finding) }),
    RecordState: "ACTIVE",
  };
}

function accountOf({ account, resource }: Finding): string | undefined {
  return [account, parseArn(resource.arn)?.account ?? ""].find((each) => /^\d{12}$/.test(each));
}

function isRegion(text: string): boolean {
  return text.length <= 16 && /^[a-z]{2}(-[a-z]+)+-\d+$/.test(text);
}

/** Where IAM and the other services without a region are told of. */
function homeRegion({ arn }: Resource): string {
  const partition = parseArn(arn)?.partition;
  if (partition === "aws-cn") return "cn-north-1";
  return partition === "aws-us-gov" ? "us-gov-west-1" : "us-east-1";
}

function partitionOf({ arn }: Resource, region: string): "aws" | "aws-cn" | "aws-us-gov" {
  const named = parseArn(arn)?.partition;
  if (named === "aws-cn" || named === "aws-us-gov") return named;
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** `namespace/category/classifier` of AWS's taxonomy, whose categories are a closed list. */
function typesOf({ source }: Finding, tags: readonly string[]): readonly string[] {
  if (source.type !== "rule") return ["Software and Configuration Checks/AWS Security Best Practices"];
  const types = attackTags(tags).tactics.flatMap(({ name }) => {
    if (name === "Exfiltration") return ["Effects/Data Exfiltration"];
    return taxonomyTactics.has(name) ? [`TTPs/${name}`] : [];
  });
  return types.length === 0 ? ["Unusual Behaviors/User"] : types;
}

const taxonomyTactics: ReadonlySet<string> = new Set([
  "Initial Access",
  "Execution",
  "Persistence",
  "Privilege Escalation",
  "Defense Evasion",
  "Credential Access",
  "Discovery",
  "Lateral Movement",
  "Collection",
  "Command and Control",
]);

function recommendation({ text, cli }: Finding["remediation"]): string {
  return cli === undefined ? text : `${text} ${cli}`;
}

/** At most 50 pairs, keys of 128 and values of 2,048 characters; these stay far below, so that a finding stays below 240 KB. */
function productFields(finding: Finding, toolVersion: string): { readonly [key: string]: string } {
  const { source, status, resource, suppression, evidence, controls } = finding;
  const shown = evidence.slice(0, maxEvidence);
  const pairs: readonly (readonly [key: string, value: string])[] = [
    ["trailproof/version", toolVersion],
    ["trailproof/source", `${source.type} ${source.id}`],
    ["trailproof/status", status],
    ["trailproof/resource-type", resource.type],
    ...(suppression
      ? [
          [
            "trailproof/suppressed",
            `by ${suppression.owner} until ${formatTime(suppression.expires, "minute")}: ${suppression.reason}`,
          ] as const,
        ]
      : []),
    ...(controls.length === 0 ? [] : [["trailproof/controls", controls.join(", ")] as const]),
    ...shown.map(
      ({ source: from, field, value }, at) =>
        [
          `trailproof/evidence/${at + 1}`,
          `${from.slice(0, 400)} ${field.slice(0, 400)}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
        ] as const,
    ),
    ...(evidence.length > shown.length
      ? [["trailproof/evidence/more", String(evidence.length - shown.length)] as const]
      : []),
  ];
  return Object.fromEntries(pairs.map(([key, value]) => [key, said(exportText(value, 2_048))]));
}

const maxEvidence = 20;

function asffResource(
  { type, arn, name }: Resource,
  account: string,
  region: string,
  partition: string,
): { readonly [member: string]: unknown } {
  const asff = resourceTypeNames(type)?.asff ?? "Other";
  const id = asff === "AwsAccount" ? `AWS::::Account:${account}` : exportId(arn === "" ? name : arn, 2_000, sha256);
  return { Type: asff, Id: said(id), Partition: partition, Region: region };
}

function compliance({ status, suppression, controls }: Finding): { readonly [member: string]: unknown } {
  const related = controls.slice(0, maxRequirements).map((control) => said(exportLine(control, 64)));
  return {
    Status: complianceStatuses[suppression?.status ?? status],
    ...(related.length > 0 && { RelatedRequirements: related }),
  };
}

const maxRequirements = 32;

/** WARNING: "some information is missing"; NOT_AVAILABLE: also "the result of the check was NOT_APPLICABLE". */
const complianceStatuses: { readonly [status in FindingStatus]: string } = {
  PASS: "PASSED",
  FAIL: "FAILED",
  UNKNOWN: "WARNING",
  NOT_APPLICABLE: "NOT_AVAILABLE",
  SUPPRESSED: "FAILED",
};

/** No text of the format may be blank. */
function said(text: string): string {
  return text.trim() === "" ? "-" : text;
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
