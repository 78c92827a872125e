import type { AccessAnalyzerFinding } from "../model/index.ts";
import { compareText } from "./order.ts";

/** Something that is open to others, with all that Access Analyzer has to say about it. */
export interface SharedResource {
  readonly arn: string;
  /** As findings name types: `s3.bucket`, `iam.role`, `kms.key`. */
  readonly type: string;
  readonly region: string;
  /** At least one. The analyzers of an account and of its organisation may both have found the same. */
  readonly findings: readonly AccessAnalyzerFinding[];
}

/**
 * External access by resource. Access Analyzer writes a finding for each principal and condition, which say together
 * whether a resource is open; findings about unused access are answered by checks of our own and left out.
 */
export function sharedResources(findings: readonly AccessAnalyzerFinding[]): readonly SharedResource[] {
  const byResource = new Map<string, AccessAnalyzerFinding[]>();
  for (const finding of findings.filter(isExternal)) {
    const known = byResource.get(finding.resource);
    if (known === undefined) byResource.set(finding.resource, [finding]);
    else known.push(finding);
  }
  return [...byResource].map(([arn, same]) => {
    const sorted = same.toSorted((a, b) => compareText(a.id, b.id));
    return { arn, type: typeOf(sorted[0]?.resourceType ?? ""), region: sorted[0]?.region ?? "", findings: sorted };
  });
}

function isExternal({ findingType }: AccessAnalyzerFinding): boolean {
  return findingType === undefined || findingType === "ExternalAccess";
}

/** `AWS::S3::Bucket` */
function typeOf(resourceType: string): string {
  const [, service = "aws", kind = "resource"] = /^AWS::(\w+)::(\w+)$/.exec(resourceType) ?? [];
  return `${service.toLowerCase()}.${kind.toLowerCase()}`;
}
