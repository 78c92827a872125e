/**
 * What a collection asks for: the state of identities, what they use, what records them, the organization around the account,
 * and what IAM Access Analyzer found.
 */
export const collectFeatures = ["core", "usage", "trail", "organization", "access"] as const;

export type CollectFeature = (typeof collectFeatures)[number];

/**
 * Why a call gave nothing. The first seven are ways to be denied, as AWS's message tells them: no policy allows it, a
 * policy denies it, or the limit that stands in the way; `unspecified` where the message tells no more than that it was
 * denied. Then: asked too often, no answer, credentials that ended, ended by the user, and any other refusal.
 */
export type FailureReason =
  | "missing"
  | "explicit-deny"
  | "service-control-policy"
  | "resource-control-policy"
  | "permissions-boundary"
  | "session-policy"
  | "resource-policy"
  | "unspecified"
  | "throttled"
  | "unreachable"
  | "credentials"
  | "interrupted"
  | "refused";

/** Whether a policy of whatever kind stood in the way. */
export function isDenial(reason: FailureReason): boolean {
  return !others.has(reason);
}

const others: ReadonlySet<FailureReason> = new Set([
  "throttled",
  "unreachable",
  "credentials",
  "interrupted",
  "refused",
]);

/** A call to AWS that gave no answer, and what is not known because of it. */
export interface FailedCall {
  /** As policies write it: `iam:GetAccountSummary`. */
  readonly action: string;
  /** ARN of what was asked about, else `*`. */
  readonly resource: string;
  /** As AWS answered it: `AccessDenied`. `NoAnswer` when there was none. */
  readonly code: string;
  readonly reason: FailureReason;
  readonly message: string;
  /** What stays unknown, a clause. */
  readonly unknown: string;
}

/** How a snapshot was collected from AWS, and facts that only a collection asks for. Undefined facts are not known. */
export interface Collection {
  /** ARN of who asked. */
  readonly caller?: string;
  readonly features: readonly CollectFeature[];
  /** By the clock of the machine. ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly calls: number;
  /** Why it ended before everything was asked. */
  readonly ended?: "interrupted" | "timeout" | "credentials" | "unreachable";
  readonly failures: readonly FailedCall[];
  readonly accountAliases?: readonly string[];
}
