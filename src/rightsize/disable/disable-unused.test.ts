import { describe, expect, test } from "vitest";
import type { CredentialReport, CredentialRow, IamRole, IamUser, Json, PrincipalActivity } from "../../model/index.ts";
import { planHash } from "../plan/digest.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import * as given from "../plan/plan.fixture.ts";
import type { PlanOptions, RightsizePlan } from "../plan/plan.ts";
import { planRightsize } from "../plan-rightsize.ts";
import { verifyPlan } from "../proof/verify-plan.ts";

const ben = given.arn("user/ben");
const old = given.arn("role/old");
const lately = "2026-11-20T00:00:00Z";
const longAgo = "2026-03-01T00:00:00Z";
const never = { kind: "not_applicable" } as const;

const granted = [given.allow(["sqs:*", "iam:PassRole", "iam:GetUser"])];
const trust: Json = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: ben }, Action: "sts:AssumeRole" }],
};
const user = (parts: Partial<IamUser> = {}): IamUser => given.user("analyst", granted, parts);
const role = (parts: Partial<IamRole> = {}): IamRole =>
  given.role("old", granted, { trustPolicy: { json: trust }, lastUsed: { at: longAgo }, ...parts });

const row: CredentialRow = {
  line: 3,
  user: "analyst",
  arn: given.analyst,
  isRoot: false,
  createdAt: { kind: "at", time: "2024-01-01T00:00:00Z" },
  passwordEnabled: "true",
  passwordLastUsed: { kind: "at", time: longAgo },
  passwordLastChanged: { kind: "at", time: "2024-01-01T00:00:00Z" },
  passwordNextRotation: never,
  mfaActive: "true",
  accessKeys: [
    {
      slot: 1,
      active: "true",
      lastRotated: { kind: "at", time: "2024-01-01T00:00:00Z" },
      lastUsed: { kind: "at", time: longAgo },
      lastUsedRegion: "us-east-1",
      lastUsedService: "sqs",
    },
    { slot: 2, active: "false", lastRotated: never, lastUsed: never, lastUsedRegion: "N/A", lastUsedService: "N/A" },
  ],
  certificates: [],
  otherColumns: {},
};

function report(parts: Partial<CredentialRow> = {}): CredentialReport {
  return { generatedAt: "2026-11-21T11:00:00Z", columns: [], rows: [{ ...row, ...parts }] };
}

/** Nobody used the user or the role, and everything that could show it was asked. */
function world(parts: Partial<RightsizeFacts> = {}): RightsizeFacts {
  return given.facts({
    identities: given.identities({ users: [user()], roles: [role()] }),
    lastAccessed: [given.analyst, old].map((who) => given.advisor(who, { sqs: longAgo, iam: undefined })),
    activity: given.activity({ [ben]: [given.call("sqs:SendMessage")] }),
    credentialReport: report(),
    ...parts,
  });
}

const asked: PlanOptions = { ...given.options, disableUnused: true };

function plan(who: string, facts: RightsizeFacts = world(), options: PlanOptions = asked): RightsizePlan {
  return planRightsize(who, facts, options);
}

function whyNot({ refusals }: RightsizePlan): string {
  return refusals
    .filter(({ scope }) => scope === "disable")
    .map(({ reason }) => reason)
    .join(" ");
}

const denyAll = {
  Version: "2012-10-17",
  Statement: [{ Sid: "TrailproofDisabled", Effect: "Deny", Action: "*", Resource: "*" }],
};

