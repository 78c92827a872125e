import type { Json } from "./json.ts";

/** A device of a user, or of root. */
export interface MfaDevice {
  readonly serialNumber: string;
  /** ARN of the user; undefined: it is assigned to nobody. */
  readonly user?: string;
  readonly kind: "virtual" | "other";
  /** ISO 8601, UTC. */
  readonly enabledAt?: string;
  /** Its user was asked for all devices; else others of the user may not be listed, security keys among them. */
  readonly isOfUsersList?: true;
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

/** An SSH public key of a user, for CodeCommit. Times are ISO 8601, UTC. */
export interface SshPublicKey {
  /** The user's name, as AWS answers it; no ARN. */
  readonly user: string;
  readonly id: string;
  readonly isActive: boolean;
  readonly uploadedAt?: string;
}

/** A password or API key that IAM makes for one service: CodeCommit, Amazon Keyspaces, CloudWatch, Bedrock. */
export interface ServiceSpecificCredential {
  /** The user's name, as AWS answers it; no ARN. */
  readonly user: string;
  readonly id: string;
  /** `codecommit.amazonaws.com` */
  readonly service: string;
  readonly isActive: boolean;
  readonly createdAt?: string;
  /** Undefined: it never ends. */
  readonly expiresAt?: string;
}

/** A certificate that was uploaded to IAM for a load balancer. */
export interface ServerCertificate {
  readonly arn: string;
  readonly name: string;
  readonly expiresAt?: string;
}

/** The organisation that an account belongs to, as far as this account may see it. */
export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
  /** `ALL` or `CONSOLIDATED_BILLING`. */
  readonly featureSet: string;
  /** Undefined: not known; only the management account and delegated administrators may list them. */
  readonly accounts?: readonly OrganizationMember[];
  readonly delegatedAdministrators?: readonly OrganizationMember[];
  readonly serviceControlPolicies?: readonly ServiceControlPolicy[];
  /** Central management of root: `RootCredentialsManagement`, `RootSessions`. */
  readonly rootFeatures?: readonly string[];
}

export interface OrganizationMember {
  readonly id: string;
  readonly name: string;
  /** `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`. */
  readonly status: string;
}

export interface ServiceControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly document: Json;
  /** Ids of roots, organisational units and accounts that it is attached to. */
  readonly targets: readonly string[];
}

/** An analyzer of IAM Access Analyzer. */
export interface AccessAnalyzer {
  readonly arn: string;
  readonly region: string;
  /** `ACCOUNT`, `ORGANIZATION`, `ACCOUNT_UNUSED_ACCESS`, ... */
  readonly type: string;
  /** `ACTIVE`, `CREATING`, `DISABLED`, `FAILED`. */
  readonly status: string;
}

/** A finding of IAM Access Analyzer that is open. */
export interface AccessAnalyzerFinding {
  readonly analyzer: string;
  readonly id: string;
  readonly region: string;
  /** ARN of what is open, `AWS::S3::Bucket` and so on. */
  readonly resource: string;
  readonly resourceType: string;
  /** `UnusedIAMRole` and so on; undefined: it is about access from outside. */
  readonly findingType?: string;
  /** Undefined: not known, as of a `list-findings-v2` alone; always known of what was collected. */
  readonly isPublic?: boolean;
  /** Who is let in, as Access Analyzer names them, with the kind before: `AWS: 444455556666`, `AWS: *`. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly updatedAt?: string;
}

/** Who AWS writes to about security. */
export type SecurityContact = "none" | { readonly email: string };

/** A rule of EventBridge that may tell somebody of an event. */
export interface EventRule {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly isEnabled: boolean;
  /** Undefined: a rule that runs by the clock. */
  readonly pattern?: Json;
  /** ARNs. Undefined: not known. */
  readonly targets?: readonly string[];
}

/** A KMS key that a trail encrypts with. */
export interface TrailKey {
  readonly arn: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`, ... */
  readonly state: string;
  readonly manager: "AWS" | "CUSTOMER";
  readonly rotates?: boolean;
  readonly policy?: Json;
}

/** A region that the account may use. */
export interface AccountRegion {
  readonly name: string;
  /** `ENABLED`, `ENABLED_BY_DEFAULT`, `DISABLED`, ... */
  readonly status: string;
}
