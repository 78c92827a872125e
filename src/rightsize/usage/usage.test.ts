import { describe, expect, test } from "vitest";
import type { LastAccessed } from "../../model/index.ts";
import {
  activity,
  answer,
  arn,
  attached,
  call,
  cell,
  coverage,
  daysAgo,
  given,
  identities,
  type PolicyVersion,
  policy,
  policyArn,
  role,
  service,
  user,
  userArn,
} from "./usage.fixture.ts";
import type { UsageCell } from "./usage-cell.ts";
import { usageCells } from "./usage-cells.fixture.ts";
import { createUsageJudge } from "./usage-judge.ts";
import type { UsageRequest } from "./usage-request.ts";

type Row = readonly [string, Partial<UsageRequest>, string, UsageCell["state"], RegExp];

describe("what a finished and whole answer tells", () => {
  const rows: readonly Row[] = [
    ["a service used within the window", {}, "s3", "used", /2\.0 days ago/],
    ["a service that was never used", {}, "sqs", "unused", /never used/i],
    ["a tracked action with a date in the window", {}, "s3:ListAllMyBuckets", "used", /2\.0 days ago/],
    ["a tracked action without a date, of a service in use", {}, "s3:CreateBucket", "unused", /never used/i],
    ["a tracked action that was used before the window", {}, "s3:PutBucketPolicy", "unused", /200\.0 days ago/],
    ["every action of a service that was never used", {}, "sqs:SendMessage", "unused", /never used/i],
    ["names ignore case", {}, "S3:createbucket", "unused", /never/i],
    ["used 89.9 days ago", answers(service("s3", 89.9)), "s3", "used", /89\.9/],
    ["used 90.0 days ago", answers(service("s3", 90)), "s3", "unused", /90\.0/],
    ["a window of 20 days counts as one of 30", { ...answers(service("s3", 25)), windowDays: 20 }, "s3", "used", /25/],
    ["a window of 200 days", { ...answers(service("s3", 120)), windowDays: 200 }, "s3", "used", /120/],
    ["a window beyond the tracking period", { windowDays: 500 }, "sqs", "unknown", /400 days/],
  ];
  test.each(rows)("%s", says);

  test("the cell has its source, its age and its region", () => {
    const made = { lastAccessed: [answer({ completedAt: daysAgo(12.5) })] };
    expect(cell(given(made), "s3")).toMatchObject({
      principal: arn,
      service: "s3",
      lastUsed: daysAgo(2).replace(".000Z", "Z"),
      lastRegion: "us-east-1",
      source: "access-advisor",
      evidenceAgeDays: 12,
    });
  });

  test("granted counts the actions of the catalogue", () => {
    const one = identities({ roles: [role({ inlinePolicies: [{ name: "own", document: listAndGet() }] })] });
    expect(cell(given({ identities: one }), "s3").granted).toBe(2);
  });
});

