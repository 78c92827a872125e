/**
 * What an account holds. Times are ISO 8601, UTC; documents are the JSON text that the client sent. Plain JSON, since it is
 * written to disk as it is.
 */
export type * from "./bucket-nouns.ts";
export type * from "./organization-nouns.ts";
export type * from "./service-nouns.ts";

interface Entity {
  readonly name: string;
  /** `/` or `/a/b/` */
  readonly path: string;
  /** `AIDA...`, `AROA...`, `AGPA...`, `ANPA...`, `AIPA...` */
  readonly id: string;
  readonly arn: string;
  readonly createdAt: string;
}

interface PolicyHolder extends Entity {
  /** ARNs in the order of attachment. */
  readonly attached: readonly string[];
  /** Name and document, in order. */
  readonly inline: readonly InlineDocument[];
}

export interface InlineDocument {
  readonly name: string;
  readonly document: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface User extends PolicyHolder {
  /** Names. */
  readonly groups: readonly string[];
  readonly boundary?: string;
  readonly tags: readonly Tag[];
  readonly password?: Password;
  /** ARNs of MFA devices, with when each was enabled. */
  readonly mfa: readonly { readonly serial: string; readonly enabledAt: string }[];
}

export interface Password {
  /** Salted hash, never the password. */
  readonly hash: string;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly resetRequired: boolean;
  readonly lastUsedAt?: string;
  /** Hashes of earlier ones, for the policy on reuse. */
  readonly earlier: readonly string[];
}

export interface Group extends PolicyHolder {}

export interface Role extends PolicyHolder {
  readonly trust: string;
  readonly boundary?: string;
  readonly tags: readonly Tag[];
  readonly description?: string;
  /** Seconds. */
  readonly maxSession: number;
  readonly lastUsed?: { readonly at: string; readonly region: string };
}

export interface ManagedPolicy extends Entity {
  readonly description?: string;
  readonly tags: readonly Tag[];
  readonly defaultVersion: string;
  /** Oldest first, at most five. */
  readonly versions: readonly { readonly id: string; readonly document: string; readonly createdAt: string }[];
  /** Number of the last version ever made. */
  readonly lastVersion: number;
}

export interface InstanceProfile extends Entity {
  readonly role?: string;
  readonly tags: readonly Tag[];
}

/** By its id. Sandbox keys are not secret: the secret is kept to check signatures. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** User name; undefined: the account's root. */
  readonly user?: string;
  readonly status: "Active" | "Inactive";
  readonly createdAt: string;
  /** When the status changed, since the credential report calls that a rotation. */
  readonly changedAt: string;
  readonly lastUsed?: { readonly at: string; readonly region: string; readonly service: string };
}

/** Temporary credentials, by their access key id. */
export interface Session {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly kind: "assumed-role" | "federated-user" | "session-token";
  /** Of the role, user or root behind it. */
  readonly issuerArn: string;
  readonly issuerId: string;
  /** Session ARN. */
  readonly arn: string;
  readonly sessionName?: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly mfa: boolean;
  readonly sourceIdentity?: string;
  readonly tags: readonly Tag[];
  readonly transitiveTags: readonly string[];
  /** Session policies: documents, and ARNs. */
  readonly policy?: string;
  readonly policyArns: readonly string[];
  /** `web-identity`, `saml`: what the provider said. */
  readonly provider?: { readonly kind: "web-identity" | "saml"; readonly arn: string; readonly subject: string };
  readonly fromConsole: boolean;
}

export interface MfaDevice {
  readonly serial: string;
  /** Base32, RFC 4648. */
  readonly seed: string;
  readonly createdAt: string;
  /** User name, or `root`; undefined: assigned to nobody. */
  readonly user?: string;
  readonly enabledAt?: string;
  readonly tags: readonly Tag[];
}

/** Sign-ins of one name since the last that succeeded. By user name, or `<root>`. */
export interface SignInAttempts {
  readonly failures: number;
  readonly lastFailedAt?: string;
  /** When the password was right and a code was asked for. */
  readonly challengedAt?: string;
}

export interface PasswordRules {
  readonly minimumLength: number;
  readonly symbols: boolean;
  readonly numbers: boolean;
  readonly upper: boolean;
  readonly lower: boolean;
  readonly allowChange: boolean;
  readonly maxAgeDays?: number;
  readonly reuse?: number;
  readonly hardExpiry?: boolean;
}

export interface TrailState {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly bucket: string;
  readonly prefix?: string;
  readonly multiRegion: boolean;
  readonly globalEvents: boolean;
  readonly validation: boolean;
  readonly organization: boolean;
  readonly kmsKeyId?: string;
  readonly snsTopic?: string;
  readonly logGroupArn?: string;
  readonly logRoleArn?: string;
  readonly tags: readonly Tag[];
  /** As given, basic or advanced; undefined: the default (all management events). */
  readonly eventSelectors?: readonly object[];
  readonly advancedSelectors?: readonly object[];
  readonly insights: readonly string[];
  readonly logging: boolean;
  readonly startedAt?: string;
  readonly stoppedAt?: string;
  readonly delivery: { readonly lastAt?: string; readonly lastError?: string; readonly attemptAt?: string };
  readonly digest: { readonly lastAt?: string; readonly lastError?: string };
  /** To the log group, and to the topic. */
  readonly logGroupDelivery?: { readonly lastAt?: string; readonly lastError?: string };
  readonly notification?: { readonly lastAt?: string; readonly lastError?: string; readonly attemptAt?: string };
}

/** An identity provider, by its ARN. */
export interface IdentityProvider {
  readonly arn: string;
  readonly kind: "saml" | "oidc";
  readonly createdAt: string;
  /** SAML: the metadata document; OIDC: the URL without `https://`. */
  readonly metadata?: string;
  readonly url?: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly tags: readonly Tag[];
}

/** What a principal tried to use, as Access Advisor sees it: allowed or denied. By `principal ARN|service|action`. */
export interface Use {
  /** User or role ARN. */
  readonly principal: string;
  /** `iam`; and the action without it, `CreateUser`. */
  readonly service: string;
  readonly action: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly region: string;
}

/** The last report; while it is being made, `generatedAt` and `content` are empty. */
export interface CredentialReport {
  readonly startedAt: string;
  readonly generatedAt: string;
  /** CSV. */
  readonly content: string;
  /** It was asked for again while it was being made. */
  readonly wasAskedFor?: boolean;
}

/** A job of Access Advisor, answered from what was known when it was made. */
export interface AccessJob {
  readonly id: string;
  readonly arn: string;
  readonly granularity: "SERVICE_LEVEL" | "ACTION_LEVEL";
  readonly createdAt: string;
  /** It was asked for while it was in progress. */
  readonly wasAskedFor?: boolean;
}

/** The user that made the account. */
export interface RootUser {
  readonly createdAt: string;
  readonly email?: string;
  readonly password?: Password;
  /** Serial number of the enabled device. */
  readonly mfa?: { readonly serial: string; readonly enabledAt: string };
}
