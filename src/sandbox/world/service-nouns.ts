import type { Tag } from "./nouns.ts";

/** What services beside IAM hold that trails and questions about an account lean on. By ARN, unless it says otherwise. */
export interface KmsKey {
  /** `1234abcd-12ab-34cd-56ef-1234567890ab` */
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  readonly createdAt: string;
  readonly description: string;
  readonly policy: string;
  readonly state: "Enabled" | "Disabled" | "PendingDeletion";
  /** When it is deleted, while that is pending. */
  readonly deletedAt?: string;
  readonly rotation?: { readonly days: number; readonly since: string };
  readonly tags: readonly Tag[];
}

export interface KmsAlias {
  /** `alias/logs` */
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly keyId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface LogGroup {
  readonly name: string;
  /** Without `:*`. */
  readonly arn: string;
  readonly region: string;
  readonly createdAt: string;
  readonly tags: readonly Tag[];
  readonly retentionDays?: number;
  /** Tells the lines of this group from those of an earlier one of its name. */
  readonly generation: string;
  readonly streams: readonly LogStream[];
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: string;
  /** Milliseconds since 1970. */
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
}

/** A line of a log stream. Milliseconds since 1970. */
export interface LogLine {
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** As AWS names them; those that were set. */
  readonly attributes: { readonly [name: string]: string };
  readonly policy: string;
  readonly tags: readonly Tag[];
}

/** Of the default bus. */
export interface EventBusRule {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly description?: string;
  readonly pattern?: string;
  readonly schedule?: string;
  readonly roleArn?: string;
  readonly state: "ENABLED" | "DISABLED" | "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
  readonly tags: readonly Tag[];
  /** As they were put; each has `Id` and `Arn`. */
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly [member: string]: unknown;
}

export interface Analyzer {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly type: "ACCOUNT" | "ORGANIZATION";
  readonly createdAt: string;
  readonly tags: readonly Tag[];
}

/** By `SECURITY`, `BILLING` or `OPERATIONS`. */
export interface AlternateContact {
  readonly type: string;
  readonly name: string;
  readonly title: string;
  readonly email: string;
  readonly phone: string;
}