describe("evidence that is missing or broken never makes anything unused", () => {
  const rows: readonly Row[] = [
    ["1 page 2 is lost: a service of page 1", page1, "sqs", "unknown", /truncated/],
    ["1 page 2 is lost: a service of page 2", page1, "iam", "unknown", /truncated/],
    ["1 page 2 is lost: what page 1 shows to be used", page1, "s3", "used", /ago/],
    ["2 the job FAILED", job({ jobStatus: "FAILED", jobError: "X", services: [] }), "sqs", "unknown", /failed \(X\)/],
    ["3 the job never ends", job({ jobStatus: "IN_PROGRESS", services: [] }), "sqs", "unknown", /still running/],
    ["4 throttled half-way: no answer at all", { lastAccessed: [] }, "sqs", "unknown", /no answer/],
    ["5 the service is absent from the answer", answers(service("s3", 2)), "sqs", "unknown", /does not list/],
    ["6 the action is not tracked", {}, "s3:GetObject", "unknown", /does not track/],
    [
      "6 the answer is by service only",
      job({ level: "service", services: [service("s3", 2)] }),
      "s3:CreateBucket",
      "unknown",
      /by service only/,
    ],
    [
      "7 a log hole of 3 days",
      logsOnly({ emptyDays: ["2026-11-01", "2026-11-02", "2026-11-03"] }),
      "sqs",
      "unknown",
      /no event on 3 days/,
    ],
    ["8 one Region is missing", logsOnly({ regions: ["eu-central-1"] }), "iam", "unknown", /1 Region/],
    ["9 data events are off", logsOnly(), "s3:GetObject", "unknown", /no data events/],
    [
      "whole logs alone do not show it either",
      logsOnly({ dataEventSources: ["s3.amazonaws.com"] }),
      "sqs",
      "unknown",
      /the logs cover/,
    ],
    [
      "11 a role that is younger than the window",
      made({ createdAt: daysAgo(89.9) }),
      "sqs",
      "unknown",
      /only 89\.9 days old/,
    ],
    ["11 a role that is as old as the window", made({ createdAt: daysAgo(90) }), "sqs", "unused", /never/i],
    [
      "nobody knows how old the role is",
      { identities: identities({ roles: [ageless()] }) },
      "sqs",
      "unknown",
      /when the role was made/,
    ],
    ["a role that was made after the clock", made({ createdAt: daysAgo(-1) }), "sqs", "unknown", /after the clock/],
    [
      "no authorization details",
      { lastAccessed: [answer()], identities: identities({ roles: [] }) },
      "sqs",
      "unknown",
      /not in the authorization details/,
    ],
    ["12 a permission added last week", versions([7, "sqs:*"]), "sqs", "protected", /granted 7\.0 days ago/],
    [
      "12 a permission added between grace and window",
      versions([30, "sqs:*"]),
      "sqs",
      "unknown",
      /granted only 30\.0 days ago/i,
    ],
    [
      "12 a new version that allowed it before",
      versions([7, ["sqs:*", "s3:*"]], [400, "sqs:*"]),
      "sqs",
      "unused",
      /never/i,
    ],
    [
      "12 a new version that allowed it not before",
      versions([7, ["sqs:*", "iam:Get*"]], [400, "sqs:*"]),
      "iam",
      "protected",
      /7\.0/,
    ],
    [
      "12 allowed, taken away and allowed again",
      versions([7, "sqs:*"], [50, "s3:*"], [400, "sqs:*"]),
      "sqs",
      "protected",
      /7\.0/,
    ],
    ["14 a use after the clock", answers(service("sqs", -0.01)), "sqs", "unknown", /after the clock/],
    ["14 an answer after the clock", job({ completedAt: daysAgo(-0.01) }), "sqs", "unknown", /has no age/],
    ["14 an answer without a date", undatedAnswer(), "sqs", "unknown", /does not say when/],
    ["an answer of 29.9 days ago", job({ completedAt: daysAgo(29.9) }), "sqs", "unused", /never/i],
    ["an answer of 30.0 days ago", job({ completedAt: daysAgo(30) }), "sqs", "unknown", /made 30\.0 days ago/],
    [
      "16 another role of the same name in the logs",
      { activity: activity([call("sqs:SendMessage", 300)], { ids: ["AROAOTHEREXAMPLE"] }) },
      "sqs",
      "unknown",
      /another role of this name \(AROAOTHEREXAMPLE\)/,
    ],
    [
      "16 a use from before the role was made is another one's",
      {
        ...made({ createdAt: daysAgo(91) }),
        lastAccessed: [answer({ services: [service("sqs", 92)] })],
        activity: activity([call("sqs:SendMessage", 95)], { ids: ["AROAOTHEREXAMPLE", "AROAWORKEREXAMPLE"] }),
      },
      "sqs",
      "unused",
      /never used/i,
    ],
    [
      "16 a young role whose name was used before",
      { ...made({ createdAt: daysAgo(50) }), activity: activity([call("sqs:SendMessage", 60)]) },
      "sqs",
      "unknown",
      /only 50\.0 days old/,
    ],
    ["13 a quarterly job", answers(service("sqs", 100)), "sqs", "unused", /100\.0 days ago/],
    [
      "13 a quarterly job and a window that knows it",
      { ...answers(service("sqs", 100)), windowDays: 120 },
      "sqs",
      "used",
      /ago/,
    ],
    ["an answer that names nobody", { lastAccessed: [unnamed()] }, "sqs", "unknown", /no answer/],
    ["an action that the catalogue does not list", {}, "sqs:NoSuchAction", "unknown", /does not list the action/],
    [
      "a service that the catalogue does not list",
      newService(),
      "nosuchservice",
      "unknown",
      /does not list the service/,
    ],
    ["a policy that cannot be read grants at no known time", unreadable(), "sqs", "unknown", /since when/],
    [
      "calls whose action nobody knows",
      { activity: activity([], { unmapped: [unmapped] }) },
      "sqs",
      "unknown",
      /sqs\.amazonaws\.com NewCall/,
    ],
    [
      "calls that were too many to keep apart may be of any service",
      { activity: activity([], { unmapped: [{ ...unmapped, eventSource: "*", eventName: "*", count: 7 }] }) },
      "sqs",
      "unknown",
      /7 calls that were too many to keep apart/,
    ],
    [
      "calls that were too many to keep apart, and a tracked action",
      { activity: activity([], { unmapped: [{ ...unmapped, eventSource: "*", eventName: "*" }] }) },
      "s3:CreateBucket",
      "unknown",
      /too many to keep apart/,
    ],
    [
      "the service was used after the answer by action was made",
      laterUse(),
      "s3:CreateBucket",
      "unknown",
      /after the answer/,
    ],
  ];
  test.each(rows)("%s", says);
});

