import { compileLayer, layerOutcome, parsePolicy, requestContext } from "../../iam/index.ts";
import type { Json, Trail } from "../../model/index.ts";

/** Whether a bucket policy takes the files of trails in accounts that have nothing to do with this one. */
export interface ForeignDelivery {
  /** `unknown`: parts cannot be read, or it hangs on keys of the request. */
  readonly accepts: "yes" | "no" | "unknown";
  /** Statements that let them in, or the reason why that is not known. */
  readonly because: readonly string[];
}

/**
 * Asks the policy as S3 would when CloudTrail delivers for a stranger's trail: whoever names this bucket in a trail of
 * his own chooses the prefix, so that a path with this account's id keeps nobody out.
 *
 * Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail" (`aws:SourceArn`).
 */
export function foreignDelivery(policy: Json, { bucket }: Pick<Trail, "bucket">, partition: string): ForeignDelivery {
  const parsed = parsePolicy(policy);
  const layer = compileLayer([{ name: `policy of bucket ${bucket}`, policy: parsed }]);
  const principal = { kind: "service", arn: "cloudtrail.amazonaws.com", account: "" } as const;
  const context = requestContext(
    {
      "aws:SourceAccount": stranger,
      "aws:SourceArn": `arn:${partition}:cloudtrail:us-east-1:${stranger}:trail/any`,
      "aws:SourceOrgID": "o-stranger00",
      "aws:SourceOrgPaths": "o-stranger00/r-strg/",
      "aws:SecureTransport": "true",
      "s3:x-amz-acl": "bucket-owner-full-control",
    },
    { principal, absent: ["aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn"] },
  );
  const base = `arn:${partition}:s3:::${bucket}/`;
  const prefixes = parsed.statements.flatMap(({ resource }) => resource?.patterns.map(beforeWildcard) ?? []);
  const keys = [
    ...new Set(["", ...prefixes.filter((text) => text.startsWith(base)).map((text) => text.slice(base.length))]),
  ];
  const outcomes = keys.map((prefix) => {
    const resource = `${base}${prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`}${file}`;
    return layerOutcome(layer, { principal, action: "s3:PutObject", resource, context }, "resource");
  });
  const open = outcomes.filter(({ verdict }) => verdict === "allow");
  const statements = open.flatMap((outcome) => outcome.statements.filter(({ effect }) => effect === "Allow"));
  if (open.length > 0) return { accepts: "yes", because: [...new Set(statements.map(({ statement }) => statement))] };
  if (parsed.problems.length > 0) return { accepts: "unknown", because: parsed.problems };
  const doubts = outcomes.filter(({ verdict, allows }) => verdict === "unknown" && allows !== "no");
  if (doubts.length === 0) return { accepts: "no", because: [] };
  const unknownKeys = [...new Set(doubts.flatMap((outcome) => outcome.unknownKeys))];
  return { accepts: "unknown", because: [`it hangs on ${unknownKeys.join(", ") || "what cannot be known"}`] };
}

/** No account of anybody's: AWS gives out no such id. */
const stranger = "000000000000";
const file = `AWSLogs/${stranger}/CloudTrail/us-east-1/2026/01/01/${stranger}_CloudTrail_us-east-1_20260101T0000Z_a.json.gz`;

function beforeWildcard(pattern: string): string {
  return /^[^*?]*/.exec(pattern)?.[0] ?? "";
}
