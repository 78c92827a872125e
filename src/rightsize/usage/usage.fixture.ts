import { actionCatalogue } from "../../iam/index.ts";
import type {
  Activity,
  IamPolicy,
  IamRole,
  IamUser,
  Identities,
  Json,
  LastAccessed,
  LogCoverage,
  RecordedCall,
  ServiceAccess,
  StoredDocument,
} from "../../model/index.ts";
import type { UsageCell } from "./usage-cell.ts";
import { createUsageJudge } from "./usage-judge.ts";
import type { UsageRequest } from "./usage-request.ts";

export const now = "2026-11-21T20:00:00Z";
export const arn = "arn:aws:iam::111122223333:role/app/worker";
export const userArn = "arn:aws:iam::111122223333:user/ana";

/** ISO 8601 of so many days before {@link now}; negative: after it. */
export function daysAgo(days: number): string {
  return new Date(Date.parse(now) - days * 86_400_000).toISOString();
}

export function document(action: Json, effect = "Allow"): StoredDocument {
  return { json: { Version: "2012-10-17", Statement: [{ Effect: effect, Action: action, Resource: "*" }] } };
}

/** An old role with one inline policy that allows all of S3, SQS and IAM. */
export function role(parts: Partial<IamRole> = {}): IamRole {
  return {
    name: "worker",
    arn,
    id: "AROAWORKEREXAMPLE",
    path: "/app/",
    createdAt: daysAgo(800),
    inlinePolicies: [{ name: "own", document: document(["s3:*", "sqs:*", "iam:*"]) }],
    attachedPolicies: [],
    trustPolicy: document("sts:AssumeRole"),
    instanceProfiles: [],
    tags: {},
    ...parts,
  };
}

export function user(parts: Partial<IamUser> = {}): IamUser {
  return {
    name: "ana",
    arn: userArn,
    id: "AIDAANAEXAMPLE",
    path: "/",
    createdAt: daysAgo(800),
    inlinePolicies: [],
    attachedPolicies: [],
    groups: [],
    tags: {},
    ...parts,
  };
}

export const policyArn = "arn:aws:iam::111122223333:policy/shared";

export type PolicyVersion = readonly [days: number, action: Json];

/** A managed policy whose versions, the one in force first, are so many days old and allow so much. */
export function policy(...versions: readonly PolicyVersion[]): IamPolicy {
  const made = versions.map(([days, action], index) => ({
    id: `v${versions.length - index}`,
    isDefault: index === 0,
    createdAt: daysAgo(days),
    document: document(action),
  }));
  return {
    name: "shared",
    arn: policyArn,
    id: "ANPASHAREDEXAMPLE",
    path: "/",
    createdAt: daysAgo(800),
    attachmentCount: 1,
    boundaryCount: 0,
    defaultVersion: `v${versions.length}`,
    document: made[0]?.document ?? document("s3:*"),
    versions: made,
  };
}

export const attached: Pick<IamRole, "inlinePolicies" | "attachedPolicies"> = {
  inlinePolicies: [],
  attachedPolicies: [{ name: "shared", arn: policyArn }],
};

export function identities(parts: Partial<Identities> = {}): Identities {
  return { users: [], groups: [], roles: [role()], policies: [], ...parts };
}

/** A finished and whole answer by action that was made an hour ago: S3 used, SQS and IAM never. */
export function answer(parts: Partial<LastAccessed> = {}): LastAccessed {
  return {
    arn,
    jobStatus: "COMPLETED",
    level: "action",
    completedAt: daysAgo(1 / 24),
    isTruncated: false,
    services: [
      service("s3", 2, { CreateBucket: undefined, ListAllMyBuckets: 2, PutBucketPolicy: 200 }),
      service("sqs"),
      service("iam"),
    ],
    ...parts,
  };
}

/** `days`: since the last use; undefined: never. The same for each tracked action. */
export function service(
  namespace: string,
  days?: number,
  tracked?: { readonly [action: string]: number | undefined },
): ServiceAccess {
  return {
    namespace,
    name: namespace,
    ...(days !== undefined && { lastAuthenticated: daysAgo(days), lastAuthenticatedRegion: "us-east-1" }),
    ...(tracked && {
      actions: Object.entries(tracked).map(([name, at]) => ({
        name,
        ...(at !== undefined && { lastAccessed: daysAgo(at) }),
      })),
    }),
  };
}

export function call(action: string, days: number, parts: Partial<RecordedCall> = {}): RecordedCall {
  return {
    action,
    resources: ["*"],
    outcome: "done",
    evidence: "event",
    context: {},
    count: 1,
    first: daysAgo(days),
    last: daysAgo(days),
    example: "00000000-0000-4000-8000-000000000001",
    ...parts,
  };
}

export function activity(
  calls: readonly RecordedCall[],
  parts: Partial<Activity["principals"][number]> = {},
): Activity {
  return {
    principals: [{ arn, ids: ["AROAWORKEREXAMPLE"], calls, unmapped: [], ...parts }],
    coverage: coverage(),
  };
}

/** Logs of 100 days without a hole. */
export function coverage(parts: Partial<LogCoverage> = {}): LogCoverage {
  return {
    from: daysAgo(100),
    to: daysAgo(0.01),
    emptyDays: [],
    regions: ["eu-central-1", "us-east-1"],
    accounts: ["111122223333"],
    events: 1000,
    duplicates: 0,
    dataEventSources: [],
    ...parts,
  };
}

/** Old role, whole answer, and what the test changes about it. */
export function given(parts: Partial<UsageRequest> = {}): UsageRequest {
  return { identities: identities(), lastAccessed: [answer()], now, catalogue: actionCatalogue(), ...parts };
}

/** The cell of a service (`s3`) or an action (`s3:CreateBucket`), of the role unless it says otherwise. */
export function cell(request: UsageRequest, what: string, whose: string = arn): UsageCell {
  const usage = createUsageJudge(request).of(whose);
  if (usage === undefined) throw new Error(`${whose} is not there`);
  return what.includes(":") ? usage.action(what) : usage.service(what);
}
