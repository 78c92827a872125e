/**
 * Whether the logs are known to be whole, from before the window until after it: what resources may be narrowed by. It is found out
 * from the trail's digests, the bytes of the log files and the trail's settings.
 */
export interface WholeLogs {
  /** Why they are not known to be whole, clauses; empty: they are. */
  readonly problems: readonly string[];
  /** ARN; empty where no trail records all that must be recorded. */
  readonly trail: string;
  /** Of the trail. */
  readonly account: string;
  /** Regions with an unbroken chain of digests. */
  readonly regions: readonly string[];
  readonly digests: number;
  readonly logFiles: number;
  /** Prefixes of the services of which every call is recorded, in order. */
  readonly services: readonly string[];
}
