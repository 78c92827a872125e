/** Room that all ledgers of a fold share. */
export interface SharedRoom {
  presence: number;
}

/** How much is kept, so that memory does not follow the number of events. */
export interface BehaviourLimits {
  readonly identities: number;
  readonly keys: number;
  readonly signIns: number;
  readonly sessions: number;
  readonly changes: number;
  /** Credentials of sessions whose events were seen before, or without, the call that made them. */
  readonly temporaryKeys: number;
  /** Of one identity: places by day, days, user agents, actions. */
  readonly presence: number;
  /** The same, of all identities and keys together. */
  readonly allPresence: number;
  readonly days: number;
  readonly agents: number;
  readonly actions: number;
  /** Newest events of one identity. */
  readonly recent: number;
}

export const defaultLimits: BehaviourLimits = {
  identities: 20_000,
  keys: 20_000,
  signIns: 50_000,
  sessions: 100_000,
  changes: 50_000,
  temporaryKeys: 400_000,
  presence: 3_000,
  allPresence: 400_000,
  days: 1_000,
  agents: 100,
  actions: 1_500,
  recent: 20,
};
