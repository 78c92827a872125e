import type { Session } from "./world/nouns.ts";
import type { Account, World } from "./world/world.ts";

export type ServiceName =
  | "iam"
  | "sts"
  | "cloudtrail"
  | "s3"
  | "signin"
  | "organizations"
  | "kms"
  | "logs"
  | "sns"
  | "events"
  | "access-analyzer"
  | "account";

/** One request, understood: who asks what of which account. */
export interface Call {
  readonly service: ServiceName;
  /** `CreateUser`, as the service's model writes it. */
  readonly operation: string;
  /** Members as the model writes them; timestamps are Date, blobs and streams Uint8Array. Types are as the model says. */
  readonly input: Input;
  readonly caller: Caller;
  readonly world: World;
  /** The caller's; of calls that nobody signed the one that is asked for, or the first. */
  readonly account: Account;
  /** Of the credential scope: where the client thinks that it calls. */
  readonly region: string;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** What came over HTTP beside the input, as S3's records tell it. Names of headers in lower case. */
  readonly http: HttpFacts;
  /** ISO 8601, whole seconds, UTC: `2026-11-21T20:30:00Z`. */
  readonly time: string;
}

export interface HttpFacts {
  /** `127.0.0.1:4566` */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** In order; a key without a value has an empty one. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: { readonly [name: string]: string };
  readonly bytesIn: number;
}

export type Input = { readonly [member: string]: unknown };
/** Members as the model writes them; undefined ones are left out. */
export type Output = { readonly [member: string]: unknown };

/** Who signed. `service`: AWS itself, as CloudTrail delivering; `anonymous`: nobody, as AssumeRoleWithWebIdentity allows. */
export type Caller =
  | { readonly kind: "root"; readonly account: string; readonly accessKeyId: string }
  | { readonly kind: "user"; readonly account: string; readonly name: string; readonly accessKeyId: string }
  /** Temporary credentials: of a role, a federated user, or a user or root by GetSessionToken. */
  | { readonly kind: "session"; readonly account: string; readonly session: Session }
  /** `cloudtrail.amazonaws.com`, and for which trail it comes. */
  | { readonly kind: "service"; readonly name: string; readonly sourceArn?: string; readonly sourceAccount?: string }
  | { readonly kind: "anonymous" };

/** What a call must be allowed to do; all of its needs. */
export interface Need {
  /** `iam:CreateUser` */
  readonly action: string;
  /** ARN or `*`. */
  readonly resource: string;
  /** Where the resource has a policy of its own: the document and the account it is in. */
  readonly resourcePolicy?: { readonly document?: string; readonly account: string };
  /** Condition keys beside those of every request, with their values. */
  readonly context?: { readonly [key: string]: readonly string[] };
}

/**
 * One operation. It reads and changes the world through tables only, at once (no promises): then a call happens wholly, or not
 * at all.
 */
export interface Operation {
  /** What the caller must be allowed to do; undefined: everybody may, as GetCallerIdentity. */
  readonly needs?: (call: Call) => readonly Need[];
  /** Throws an {@link AwsError}. Looks at the input first, as AWS does, then at the world. */
  readonly run: (call: Call) => Output;
  /** What CloudTrail records beyond what its laws give; a list: one record for each. */
  readonly trace?: (call: Call, output: Output | undefined) => Trace | readonly Trace[];
}

/** By operation name. */
export type Operations = { readonly [name: string]: Operation };

/** Replaces or adds to what is recorded of a call. */
export interface Trace {
  /** `GetBucketPublicAccessBlock` in place of the API's name. */
  readonly eventName?: string;
  readonly requestParameters?: object | null;
  readonly responseElements?: object | null;
  readonly additionalEventData?: object;
  readonly resources?: readonly {
    readonly ARN?: string;
    readonly ARNPrefix?: string;
    readonly accountId?: string;
    readonly type?: string;
  }[];
  /** Other accounts that get a copy of the record: of a role that was assumed, of a bucket's owner. */
  readonly copies?: readonly string[];
  /** A data event: recorded only where a trail selects it. `AWS::S3::Object` and its ARN. */
  readonly data?: { readonly type: string; readonly arn: string };
  readonly readOnly?: boolean;
  /** In place of the caller's: of sign-ins, where nobody has signed. */
  readonly userIdentity?: object;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** `AwsConsoleSignIn`; undefined: `AwsApiCall`. */
  readonly eventType?: string;
  /** Where it is recorded, if not by the service's rule. */
  readonly region?: string;
  /** Account in whose trails it stands; undefined: the call's. Of a switched role the role's. */
  readonly recipient?: string;
  /** In place of the call's service, address and client: of the AssumeRole that the console makes (`AWS Internal`). */
  readonly eventSource?: string;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
}
