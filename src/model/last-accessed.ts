/**
 * Access Advisor for one principal: which granted services were used, and when.
 * AWS counts denied attempts as use, looks back at most 400 days and may lag by 4 hours.
 *
 * Source: IAM User Guide, "Refine permissions using last accessed information".
 */
export interface LastAccessed {
  /** Undefined when neither the user nor the answer named the principal. */
  readonly arn?: string;
  readonly jobStatus: "COMPLETED" | "FAILED" | "IN_PROGRESS";
  readonly jobError?: string;
  readonly level: "service" | "action";
  /** `JobCompletionDate`. ISO 8601, UTC. */
  readonly completedAt?: string;
  /** True when the answer says that more pages exist which were not given. */
  readonly isTruncated: boolean;
  /** Services that some policy grants to the principal. */
  readonly services: readonly ServiceAccess[];
}

export interface ServiceAccess {
  /** `s3`, `iam`, `ec2`, ... */
  readonly namespace: string;
  readonly name: string;
  /** Undefined: not used within the tracking period. ISO 8601, UTC. */
  readonly lastAuthenticated?: string;
  readonly lastAuthenticatedEntity?: string;
  readonly lastAuthenticatedRegion?: string;
  /** Present for services that AWS tracks by action, at level `action` only. */
  readonly actions?: readonly {
    readonly name: string;
    readonly lastAccessed?: string;
    readonly lastAccessedEntity?: string;
    readonly lastAccessedRegion?: string;
  }[];
}
