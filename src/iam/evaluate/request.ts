import type { ParsedPolicy } from "../policy.ts";

/**
 * One request to AWS, as its policies see it.
 *
 * Source: IAM User Guide, "The request context" and "Policy evaluation logic".
 */
export interface AccessRequest {
  readonly principal: RequestPrincipal;
  /** `s3:GetObject` */
  readonly action: string;
  /** An ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  /** Account that owns the resource; undefined: unknown, or the principal's where the ARN names none. */
  readonly resourceAccount?: string;
  readonly context: RequestContext;
}

/** Who asks. A session has the ARN of its role beside its own. */
export interface RequestPrincipal {
  readonly kind:
    | "user"
    | "role-session"
    | "federated-user"
    | "root"
    | "service"
    | "anonymous"
    | "web-identity"
    | "saml";
  /** User ARN, `arn:aws:sts::A:assumed-role/R/S`, `arn:aws:iam::A:root`, `lambda.amazonaws.com`, the provider; `*`: nobody. */
  readonly arn: string;
  readonly account: string;
  /** Whose session it is: of a role session the role (with its path, if known), of a federated user the user. */
  readonly roleArn?: string;
  /** Roles of AWS services: organisation policies do not bind them. */
  readonly isServiceLinked?: boolean;
}

/**
 * Condition keys in lower case. A key that is not there is absent from the request if the context is `complete`, or else
 * unknown; keys in `unknown` may or may not be there, with any value. A key with an empty list is certainly absent.
 */
export interface RequestContext {
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly unknown: ReadonlySet<string>;
  readonly complete: boolean;
}

/** A policy and what to call it in an explanation. */
export interface NamedPolicy {
  /** Its ARN, `inline policy NAME of USER`, ... */
  readonly name: string;
  readonly policy: ParsedPolicy;
}

/** Undefined: the layer does not apply. An empty list applies and allows nothing. */
export interface PolicyLayers {
  /** The principal's own and its groups'. */
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: readonly NamedPolicy[];
  readonly session?: readonly NamedPolicy[];
  /** Bucket policy, key policy, trust policy, ...: of the resource. */
  readonly resource?: readonly NamedPolicy[];
  /** From the organisation's root down to the account: each level must allow. */
  readonly serviceControl?: readonly (readonly NamedPolicy[])[];
  /** Levels as above, but all of them allow: `RCPFullAWSAccess` cannot be detached. */
  readonly resourceControl?: readonly (readonly NamedPolicy[])[];
  readonly endpoint?: readonly NamedPolicy[];
}

export type LayerName =
  | "identity"
  | "boundary"
  | "session"
  | "resource"
  | "serviceControl"
  | "resourceControl"
  | "endpoint";

/**
 * `implicitDeny`: something needed does not allow it (a Deny may apply as well). `unknown`: it hangs on condition keys
 * (or parts of policies) that are not known, which are named.
 */
export interface AccessDecision {
  readonly verdict: "allow" | "explicitDeny" | "implicitDeny" | "unknown";
  /** Which layer decided. */
  readonly decidedBy: LayerName;
  readonly layers: readonly LayerOutcome[];
  /** One sentence with the statement that decided. */
  readonly because: string;
  /** Condition keys whose values would settle it. */
  readonly unknownKeys: readonly string[];
}

export interface LayerOutcome {
  readonly layer: LayerName;
  /** `unknown` as soon as a Deny is: what the layer says is not certain, even if nothing in it allows. */
  readonly verdict: "allow" | "explicitDeny" | "implicitDeny" | "unknown";
  /** Does an Allow of it apply, does a Deny? */
  readonly allows: Certainty;
  readonly denies: Certainty;
  /** Statements that made the outcome. */
  readonly statements: readonly MatchedStatement[];
  /** Condition keys whose values would settle it; empty unless the verdict is unknown. */
  readonly unknownKeys: readonly string[];
}

export type Certainty = "yes" | "no" | "unknown";

export interface MatchedStatement {
  readonly policy: string;
  /** Sid, or `statement 2`. */
  readonly statement: string;
  readonly effect: "Allow" | "Deny";
  /** `unknown`: a condition could not be decided. */
  readonly applies: "yes" | "unknown";
}