describe.each([
  ["user", given.analyst],
  ["role", old],
])("an idle %s", (_kind, who) => {
  test("gets one Deny of everything, with the reasons and a proof that holds", () => {
    const made = plan(who);
    expect(made.disable).toMatchObject({ holder: who, name: "trailproof-disabled", document: denyAll });
    expect(made.disable?.why).toHaveLength(3);
    expect(whyNot(made)).toBe("");
    expect(made.measure.actions.after).toBe(0);
    expect(made.measure.escalation.after).toBe(0);
    expect(made.proof.checks.find(({ name }) => name === "disable")?.ok).toBe(true);
    expect(made.proof.holds).toBe(true);
  });

  test("is not disabled unless it is asked for, and a plan that does not ask is as it always was", () => {
    const { disableUnused: _, ...options } = asked;
    const made = plan(who, world(), options);
    expect(made).not.toHaveProperty("disable");
    expect(made.options).not.toHaveProperty("disableUnused");
    expect(made.proof.checks.map(({ name }) => name)).not.toContain("disable");
    expect(plan(who).changes).toEqual(made.changes);
  });

  test("can be disabled by a plan that cuts nothing else, and a report changes nothing", () => {
    const pinned = given.allow(["sqs:*"], { Sid: "NOREPO" });
    const holder = { inlinePolicies: [{ name: "own", document: given.stored(pinned) }] };
    const made = plan(who, world({ identities: given.identities({ users: [user(holder)], roles: [role(holder)] }) }));
    expect(made.changes).toEqual([]);
    expect(made.disable?.holder).toBe(who);
    expect(made.proof.checks.find(({ name }) => name === "replay")?.detail).toContain("0 recorded calls");
    expect(whyNot(plan(who, world(), { ...asked, level: "report" }))).toContain("level report");
  });

  test("verifies against the same inputs, and any edit of what disables is refused", () => {
    const made = plan(who);
    const json = (): { disable: { [name: string]: Json } } & { [name: string]: Json } =>
      JSON.parse(JSON.stringify(made));
    expect(verifyPlan(json(), world()).checks.filter(({ ok }) => !ok)).toEqual([]);
    const edits: readonly ((plan: ReturnType<typeof json>) => void)[] = [
      (edited) => Object.assign(edited.disable, { holder: ben }),
      (edited) => Object.assign(edited.disable, { name: "other" }),
      (edited) =>
        Object.assign(edited.disable, { document: given.document({ Effect: "Allow", Action: "*", Resource: "*" }) }),
      (edited) => Object.assign(edited.disable, { document: given.document(given.deny("s3:*")) }),
      (edited) => Object.assign(edited.disable, { why: [] }),
      (edited) => Object.assign(edited, { disable: null }),
      (edited) => Reflect.deleteProperty(edited, "disable"),
    ];
    for (const edit of edits) {
      const edited = json();
      edit(edited);
      expect(verifyPlan(edited, world()).holds).toBe(false);
      Object.assign(edited, { sha256: planHash(edited) });
      expect(verifyPlan(edited, world()).holds).toBe(false);
    }
  });

  test("does not verify any more once it was called, or has the policy", () => {
    const json = JSON.parse(JSON.stringify(plan(who))) as Json;
    const failed = (facts: RightsizeFacts): readonly string[] =>
      verifyPlan(json, facts)
        .checks.filter(({ ok }) => !ok)
        .map(({ name }) => name);
    const denied = given.call("s3:GetObject", { outcome: "denied", last: "2026-11-21T11:00:00Z" });
    expect(failed(world({ activity: given.activity({ [who]: [denied] }) }))).toEqual(
      expect.arrayContaining(["used-since", "disable", "same-plan"]),
    );
    const inlinePolicies = [{ name: "trailproof-disabled", document: given.stored(given.deny("*")) }];
    const now = given.identities({ users: [user({ inlinePolicies })], roles: [role({ inlinePolicies })] });
    expect(failed(world({ identities: now }))).toContain("policies");
  });
});

type Case = readonly [what: string, parts: Partial<RightsizeFacts>, reason: string];

const users = (parts: Partial<IamUser>) => ({ identities: given.identities({ users: [user(parts)] }) });
const roles = (parts: Partial<IamRole>) => ({ identities: given.identities({ roles: [role(parts)] }) });
const answers = (parts: Parameters<typeof given.advisor>[2]) => ({
  lastAccessed: [given.analyst, old].map((who) => given.advisor(who, { sqs: longAgo, iam: undefined }, parts)),
});
const logs = (parts: Partial<ReturnType<typeof given.activity>["coverage"]>) => {
  const made = given.activity({ [ben]: [given.call("sqs:SendMessage")] });
  return { activity: { ...made, coverage: { ...made.coverage, ...parts } } };
};
const by = (who: string, parts: Partial<PrincipalActivity>) => ({
  activity: {
    ...given.activity({}),
    principals: [{ arn: who, ids: [], calls: [], unmapped: [], ...parts }],
  },
});
const { credentialReport: _report, ...withoutReport } = world();
const { activity: _activity, ...withoutLogs } = world();

