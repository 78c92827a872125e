/** What a collection asks for: the state of identities, what they use, or what records them. */
export const collectFeatures = ["core", "usage", "trail"] as const;

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

/** A device of a user, or of root. */
export interface MfaDevice {
  readonly serialNumber: string;
  /** ARN of the user; undefined: it is assigned to nobody. */
  readonly user?: string;
  readonly kind: "virtual" | "other";
  /** ISO 8601, UTC. */
  readonly enabledAt?: string;
}

/** An identity provider of the account. */
export interface IdentityProvider {
  readonly arn: string;
  readonly kind: "oidc" | "saml";
  /** Of OIDC providers, without `https://`. */
  readonly url?: string;
  readonly clientIds?: readonly string[];
  readonly thumbprints?: readonly string[];
  /** Of SAML providers. ISO 8601, UTC. */
  readonly validUntil?: string;
}

/** Settings of a trail's bucket beyond those that checks ask about. Undefined: not known; `none`: it has none. */
export interface BucketSettings {
  readonly bucket: string;
  readonly region?: string;
  readonly encryption?: "none" | { readonly algorithm: string; readonly kmsKeyId?: string };
  readonly logging?: "none" | { readonly bucket: string; readonly prefix: string };
  readonly objectLock?: "none" | { readonly mode?: string; readonly days?: number; readonly years?: number };
  readonly ownership?: "none" | string;
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
  readonly ended?: "interrupted" | "credentials" | "unreachable";
  readonly failures: readonly FailedCall[];
  readonly accountAliases?: readonly string[];
  readonly mfaDevices?: readonly MfaDevice[];
  readonly identityProviders?: readonly IdentityProvider[];
  readonly bucketSettings?: readonly BucketSettings[];
}
