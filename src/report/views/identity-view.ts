import type { Finding, ProblemRecord, Severity } from "../../model/index.ts";

/** Everything that is known of one identity: what `identity` prints. Nothing here is computed by a format. */
export interface IdentityView {
  readonly schemaVersion: 1;
  readonly kind: "identity";
  readonly toolVersion: string;
  /** Twelve digits, or empty where no input named the account. */
  readonly account: string;
  /** The clock. ISO 8601, UTC. */
  readonly asOf: string;
  readonly identity: {
    readonly type: "user" | "role" | "root";
    readonly name: string;
    readonly arn: string;
    readonly createdAt?: string;
    readonly permissionsBoundary?: string;
    readonly tags: { readonly [key: string]: string };
  };
  /** Undefined: the credential report was not read, or knows no such user. */
  readonly mfa?: "yes" | "no" | "unknown";
  readonly credentials: readonly CredentialFact[];
  readonly groups: readonly string[];
  readonly policies: readonly { readonly name: string; readonly via: string }[];
  readonly power: {
    readonly administrator: "yes" | "no" | "unknown";
    readonly because: string;
    /** Ways to more permissions, in one step. */
    readonly ways: readonly {
      readonly how: string;
      readonly certainty: "certain" | "possible";
      readonly power: string;
    }[];
  };
  /** Who can act as this identity, and how. */
  readonly reachedBy: readonly ReachFact[];
  /** Whom it can act as. */
  readonly reaches: readonly ReachFact[];
  /** Undefined: what is granted is not known. */
  readonly usage?: {
    readonly used: number;
    readonly unused: number;
    readonly unknown: number;
    readonly services: readonly {
      readonly namespace: string;
      readonly state: string;
      readonly grantedActions: number;
      readonly lastUsed?: string;
      readonly reason: string;
    }[];
  };
  /** Undefined: no logs were given. */
  readonly behaviour?: IdentityActivity;
  readonly detections: readonly {
    readonly time: string;
    readonly level: Severity;
    readonly title: string;
    readonly rule: string;
    readonly eventName: string;
    readonly eventId: string;
    readonly file: string;
  }[];
  /** Of this identity, whatever their status. */
  readonly findings: readonly Finding[];
  /** What is not known, and why. */
  readonly notes: readonly string[];
  readonly problems: readonly ProblemRecord[];
}

export interface CredentialFact {
  /** `password`, `access key 1`, ... */
  readonly credential: string;
  readonly state: "active" | "inactive" | "unknown";
  /** Of an access key, where the logs tell it. */
  readonly id?: string;
  /** Fractional days. */
  readonly ageDays?: number;
  /** Undefined with `neverUsed`, or not known. */
  readonly lastUsedDays?: number;
  readonly neverUsed?: true;
  readonly lastUsedService?: string;
}

export interface ReachFact {
  /** `user/ana`, `role/deploy`, `account 444455556666`, `lambda.amazonaws.com`. */
  readonly who: string;
  readonly how: string;
}

/** What logs show of it. Times are ISO 8601, UTC. */
export interface IdentityActivity {
  readonly from: string;
  readonly to: string;
  readonly events: number;
  readonly reads: number;
  readonly writes: number;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  readonly placedBy: "network" | "geoip";
  readonly places: readonly {
    readonly place: string;
    readonly first: string;
    readonly last: string;
    readonly events: number;
  }[];
  readonly agents: readonly { readonly agent: string; readonly last: string; readonly events: number }[];
  readonly signIns: readonly {
    readonly time: string;
    readonly result: "success" | "failure";
    readonly mfa: "yes" | "no" | "unknown";
    readonly place?: string;
    readonly eventId: string;
  }[];
  readonly denied: readonly { readonly action: string; readonly count: number; readonly last: string }[];
  /** Newest first. */
  readonly recent: readonly RecentEvent[];
  /** Changes of permissions, credentials and trails that it made, newest first. */
  readonly changes: readonly ChangeFact[];
  /** Changes of this identity that others made, newest first. */
  readonly changedBy: readonly (ChangeFact & { readonly actor: string })[];
}

/** A change, and of what. */
export interface ChangeFact extends RecentEvent {
  /** As the request named them: `user/ana`, `policy/deploy`, `trail/main`; empty where it named nothing that is known here. */
  readonly targets: readonly string[];
  /** Access key that the call made. */
  readonly madeKey?: string;
}

export interface RecentEvent {
  readonly time: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly outcome: "done" | "denied" | "failed";
  readonly sourceIp?: string;
  readonly region?: string;
  readonly eventId: string;
  readonly file: string;
  readonly index: number;
}