describe("logs overrule Access Advisor", () => {
  const rows: readonly Row[] = [
    [
      "an authorised call within the window",
      logs(call("sqs:SendMessage", 5, { count: 12 })),
      "sqs",
      "used",
      /12 calls in the logs/,
    ],
    [
      "an authorised call of an action",
      logs(call("s3:CreateBucket", 5)),
      "s3:CreateBucket",
      "used",
      /1 call in the logs/,
    ],
    [
      "an authorised call before the window, which is dated",
      logs(call("sqs:SendMessage", 95)),
      "sqs",
      "unused",
      /^Last used 95\.0 days ago, 2026-08-18T20:00:00Z/,
    ],
    [
      "an authorised call before the window, of an action",
      logs(call("sqs:SendMessage", 95)),
      "sqs:SendMessage",
      "unused",
      /^Last used 95\.0 days ago, 2026-08-18T20:00:00Z/,
    ],
    [
      "a call of another action of the service before the window",
      logs(call("sqs:SendMessage", 95)),
      "sqs:DeleteQueue",
      "unused",
      /^Nothing of its service was used since 2026-08-18T20:00:00Z, 95\.0 days ago/,
    ],
    [
      "10 only denied calls, and Access Advisor saw nothing",
      logs(denied("sqs:SendMessage")),
      "sqs",
      "unknown",
      /3 denied calls/,
    ],
    [
      "10 only denied calls, and Access Advisor counts them",
      logs(denied("s3:CreateBucket")),
      "s3",
      "used",
      /only 3 denied calls/,
    ],
    [
      "10 only denied calls of a tracked action",
      logs(denied("s3:CreateBucket")),
      "s3:CreateBucket",
      "unknown",
      /3 denied/,
    ],
    ["14 a call after the clock", logs(call("sqs:SendMessage", -0.5)), "sqs", "unknown", /after the clock/],
    [
      "14 calls before and after the clock",
      logs(call("sqs:SendMessage", 3, { last: daysAgo(-0.5) })),
      "sqs",
      "used",
      /3\.0 days ago/,
    ],
    [
      "15 duplicate events are counted once by whoever counts them",
      logs(call("sqs:SendMessage", 1)),
      "sqs",
      "used",
      /1 call/,
    ],
    [
      "16 the ARN of a session has lost the path of its role",
      { activity: activity([call("sqs:SendMessage", 1)], { arn: arn.replace("/app/", "/") }) },
      "sqs",
      "used",
      /1 call/,
    ],
    [
      "a role that is passed",
      logs(call("iam:PassRole", 3, { evidence: "inferred" })),
      "iam:PassRole",
      "used",
      /concluded/,
    ],
    [
      "nothing but logs",
      { lastAccessed: [], activity: activity([call("sqs:SendMessage", 1)]) },
      "sqs",
      "used",
      /1 call/,
    ],
    [
      "the rest of a service that logs alone show to be used",
      { lastAccessed: [], activity: activity([call("sqs:SendMessage", 1)]) },
      "sqs:DeleteQueue",
      "unknown",
      /no answer/,
    ],
  ];
  test.each(rows)("%s", says);

  test("the source says who saw it, and the later use counts", () => {
    const request = given({ activity: activity([call("s3:ListBucket", 1, { count: 2 }), denied("s3:ListBucket")]) });
    expect(cell(request, "s3")).toMatchObject({
      source: "both",
      calls: { done: 2, denied: 3 },
      lastUsed: daysAgo(1).replace(".000Z", "Z"),
    });
    expect(cell(request, "s3:ListBucket")).toMatchObject({ source: "cloudtrail" });
  });
});

