/** The digests of one trail for one account and region: each names the one before. */
export interface DigestChainName {
  /** Of all keys, before `AWSLogs/`, without a slash at its end; empty: none. */
  readonly prefix: string;
  /** `o-...` of an organization trail. */
  readonly organization?: string;
  readonly account: string;
  readonly region: string;
  /** Empty where no digest tells it. */
  readonly trail: string;
  readonly homeRegion: string;
  /** Its digests name log files that their own digest had missed. */
  readonly isBackfill: boolean;
}

/**
 * What was found out about a digest, a log file, or hours without a digest. `gap`: digests are missing; `start`: the chain
 * begins there, so that nobody promised older ones; `restart`: CloudTrail began it anew within the hour.
 */
export interface IntegrityVerdict {
  readonly kind: "digest" | "log" | "gap" | "start" | "restart";
  readonly bucket: string;
  /** Of hours: the folder in which digests are, or should be. */
  readonly key: string;
  readonly verdict: "valid" | "invalid" | "unreferenced" | "gap" | "unchecked";
  /** `valid`, `INVALID: ...` in the words of AWS CLI where it has some, `UNREFERENCED...`, `GAP...` or `unchecked...`. */
  readonly reason: string;
  /** It is unchecked because it could not be read: denied, or a network that failed. */
  readonly isUnread?: true;
  readonly chain: DigestChainName;
}
