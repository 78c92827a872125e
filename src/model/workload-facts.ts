/** Profiles of IAM Roles Anywhere: who has a certificate gets one of their roles. */
export interface RolesAnywhereFacts {
  /** Whose profiles were listed. */
  readonly regions: readonly string[];
  readonly profiles: readonly RolesAnywhereProfile[];
}

export interface RolesAnywhereProfile {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly isEnabled: boolean;
  /** ARNs of the roles that it hands out. */
  readonly roles: readonly string[];
  /** A session policy of its own, or managed ones, cut what a session may do. */
  readonly hasSessionPolicy: boolean;
}

/** Who is assigned to permission sets of IAM Identity Center in this account. */
export interface AssignmentFacts {
  readonly assignments: readonly AccountAssignment[];
  readonly permissionSets: readonly PermissionSet[];
  /** Users of the identity store, whose names are those of their sessions. */
  readonly users: readonly { readonly id: string; readonly name: string }[];
}

export interface PermissionSet {
  readonly arn: string;
  readonly name: string;
  /** Of one session; undefined: the answer does not say. */
  readonly sessionSeconds?: number;
}

export interface AccountAssignment {
  /** Twelve digits. */
  readonly account: string;
  readonly permissionSet: string;
  readonly principalType: "USER" | "GROUP";
  readonly principalId: string;
}

/** Instances and functions, their roles, and whether anybody can reach them from outside. */
export interface WorkloadFacts {
  readonly instanceRegions: readonly string[];
  readonly instances: readonly WorkloadInstance[];
  readonly functionRegions: readonly string[];
  readonly functions: readonly WorkloadFunction[];
}

export interface WorkloadInstance {
  readonly id: string;
  readonly region: string;
  /** `running`, `stopped`, ... */
  readonly state: string;
  /** ARN of the instance profile. */
  readonly profile?: string;
  /** IPv4 that is public, or IPv6. */
  readonly publicAddresses: readonly string[];
}

export interface WorkloadFunction {
  readonly arn: string;
  readonly region: string;
  /** ARN. */
  readonly role: string;
  /** `NONE`: anybody may call its URL; `AWS_IAM`: who is signed in and allowed. Undefined: not known whether it has a URL. */
  readonly url?: "none" | "AWS_IAM" | "NONE";
}
