import type { SourceRecord } from "./snapshot.ts";

/** How many digests or log files had which verdict. */
export interface VerdictTally {
  readonly valid: number;
  readonly invalid: number;
  readonly unchecked: number;
}

/** How many of what, in the words of the totals of AWS CLI. */
export interface VerdictCounts {
  readonly digests: VerdictTally;
  readonly backfillDigests: VerdictTally;
  readonly logs: VerdictTally;
  readonly unreferenced: number;
  readonly gaps: number;
}

/** What one run of `trail verify` found of one trail in one account and region. */
export interface VerifiedChain {
  readonly bucket: string;
  /** Of all keys, before `AWSLogs/`, without a slash at its end; empty: none. */
  readonly prefix: string;
  readonly account: string;
  readonly region: string;
  /** Empty: nobody can tell which trail's log files these are. */
  readonly trail: string;
  readonly homeRegion: string;
  readonly isBackfill: boolean;
  readonly counts: VerdictCounts;
  /** Objects that could not be read. */
  readonly unread: number;
  /** The first of what is not valid. */
  readonly first: readonly { readonly s3: string; readonly reason: string }[];
}

/** One run of `trail verify`, without its verdicts one by one. Times are ISO 8601, UTC. */
export interface TrailVerification {
  /** By time of delivery; undefined: from the beginning of each chain. */
  readonly from?: string;
  /** The end of what was asked, else the newest digest. Undefined: there was no digest. */
  readonly to?: string;
  /** Only these were looked at; undefined: all that were found. */
  readonly regions?: readonly string[];
  readonly accounts?: readonly string[];
  readonly chains: readonly VerifiedChain[];
}

/** Saved results of `trail verify`, joined to the trails of a snapshot by a check. */
export interface TrailVerdicts {
  readonly source: SourceRecord;
  readonly runs: readonly TrailVerification[];
}