describe("what must stay", () => {
  const linked = role({ path: "/aws-service-role/config.amazonaws.com/" });
  const sso = role({ name: "AWSReservedSSO_Admin_0123456789abcdef", path: "/aws-reserved/sso.amazonaws.com/" });
  const rows: readonly Row[] = [
    ["iam:PassRole, of a service that was never used", {}, "iam:PassRole", "protected", /PassRole/],
    ["other actions of that service", {}, "iam:CreateUser", "unused", /never/i],
    [
      "19 a service-linked role",
      { identities: identities({ roles: [linked] }) },
      "sqs",
      "protected",
      /role of an AWS service/,
    ],
    ["20 an Identity Center role", { identities: identities({ roles: [sso] }) }, "sqs", "protected", /permission set/],
    ["a pinned service", { protect: ["sqs:*"] }, "sqs", "protected", /you keep sqs:\*/],
    ["a pinned action", { protect: ["SQS:SendMess*"] }, "sqs:SendMessage", "protected", /you keep/],
    ["the service of a pinned action", { protect: ["sqs:SendMess*"] }, "sqs", "unused", /never/i],
    ["a pinned principal", { protect: ["arn:aws:iam::111122223333:role/app/*"] }, "sqs", "protected", /you keep arn/],
    ["what is used is used, pinned or not", { protect: ["s3:*"] }, "s3", "used", /ago/],
  ];
  test.each(rows)("%s", says);

  test("actions of an unused service that must stay have cells of their own", () => {
    const request = given({ ...versions([5, ["sqs:*"]], [400, ["sqs:Get*"]]), protect: ["sqs:GetQueueUrl"] });
    const cells = usageCells(request).filter((one) => one.service === "sqs");
    const states = new Map(cells.map(({ action, state }) => [action, state]));
    expect(states.get(undefined)).toBe("unused");
    expect(states.get("sqs:SendMessage")).toBe("protected");
    expect(states.get("sqs:GetQueueUrl")).toBe("protected");
    expect(states.has("sqs:GetQueueAttributes")).toBe(false);
  });
});

describe("who is listed", () => {
  test("21 the root user is not, since it needs no permission", () => {
    const root = "arn:aws:iam::111122223333:root";
    const request = given({
      lastAccessed: [answer({ arn: root })],
      activity: activity([call("s3:ListBucket", 1)], { arn: root }),
    });
    expect(createUsageJudge(request).subjects.map(({ subject }) => subject.arn)).toEqual([arn]);
  });

  test("an answer about a group is about its members, and so are their calls", () => {
    const groupArn = "arn:aws:iam::111122223333:group/team";
    const group = { ...role(), name: "team", arn: groupArn, id: "AGPATEAMEXAMPLE" };
    const request = given({
      identities: identities({ users: [user({ groups: ["team"] })], groups: [group] }),
      lastAccessed: [answer({ arn: groupArn, services: [service("sqs"), service("s3")] })],
      activity: activity([call("s3:ListBucket", 1)], { arn: userArn, ids: ["AIDAANAEXAMPLE"] }),
    });
    expect(cell(request, "sqs", groupArn).state).toBe("unused");
    expect(cell(request, "s3", groupArn).state).toBe("used");
    expect(cell(request, "sqs", userArn).state).toBe("unknown");
  });

  test("an answer about a policy is about all who have it", () => {
    const request = given({
      identities: identities({ roles: [role(attached)], policies: [policy([400, ["sqs:*", "s3:*"]])] }),
      lastAccessed: [answer({ arn: policyArn, services: [service("sqs"), service("s3")] })],
      activity: activity([call("s3:ListBucket", 1)]),
    });
    expect(cell(request, "sqs", policyArn).state).toBe("unused");
    expect(cell(request, "s3", policyArn).state).toBe("used");
  });

  test("without authorization details those of answers and logs are, and nothing is unused", () => {
    const { identities: _, ...request } = given({ activity: activity([call("sqs:SendMessage", 1)], { arn: userArn }) });
    const cells = usageCells(request);
    expect(new Set(cells.map(({ principal }) => principal))).toEqual(new Set([arn, userArn]));
    expect(cells.filter(({ state }) => state === "unused")).toEqual([]);
  });

  test("a call that was denied and is not granted makes no service", () => {
    const request = given({ activity: activity([denied("kms:Decrypt"), call("ec2:DescribeInstances", 1)]) });
    const services = createUsageJudge(request).of(arn)?.services;
    expect(services).not.toContain("kms");
    expect(services).toContain("ec2");
  });

  test("names such as __proto__ are names", () => {
    const odd = identities({
      roles: [
        role({
          inlinePolicies: [
            {
              name: "own",
              document: {
                json: { Statement: { Effect: "Allow", Action: ["__proto__:x", "constructor:*"], Resource: "*" } },
              },
            },
          ],
        }),
      ],
    });
    const request = given({
      identities: odd,
      lastAccessed: [answer({ services: [service("__proto__"), service("constructor", 1, { toString: 1 })] })],
    });
    expect(cell(request, "__proto__").state).toBe("unknown");
    expect(cell(request, "constructor").state).toBe("used");
    expect(usageCells(request).length).toBeGreaterThan(2);
  });
});

