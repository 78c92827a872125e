/** One principal and one service or action that some policy grants it: used or not, and how that is known. */
export interface UsageCell {
  /** User, role or group ARN; or a managed policy's, where Access Advisor was asked about one. */
  readonly principal: string;
  /** Service prefix, `s3`. */
  readonly service: string;
  /** `s3:ListBucket`; undefined: the cell is about the whole service. */
  readonly action?: string;
  /**
   * `used`: a sign of use inside the window. `unused`: granted, could have been observed the whole window, and no sign.
   * `unknown`: could not be observed. `protected`: must stay, whether used or not.
   */
  readonly state: "used" | "unused" | "unknown" | "protected";
  /** How many of the service's actions its policies allow, by the catalogue; undefined: the cell is about one action. */
  readonly granted?: number;
  /** Last sign of use, also from before the window. ISO 8601, UTC. */
  readonly lastUsed?: string;
  readonly lastRegion?: string;
  /** Successful and denied calls in the logs. */
  readonly calls?: { readonly done: number; readonly denied: number };
  /** Where the state comes from. */
  readonly source: "access-advisor" | "cloudtrail" | "both" | "none";
  /** Age of the evidence itself in whole days: how long ago it was collected. */
  readonly evidenceAgeDays?: number;
  /** One sentence with numbers. */
  readonly reason: string;
}
