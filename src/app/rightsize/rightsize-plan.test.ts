import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import type { PlanOptions, RightsizeFacts } from "../../rightsize/index.ts";
import { readRightsizeInputs } from "./rightsize-inputs.ts";
import { planFileName, planFor, plansFor, planText } from "./rightsize-plan.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-plans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asOf = "2026-11-21T20:30:00Z";
const options: PlanOptions = {
  asOf,
  level: "action",
  windowDays: 90,
  graceDays: 14,
  protect: [],
  allowNotAction: false,
  shared: "union",
};
const iam = "arn:aws:iam::111122223333";
const shared = `${iam}:policy/shared`;

function save(name: string, content: Json): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function role(name: string, path = "/"): Json {
  return {
    Path: path,
    RoleName: name,
    RoleId: `AROA${name.toUpperCase()}EXAMPLE`,
    Arn: `${iam}:role${path}${name}`,
    CreateDate: "2024-01-01T00:00:00+00:00",
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] },
    RolePolicyList: [{ PolicyName: "own", PolicyDocument: allow("sqs:*", "ec2:RunInstances") }],
    AttachedManagedPolicies: [{ PolicyName: "shared", PolicyArn: shared }],
    InstanceProfileList: [],
    Tags: [],
  };
}

function allow(...actions: readonly string[]): Json {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: [...actions], Resource: "*" }] };
}

const details = save("details.json", {
  UserDetailList: [],
  GroupDetailList: [],
  RoleDetailList: [
    role("reader"),
    role("writer"),
    role("idle"),
    role("AWSServiceRoleForSupport", "/aws-service-role/support.amazonaws.com/"),
  ],
  Policies: [
    {
      PolicyName: "shared",
      PolicyId: "ANPASHAREDEXAMPLE",
      Arn: shared,
      Path: "/",
      DefaultVersionId: "v1",
      AttachmentCount: 4,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: "2024-01-01T00:00:00+00:00",
      PolicyVersionList: [
        {
          Document: allow("dynamodb:*", "sns:*"),
          VersionId: "v1",
          IsDefaultVersion: true,
          CreateDate: "2024-01-01T00:00:00+00:00",
        },
      ],
    },
  ],
  IsTruncated: false,
});

/** Never used anything but what is given. */
function answer(name: string, ...used: readonly string[]): string {
  const services = ["sqs", "ec2", "dynamodb", "sns"].map((namespace) => ({
    ServiceName: namespace,
    ServiceNamespace: namespace,
    TotalAuthenticatedEntities: 0,
    ...(used.includes(namespace) && { LastAuthenticated: "2026-11-20T08:00:00+00:00" }),
  }));
  return save(name, {
    JobStatus: "COMPLETED",
    JobType: "SERVICE_LEVEL",
    JobCreationDate: "2026-11-21T20:00:00+00:00",
    JobCompletionDate: "2026-11-21T20:00:01+00:00",
    IsTruncated: false,
    ServicesLastAccessed: services,
  });
}

async function factsFrom(answers: Readonly<Record<string, string>>, principal?: string): Promise<RightsizeFacts> {
  const serviceLastAccessed = Object.entries(answers).map(([subject, file]) => ({
    file,
    ...(subject !== "" && { subject: `${iam}:role/${subject}` }),
  }));
  const { facts } = await readRightsizeInputs(
    { authorizationDetails: [details], serviceLastAccessed, logs: [] },
    { asOf, ...(principal !== undefined && { principal }) },
  );
  return facts;
}

const linked = "aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport";
const everybody = {
  reader: answer("reader.json", "sqs"),
  writer: answer("writer.json", "sns"),
  idle: answer("idle.json"),
  [linked]: answer("linked.json"),
};

describe("plans for several", () => {
  test("are byte for byte what each is alone, in whatever order they are made", async () => {
    const facts = await factsFrom(everybody);
    const names = ["writer", "idle", "reader"];
    const alone = names.map((name) => JSON.stringify(planFor(name, facts, options)));
    const inOrder = [...plansFor(names, facts, options)].map((plan) => JSON.stringify(plan));
    const backwards = [...plansFor(names.toReversed(), facts, options)].map((plan) => JSON.stringify(plan));
    expect(inOrder).toEqual(alone);
    expect(backwards.toReversed()).toEqual(alone);
    expect(alone.every((plan) => plan.includes('"removedActions"'))).toBe(true);
  });

  test.each([
    ["service", "union"],
    ["report", "union"],
    ["action", "fork"],
  ] as const)("also at level %s with shared policies as %s", async (level, shared) => {
    const facts = await factsFrom(everybody);
    const asked = { ...options, level, shared };
    const together = [...plansFor("all", facts, asked)];
    expect(together.map((plan) => JSON.stringify(plan))).toEqual(
      ["reader", "writer", "idle"].map((name) => JSON.stringify(planFor(name, facts, asked))),
    );
  });

  test("all are those who are neither protected nor an AWS service's, each with a file name of its own", async () => {
    const facts = await factsFrom(everybody);
    const protect = [`${iam}:role/wri*`, "sqs:*"];
    const plans = [...plansFor("all", facts, { ...options, protect })];
    expect(plans.map(planFileName)).toEqual(["role-reader.json", "role-idle.json"]);
  });

  test("one that is not there is told before any plan is made", async () => {
    const facts = await factsFrom(everybody);
    expect(() => plansFor(["reader", "nobody"], facts, options)).toThrow(/nobody/);
  });
});

describe("an answer of Access Advisor that names nobody", () => {
  const unnamed = { "": answer("unnamed.json") };

  test.each(["idle", `${iam}:role/idle`])("is that of %s, whom the plan is about", async (principal) => {
    const facts = await factsFrom(unnamed, principal);
    expect(facts.lastAccessed.map(({ arn }) => arn)).toEqual([`${iam}:role/idle`]);
  });

  test("is nobody's when the principal has one of its own", async () => {
    const facts = await factsFrom({ ...unnamed, idle: answer("own.json", "sns") }, "idle");
    expect(facts.lastAccessed.map(({ arn }) => arn).toSorted()).toEqual([`${iam}:role/idle`, undefined]);
    expect(planFor("idle", facts, options).evidence.accessAdvisor).toHaveLength(1);
  });

  test("is nobody's when plans are made for several", async () => {
    const facts = await factsFrom(unnamed);
    expect(facts.lastAccessed.map(({ arn }) => arn)).toEqual([undefined]);
  });
});

test("a stored plan is its JSON, whatever its inputs are", async () => {
  const { facts } = await readRightsizeInputs(
    { authorizationDetails: [details], serviceLastAccessed: [], logs: [] },
    { asOf },
  );
  const plan = planFor("reader", facts, options);
  expect(plan.inputs).not.toEqual([]);
  const odd = { ...plan, inputs: [{ source: "logs", file: '\n  "inputs": []', sha256: "" }] };
  for (const one of [plan, plan, odd, { ...plan, inputs: [] }]) {
    expect(planText(one)).toBe(`${JSON.stringify(one, null, 2)}\n`);
  }
});
