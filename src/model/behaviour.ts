/**
 * What identities did, condensed from CloudTrail events: much smaller than the events, and with the place of each event
 * that something rests on. Times are milliseconds since 1970.
 */
export interface Behaviour {
  readonly coverage: BehaviourCoverage;
  /** What a place is: an IP network (/24, /48), or the AS and country that a GeoIP database gave. */
  readonly placedBy: "network" | "geoip";
  /** By stable ARN: user, role, account root. */
  readonly identities: ReadonlyMap<string, IdentityBehaviour>;
  /** Long-term access keys, by id. */
  readonly keys: ReadonlyMap<string, KeyBehaviour>;
  /** Console sign-ins in order of time. */
  readonly signIns: readonly SignIn[];
  /** Roles that were assumed, in order of time. */
  readonly sessions: readonly RoleSession[];
  /** Successful changes of IAM, trails, and what trails rest on, in order of time. */
  readonly changes: readonly RecordedChange[];
  /** What was too much to keep: an answer that needs it is unknown. */
  readonly evicted: BehaviourEvictions;
}

export interface BehaviourCoverage {
  /** Undefined without events. */
  readonly from?: number;
  readonly to?: number;
  /** Days (UTC, days since 1970) with at least one event, in order. */
  readonly days: readonly number[];
  readonly regions: readonly string[];
  readonly accounts: readonly string[];
  /** Events that counted, each `eventID` once. */
  readonly events: number;
  readonly duplicates: number;
  /** Events whose time cannot be read: they count nowhere. */
  readonly timeless: number;
  /** Files that could not be read to their end, and folders that were named and hold nothing. */
  readonly broken: number;
}

/** How many of each were left out. */
export interface BehaviourEvictions {
  readonly identities: number;
  readonly keys: number;
  readonly signIns: number;
  readonly sessions: number;
  readonly changes: number;
}

/** An event that something rests on, and where it is. */
export interface SeenEvent {
  readonly ms: number;
  readonly eventId: string;
  readonly eventName: string;
  /** `iam.amazonaws.com` */
  readonly eventSource: string;
  readonly file: string;
  readonly index: number;
  /** As the event wrote it: an address, or the name of an AWS service. */
  readonly sourceIp?: string;
  readonly region?: string;
  readonly outcome: "done" | "denied" | "failed";
}

export interface IdentityBehaviour {
  readonly arn: string;
  /** `IAMUser`, `AssumedRole`, `Root`, ... */
  readonly type: string;
  /** All of its events, sign-ins and refused calls too. */
  readonly count: number;
  /** Sign-ins are none of the three. */
  readonly reads: number;
  readonly writes: number;
  /** Events that do not say whether they only read. */
  readonly unclear: number;
  readonly first: SeenEvent;
  readonly last: SeenEvent;
  /** Days with events, in order. */
  readonly days: readonly number[];
  /** Where it was, day by day. Failed sign-ins leave no trace here: they may be anybody's. */
  readonly presence: readonly PresenceDay[];
  readonly agents: readonly AgentUse[];
  readonly actions: readonly ActionUse[];
  readonly lastWrite?: SeenEvent;
  /** Successful writes of security services, by how sure the caller's MFA is. */
  readonly privileged: { readonly [how in MfaState]: PrivilegedWrites };
  /** The newest calls of sessions that say that they have no MFA, newest first. */
  readonly withoutMfa: readonly SeenEvent[];
  /** The newest events, newest first. */
  readonly recent: readonly SeenEvent[];
  /** Some of its days, places, agents or actions were too many to keep apart. */
  readonly isTruncated: boolean;
}

/** `key`: a long-term access key, which carries no MFA; `silent`: the event does not say. */
export type MfaState = "with" | "without" | "key" | "silent";

export interface PrivilegedWrites {
  readonly count: number;
  /** The newest ones, newest first. */
  readonly newest: readonly SeenEvent[];
}

/** One place on one day (UTC). */
export interface PresenceDay {
  readonly place: string;
  /** ISO 3166-1, where a database knows it. */
  readonly country?: string;
  readonly day: number;
  readonly first: SeenEvent;
  readonly last: SeenEvent;
  readonly count: number;
}

/** A family of user agents. */
export interface AgentUse {
  readonly agent: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** An API call by event source and name, the version of a name left out: `lambda:CreateFunction`. */
export interface ActionUse {
  readonly action: string;
  readonly done: number;
  readonly denied: number;
  /** Of those that were done. */
  readonly firstDone?: SeenEvent;
  readonly lastDone?: SeenEvent;
  readonly lastDenied?: SeenEvent;
  /** False: at least one of its events is a write. */
  readonly isRead: boolean;
}

export interface KeyBehaviour {
  readonly id: string;
  /** Stable ARN of its owner. */
  readonly owner: string;
  readonly count: number;
  readonly first: SeenEvent;
  readonly last: SeenEvent;
  readonly presence: readonly PresenceDay[];
  readonly agents: readonly AgentUse[];
  /** `iam`, `s3`, ... */
  readonly services: readonly string[];
  readonly isTruncated: boolean;
}

export interface SignIn {
  /** ARN of the user, role or root; undefined: CloudTrail masked the name. */
  readonly identity?: string;
  readonly isSuccess: boolean;
  /** `additionalEventData.MFAUsed`; undefined: the event does not say. */
  readonly mfaUsed?: boolean;
  readonly place?: string;
  readonly userAgent?: string;
  readonly event: SeenEvent;
}

export interface RoleSession {
  /** ARN of the role. */
  readonly role: string;
  /** Stable ARN of who assumed it; undefined: a service, or an account that is not named further. */
  readonly caller?: string;
  readonly callerAccount?: string;
  /** `roleSessionName`; of IAM Identity Center the name of the user. */
  readonly sessionName?: string;
  /** `ec2.amazonaws.com` and the like assume roles whether or not there is work. */
  readonly byService: boolean;
  /** Undefined: the event shows no credentials, so that nothing can be joined. */
  readonly keyId?: string;
  readonly event: SeenEvent;
  /** Events made with its credentials within 12 hours. */
  readonly uses: number;
}

/** A successful write to IAM or CloudTrail, or to buckets, keys and log groups that trails rest on. */
export interface RecordedChange {
  readonly event: SeenEvent;
  /** Stable ARN. */
  readonly actor?: string;
  readonly actorType: string;
  readonly place?: string;
  /** Texts of `requestParameters`, by name: `userName`, `roleName`, `policyArn`, `name`, `bucketName`, ... */
  readonly request: { readonly [name: string]: string };
  /** Access key that the call made. */
  readonly madeKey?: string;
}

/** What somebody did, by ARN; events of a role with a path may lack it. */
export function behaviourOf(behaviour: Behaviour, arn: string): IdentityBehaviour | undefined {
  return behaviour.identities.get(arn) ?? behaviour.identities.get(withoutPath(arn));
}

function withoutPath(arn: string): string {
  return arn.replace(/^(arn:[^:]*:iam::\d*:(?:user|role)\/).*\//, "$1");
}