const both: readonly Case[] = [
  ["no answer of Access Advisor", { lastAccessed: [] }, "Access Advisor"],
  [
    "a service that was used",
    { lastAccessed: [given.analyst, old].map((who) => given.advisor(who, { sqs: lately, iam: undefined })) },
    "sqs is used",
  ],
  [
    "a service that the answer does not list",
    { lastAccessed: [given.analyst, old].map((who) => given.advisor(who, { sqs: undefined })) },
    "iam is unknown",
  ],
  ["a failed job", answers({ jobStatus: "FAILED" }), "failed"],
  ["a job that runs", answers({ jobStatus: "IN_PROGRESS" }), "still running"],
  ["a cut answer", answers({ isTruncated: true }), "truncated"],
  ["an old answer", answers({ completedAt: "2026-09-01T00:00:00Z" }), "limit 30"],
  ["no logs", withoutLogs, "no logs"],
  ["logs that begin late", logs({ from: "2026-09-01T00:00:00Z" }), "begin at 2026-09-01"],
  ["logs that end early", logs({ to: "2026-11-19T00:00:00Z" }), "end at 2026-11-19"],
  ["logs with a hole", logs({ emptyDays: ["2026-10-01", "2026-10-02"] }), "no event on 2026-10-01 and 1 more"],
  ["logs of another account", logs({ accounts: ["444455556666"] }), "not of account 111122223333"],
  ["logs that cannot be read wholly", { logGaps: ["a.json.gz: it is cut"] }, "may hide calls"],
];

describe.each([
  ["user", given.analyst],
  ["role", old],
])("a %s is not disabled for", (_kind, who) => {
  test.each(both)("%s", (_what, parts, reason) => {
    const made = plan(who, parts === withoutLogs ? withoutLogs : world(parts));
    expect(made).not.toHaveProperty("disable");
    expect(whyNot(made)).toContain(reason);
  });

  test.each([
    ["a pin of the user on an action", "sqs:purgequeue", "you keep sqs:purgequeue"],
    ["a pin on what cannot be observed", "iam:PassRole", "iam:PassRole"],
    ["the protect list", "arn:aws:iam::111122223333:*", "protect list"],
  ])("%s", (_what, pattern, reason) => {
    const made = plan(who, world(), { ...asked, protect: [pattern] });
    expect(made).not.toHaveProperty("disable");
    expect(whyNot(made)).toContain(reason);
  });

  test.each<readonly [string, Partial<PrincipalActivity>, string]>([
    ["a call of its own", { calls: [given.call("sqs:SendMessage")] }, "called sqs:SendMessage"],
    ["a call that was denied", { calls: [given.call("s3:GetObject", { outcome: "denied" })] }, "which was denied"],
    [
      "a call that nobody knows the action of",
      { unmapped: [{ eventSource: "new.amazonaws.com", eventName: "New", count: 1, last: lately }] },
      "called New of new.amazonaws.com",
    ],
    ["a call without a time", { calls: [given.call("sqs:SendMessage", { last: "" })] }, "called sqs:SendMessage"],
  ])("%s", (_what, parts, reason) => {
    const made = plan(who, world(by(who, parts)));
    expect(made).not.toHaveProperty("disable");
    expect(whyNot(made)).toContain(reason);
  });

  test("a call before the window is none, as long as its service was not used since", () => {
    const before = { calls: [given.call("sqs:SendMessage", { first: longAgo, last: longAgo })] };
    expect(plan(who, world(by(who, before))).disable?.holder).toBe(who);
  });
});

