import { describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import { documentHash, planHash } from "../plan/digest.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import {
  activity,
  advisor,
  allow,
  analyst,
  call,
  deny,
  document,
  facts,
  identities,
  options,
  stored,
  user,
} from "../plan/plan.fixture.ts";
import { planRightsize } from "../plan-rightsize.ts";
import { verifyPlan } from "./verify-plan.ts";

const bucket = "arn:aws:s3:::reports/*";
const inputs = facts({
  identities: identities({
    users: [
      user("analyst", [
        allow(["s3:GetObject", "sqs:*", "dynamodb:GetItem"], { Resource: bucket }),
        deny("s3:GetObject", { Resource: "arn:aws:s3:::reports/secret" }),
      ]),
    ],
  }),
  lastAccessed: [advisor(analyst, { s3: "2026-11-20T00:00:00Z", sqs: undefined, dynamodb: undefined })],
  activity: activity({ [analyst]: [call("s3:GetObject", { resources: ["arn:aws:s3:::reports/q3"], count: 12 })] }),
});
const plan = planRightsize(analyst, inputs, options);

/** As it comes back from a file. */
function saved(edit: (copy: Edited) => void = () => undefined): Json {
  const copy = JSON.parse(JSON.stringify(plan));
  edit(copy);
  return copy;
}

// What a test may touch of the JSON.
interface Edited {
  sha256: string;
  changes: { after: Json; before: Json; removedActions: string[]; affects: string[] }[];
  options: { windowDays: number };
  principal: { arn: string };
  [member: string]: unknown;
}

function failing(json: Json, from: RightsizeFacts = inputs): readonly string[] {
  return verifyPlan(json, from)
    .checks.filter(({ ok }) => !ok)
    .map(({ name }) => name);
}

/** An edit by somebody who knows how the hash is made. */
function sealed(edit: (copy: Edited) => void): Json {
  return saved((copy) => {
    edit(copy);
    copy.sha256 = planHash(copy);
  });
}

function firstChange(copy: Edited): Edited["changes"][number] {
  const [change] = copy.changes;
  if (change === undefined) throw new Error("no change");
  return change;
}

test("a plan holds against its own inputs, and says how much it compared", () => {
  const { holds, checks } = verifyPlan(saved(), inputs);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(holds).toBe(true);
  expect(plan.proof.replay).toEqual({ calls: 12, distinct: 1, inferred: 0, requests: 1, lost: 0, excluded: [] });
  expect(plan.changes[0]?.removedActions).toContain("dynamodb:GetItem");
});

describe("60: a plan that was edited is refused", () => {
  test.each<readonly [string, (copy: Edited) => void]>([
    ["one action less", (copy) => firstChange(copy).removedActions.pop()],
    [
      "another window",
      (copy) => {
        copy.options.windowDays = 91;
      },
    ],
    [
      "another hash",
      (copy) => {
        copy.sha256 = copy.sha256.replace(/^./, (first) => (first === "0" ? "1" : "0"));
      },
    ],
    [
      "a new member",
      (copy) => {
        copy["note"] = "reviewed";
      },
    ],
    [
      "no hash",
      (copy) => {
        Reflect.deleteProperty(copy, "sha256");
      },
    ],
  ])("%s", (_, edit) => {
    expect(failing(saved(edit))).toContain("plan");
  });

  test("also with a hash that fits, by the check that sees it", () => {
    const more = document(
      allow("s3:*", { Resource: bucket }),
      deny("s3:GetObject", { Resource: "arn:aws:s3:::reports/secret" }),
    );
    expect(
      failing(
        sealed((copy) => {
          firstChange(copy).after = more;
        }),
      ),
    ).toEqual(["structure", "no-new-access", "same-plan"]);
    const less = document(deny("s3:GetObject", { Resource: "arn:aws:s3:::reports/secret" }));
    expect(
      failing(
        sealed((copy) => {
          firstChange(copy).after = less;
        }),
      ),
    ).toEqual(["replay", "no-new-access", "same-plan"]);
    const open = document(allow(["s3:GetObject"], { Resource: bucket }));
    expect(
      failing(
        sealed((copy) => {
          firstChange(copy).after = open;
        }),
      ),
    ).toEqual(["structure", "same-plan"]);
    const used = sealed((copy) => {
      firstChange(copy).removedActions.push("s3:GetObject");
    });
    expect(failing(used)).toEqual(["used-since", "no-new-access", "effective", "evidence", "same-plan"]);
    expect(
      failing(
        sealed((copy) => {
          firstChange(copy).before = more;
        }),
      ),
    ).toContain("policies");
    expect(
      failing(
        sealed((copy) => {
          copy.changes = [];
        }),
      ),
    ).toEqual(["same-plan"]);
    expect(
      failing(
        sealed((copy) => {
          firstChange(copy).affects = [];
        }),
      ),
    ).toEqual(["same-plan"]);
  });

  test("a file that is no plan", () => {
    for (const json of [
      null,
      7,
      [],
      {},
      { kind: "rightsize-plan" },
      sealed((copy) => {
        copy.changes = [{}] as never;
      }),
    ])
      expect(failing(json)).toEqual(["plan"]);
  });
});

describe("59, 52: a plan whose inputs changed is refused", () => {
  test("a policy that differs from the plan's", () => {
    const [holder] = inputs.identities.users;
    if (holder === undefined) throw new Error("no user");
    const grown = { ...holder, inlinePolicies: [{ name: "own", document: stored(allow("sqs:*")) }] };
    const failed = failing(saved(), { ...inputs, identities: { ...inputs.identities, users: [grown] } });
    expect(failed).toContain("policies");
    expect(failed).toContain("same-plan");
    const bare = { ...holder, inlinePolicies: [] };
    expect(failing(saved(), { ...inputs, identities: { ...inputs.identities, users: [bare] } })).toContain("policies");
  });

  test.each([
    ["in the window", "2026-11-21T11:00:00Z"],
    ["after the plan was made", "2026-11-23T00:00:00Z"],
  ])("a removed action that was called, %s", (_, last) => {
    const calls = [...(inputs.activity?.principals[0]?.calls ?? []), call("sqs:PurgeQueue", { first: last, last })];
    const { checks } = verifyPlan(saved(), { ...inputs, activity: activity({ [analyst]: calls }) });
    expect(checks.find(({ name }) => name === "used-since")).toMatchObject({
      ok: false,
      detail: expect.stringContaining("sqs:PurgeQueue"),
    });
  });

  test("a denied call of it is no use", () => {
    const calls = [...(inputs.activity?.principals[0]?.calls ?? []), call("dynamodb:PutItem", { outcome: "denied" })];
    expect(failing(saved(), { ...inputs, activity: activity({ [analyst]: calls }) })).not.toContain("used-since");
  });

  test("a file with other bytes, one more and one less", () => {
    const other = [{ source: "authorization-details", file: "details.json", sha256: "1".repeat(64) }];
    expect(failing(saved(), { ...inputs, inputs: other })).toEqual(["inputs", "same-plan"]);
    expect(failing(saved(), { ...inputs, inputs: [...inputs.inputs, ...other] })).toEqual(["inputs", "same-plan"]);
    expect(failing(saved(), { ...inputs, inputs: [] })).toEqual(["inputs", "same-plan"]);
  });

  test("evidence that is gone", () => {
    expect(failing(saved(), { ...inputs, lastAccessed: [] })).toEqual(["evidence", "same-plan"]);
  });
});

test("the hash of a document depends on all of it", () => {
  expect(documentHash(document(allow("s3:*")))).not.toBe(documentHash(document(allow("s3:?"))));
});
