import type { Tag } from "./nouns.ts";

export interface Organization {
  /** `o-` and 10 to 32 letters and digits. */
  readonly id: string;
  readonly managementAccount: string;
  readonly createdAt: string;
  /** `r-....` */
  readonly rootId: string;
  readonly members: readonly OrganizationMember[];
  readonly units: readonly { readonly id: string; readonly name: string; readonly parent: string }[];
  readonly policies: readonly OrganizationPolicy[];
  /** Service principals with trusted access: `cloudtrail.amazonaws.com`. */
  readonly trustedServices: readonly string[];
  readonly delegatedAdministrators: readonly {
    readonly account: string;
    readonly service: string;
    readonly at: string;
  }[];
  /** Consolidated billing only: no policies. Undefined: all features. */
  readonly billingOnly?: boolean;
  /** Types of policy that are in use; undefined: none. */
  readonly policyTypes?: readonly OrganizationPolicy["type"][];
  /** When services got trusted access, by service principal. */
  readonly trustedSince?: { readonly [service: string]: string };
  /** What became of calls of CreateAccount, by request id. */
  readonly creations?: readonly AccountCreation[];
  /** Tags of accounts, units, roots and policies, by their id. */
  readonly tags?: { readonly [id: string]: readonly Tag[] };
}

export interface AccountCreation {
  /** `car-` and 32 letters and digits. */
  readonly id: string;
  readonly name: string;
  readonly at: string;
  /** Undefined: it failed, since an account with this email was there. */
  readonly account?: string;
}

export interface OrganizationMember {
  readonly account: string;
  readonly name: string;
  readonly email: string;
  /** Root or unit id. */
  readonly parent: string;
  readonly joinedAt: string;
  /** Undefined: it was created here. */
  readonly invited?: boolean;
}

export interface OrganizationPolicy {
  /** `p-...` */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  readonly document: string;
  readonly awsManaged: boolean;
  /** Root, unit and account ids. */
  readonly targets: readonly string[];
}