test.each<Case>([
  ["no credential report", withoutReport, "no credential report"],
  ["a report without a date", { credentialReport: { columns: [], rows: [row] } }, "does not say when it was made"],
  ["an old report", { credentialReport: { ...report(), generatedAt: "2026-10-01T00:00:00Z" } }, "not within 30 days"],
  ["a report of tomorrow", { credentialReport: { ...report(), generatedAt: "2026-11-23T00:00:00Z" } }, "not within"],
  ["no line in it", { credentialReport: report({ arn: ben }) }, "no line of it"],
  [
    "a sign-in",
    { credentialReport: report({ passwordLastUsed: { kind: "at", time: lately } }) },
    "password was used at",
  ],
  ["a new password", { credentialReport: report({ passwordLastChanged: { kind: "at", time: lately } }) }, "changed at"],
  [
    "a sign-in that cannot be read",
    { credentialReport: report({ passwordLastUsed: { kind: "unreadable", text: "?" } }) },
    "cannot be read",
  ],
  [
    "a key that was used",
    {
      credentialReport: report({
        accessKeys: row.accessKeys.map((key) => ({ ...key, lastUsed: { kind: "at", time: lately } })),
      }),
    },
    "access key 1 was used",
  ],
  [
    "a new key",
    {
      credentialReport: report({
        accessKeys: row.accessKeys.map((key) => ({ ...key, lastRotated: { kind: "at", time: lately } })),
      }),
    },
    "access key 1 was made",
  ],
  [
    "credentials that it does not show",
    { credentialReport: report({ additionalCredentials: "1 more access key" }) },
    "1 more access key",
  ],
  ["its youth", users({ createdAt: "2026-10-01T00:00:00Z" }), "51 days old"],
  ["a name for emergencies", users({ tags: { purpose: "Break-Glass" } }), "emergencies"],
  [
    "no room for the Deny",
    users({
      inlinePolicies: [{ name: "own", document: given.stored(given.allow("sqs:*", { Sid: "x".repeat(1950) })) }],
    }),
    "no room",
  ],
  [
    "being disabled already",
    users({ inlinePolicies: [...user().inlinePolicies, { name: "trailproof-disabled", document: { json: denyAll } }] }),
    "disabled already",
  ],
  [
    "a policy of that name",
    users({
      inlinePolicies: [
        ...user().inlinePolicies,
        { name: "trailproof-disabled", document: given.stored(given.deny("s3:*")) },
      ],
    }),
    "another one",
  ],
  [
    "a grant of last week",
    {
      activity: {
        ...given.activity({}),
        grants: [
          {
            eventName: "PutUserPolicy",
            account: given.account,
            holder: "user/analyst",
            grants: "own",
            time: lately,
            example: "e1",
          },
        ],
      },
    },
    "PutUserPolicy",
  ],
])("a user is not disabled for %s", (_what, parts, reason) => {
  const facts = parts === withoutReport ? withoutReport : world(parts);
  const made = plan(given.analyst, facts);
  expect(made).not.toHaveProperty("disable");
  expect(whyNot(made)).toContain(reason);
});

const taken = (parts: Parameters<typeof given.call>[1], action = "sts:AssumeRole") =>
  by(ben, { calls: [given.call(action, parts)] });
const trusted = (principal: Json) => ({
  trustPolicy: {
    json: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }] },
  },
});
const { lastUsed: _used, ...roleWithoutUse } = role();

test.each<Case>([
  ["a use of late", roles({ lastUsed: { at: lately } }), "it was used at"],
  ["a use that nobody knows", { identities: given.identities({ roles: [roleWithoutUse] }) }, "RoleLastUsed"],
  [
    "a service that may assume it",
    roles(trusted({ Service: "lambda.amazonaws.com" })),
    "lambda.amazonaws.com may assume it",
  ],
  ["a trust in anybody", roles(trusted("*")), "names nobody"],
  ["a trust policy that cannot be read", roles({ trustPolicy: { unreadable: "it is cut" } }), "cannot be read"],
  ["an instance profile", roles({ instanceProfiles: ["web"] }), "instance profile web"],
  ["somebody who assumed it", taken({ resources: [old] }), "called sts:AssumeRole on it"],
  ["somebody who tried to", taken({ resources: [old], outcome: "denied" }), "called sts:AssumeRole on it"],
  ["somebody who assumed nobody knows what", taken({ resources: [], truncated: "resources" }), "perhaps this one"],
  [
    "somebody who passed it",
    taken({ resources: [old], evidence: "inferred" }, "iam:PassRole"),
    "called iam:PassRole on it",
  ],
  ["somebody who passed any", taken({ resources: ["*"], evidence: "inferred" }, "iam:PassRole"), "called iam:PassRole"],
  ["being an AWS service's", roles({ path: "/aws-service-role/x.amazonaws.com/" }), "AWS service owns it"],
  [
    "being Identity Center's",
    roles({ name: "AWSReservedSSO_Admin_1", path: "/aws-reserved/sso.amazonaws.com/" }),
    "Identity Center owns it",
  ],
  ["a name for emergencies", roles({ path: "/emergency/" }), "emergencies"],
])("a role is not disabled for %s", (_what, parts, reason) => {
  const made = plan(old, world(parts));
  expect(made).not.toHaveProperty("disable");
  expect(whyNot(made)).toContain(reason);
});

