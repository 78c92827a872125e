import { hash } from "node:crypto";
import type { FindingStatus } from "./finding-status.ts";
import type { Json } from "./json.ts";
import type { Severity } from "./severity.ts";

/** What a finding is about. */
export interface Resource {
  /** `iam.user`, `iam.role`, `iam.group`, `iam.policy`, `iam.root`, `iam.oidc-provider`, `iam.saml-provider`, `cloudtrail.trail`, `s3.bucket`, `aws.account`. */
  readonly type: string;
  /** The root user and the account itself both have the ARN that ends in `:root`; the type tells them apart. */
  readonly arn: string;
  readonly name: string;
}

/** A fact that a finding rests on, and where it stands. */
export interface Evidence {
  /** The input: `credential-report`, `authorization-details`, ... or the event's file. */
  readonly source: string;
  /** The column, the JSON path, the statement. */
  readonly field: string;
  readonly value: Json;
}

export interface Remediation {
  readonly text: string;
  /** AWS CLI, ready to paste but for placeholders in angle brackets. */
  readonly cli?: string;
}

/** Why a finding needs no action for now, as its owner says. Only of findings that are SUPPRESSED. */
export interface FindingSuppression {
  readonly owner: string;
  readonly reason: string;
  /** From then on it counts again. ISO 8601, UTC. */
  readonly expires: string;
  /** What the finding would be without. */
  readonly status: "FAIL" | "UNKNOWN";
}

/** What a check, a group of detections or a right-sizing run has to say about one resource. */
export interface Finding {
  readonly schemaVersion: 1;
  readonly kind: "finding";
  /** Stable over runs; see {@link findingUid}. */
  readonly uid: string;
  readonly source: {
    readonly type: "check" | "rule" | "rightsize" | "integrity";
    readonly id: string;
    readonly title: string;
  };
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly account: string;
  readonly region: string;
  readonly resource: Resource;
  readonly title: string;
  /** One sentence with the numbers that led here; for UNKNOWN the cause. */
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  /** `framework:control`, such as `nist-800-53-r5:IA-2(1)`. */
  readonly controls: readonly string[];
  readonly remediation: Remediation;
  readonly suppression?: FindingSuppression;
  /** The clock of the snapshot, or the time of the newest event. ISO 8601, UTC. */
  readonly observedAt: string;
  readonly firstSeen: string;
}

/**
 * Depends on account, source and resource only, not on file names, column order or time, so that
 * baselines, suppressions and "new since yesterday" survive another run.
 */
export function findingUid(account: string, sourceId: string, resource: Resource): string {
  return hash("sha256", [account, sourceId, resource.type, resource.arn].join("\n"), "hex").slice(0, 32);
}