function says(
  _name: string,
  parts: Partial<UsageRequest>,
  what: string,
  state: UsageCell["state"],
  reason: RegExp,
): void {
  const found = cell(given(parts), what);
  expect(found).toMatchObject({ state, reason: expect.stringMatching(reason) });
  expect(found.reason).toMatch(/\.$/);
}

function answers(...services: LastAccessed["services"]): Partial<UsageRequest> {
  return { lastAccessed: [answer({ services })] };
}

function job(parts: Partial<LastAccessed>): Partial<UsageRequest> {
  return { lastAccessed: [answer(parts)] };
}

function made(parts: Parameters<typeof role>[0]): Partial<UsageRequest> {
  return { identities: identities({ roles: [role(parts)] }) };
}

function versions(...list: readonly PolicyVersion[]): Partial<UsageRequest> {
  return { identities: identities({ roles: [role(attached)], policies: [policy(...list)] }) };
}

function logs(...calls: Parameters<typeof activity>[0]): Partial<UsageRequest> {
  return { activity: activity(calls) };
}

function logsOnly(parts: Parameters<typeof coverage>[0] = {}): Partial<UsageRequest> {
  return { lastAccessed: [], activity: { ...activity([call("ec2:DescribeInstances", 1)]), coverage: coverage(parts) } };
}

function denied(action: string): ReturnType<typeof call> {
  return call(action, 4, { outcome: "denied", count: 3 });
}

function ageless(): ReturnType<typeof role> {
  const { createdAt: _, ...rest } = role();
  return rest;
}

function undatedAnswer(): Partial<UsageRequest> {
  const { completedAt: _, ...rest } = answer();
  return { lastAccessed: [rest] };
}

function unnamed(): LastAccessed {
  const { arn: _, ...rest } = answer();
  return rest;
}

function newService(): Partial<UsageRequest> {
  return {
    ...made({
      inlinePolicies: [
        {
          name: "own",
          document: { json: { Statement: { Effect: "Allow", Action: "nosuchservice:*", Resource: "*" } } },
        },
      ],
    }),
    ...answers(service("nosuchservice")),
  };
}

function unreadable(): Partial<UsageRequest> {
  return made({ inlinePolicies: [{ name: "own", document: { unreadable: "not JSON" } }] });
}

function laterUse(): Partial<UsageRequest> {
  const older = answer({ completedAt: daysAgo(10) });
  const newer = answer({ level: "service", completedAt: daysAgo(1), services: [service("s3", 2)] });
  return { lastAccessed: [older, newer] };
}

function listAndGet(): ReturnType<typeof role>["trustPolicy"] {
  return { json: { Statement: { Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "*" } } };
}

const page1: Partial<UsageRequest> = {
  lastAccessed: [answer({ isTruncated: true, services: [service("s3", 2), service("sqs")] })],
};

const unmapped = { eventSource: "sqs.amazonaws.com", eventName: "NewCall", count: 1, last: daysAgo(3) };