test("a role that others assumed before the window, or another role that they assumed in it, is no reason", () => {
  expect(plan(old, world(taken({ resources: [old], last: longAgo }))).disable?.holder).toBe(old);
  expect(plan(old, world(taken({ resources: [given.arn("role/path/other")] }))).disable?.holder).toBe(old);
});

test("a name that only looks like a property of all objects is a name", () => {
  const facts = world({ identities: given.identities({ users: [user({ tags: { ["__proto__"]: "x" } })] }) });
  expect(plan(given.analyst, facts).disable?.holder).toBe(given.analyst);
});

/** What somebody did in the window, told by each source that sees it. */
const deeds: readonly (readonly [string, Partial<RightsizeFacts>])[] = [
  ["nothing", {}],
  [
    "a call",
    {
      lastAccessed: [given.advisor(given.analyst, { sqs: lately, iam: undefined })],
      activity: given.activity({ [given.analyst]: [given.call("sqs:SendMessage")] }),
      credentialReport: report({
        accessKeys: row.accessKeys.map((key) => ({ ...key, lastUsed: { kind: "at", time: lately } })),
      }),
    },
  ],
  [
    "a call that was denied",
    {
      lastAccessed: [given.advisor(given.analyst, { sqs: lately, iam: undefined })],
      activity: given.activity({ [given.analyst]: [given.call("sqs:SendMessage", { outcome: "denied" })] }),
    },
  ],
  ["a sign-in", { credentialReport: report({ passwordLastUsed: { kind: "at", time: lately } }) }],
];

const losses: readonly (readonly [string, (facts: RightsizeFacts) => RightsizeFacts])[] = [
  ["the answers", (facts) => ({ ...facts, lastAccessed: [] })],
  [
    "a service of the answers",
    (facts) => ({
      ...facts,
      lastAccessed: facts.lastAccessed.map((one) => ({ ...one, services: one.services.slice(1) })),
    }),
  ],
  ["the logs", ({ activity: _, ...facts }) => facts],
  ["all that the logs tell of it", (facts) => ({ ...facts, activity: given.activity({}) })],
  ["a month of logs", (facts) => ({ ...facts, ...logs({ from: "2026-09-20T00:00:00Z" }) })],
  ["the report", ({ credentialReport: _, ...facts }) => facts],
  ["the lines of the report", (facts) => ({ ...facts, credentialReport: { ...report(), rows: [] } })],
  [
    "the date of the report",
    (facts) => ({ ...facts, credentialReport: { columns: [], rows: facts.credentialReport?.rows ?? [] } }),
  ],
  ["the policies", (facts) => ({ ...facts, identities: given.identities({ users: [user({ inlinePolicies: [] })] }) })],
  ["the user", (facts) => ({ ...facts, identities: given.identities({}) })],
];

describe.each(deeds)("of somebody who did %s", (deed, parts) => {
  test("whole evidence tells", () => {
    expect(plan(given.analyst, world(parts)).disable !== undefined).toBe(deed === "nothing");
  });

  test.each(losses)("less evidence never disables whom more would not: without %s", (_what, lose) => {
    const less = plan(given.analyst, lose(world(parts)));
    expect(deed !== "nothing" && less.disable !== undefined).toBe(false);
  });
});
