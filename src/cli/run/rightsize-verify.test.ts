import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyst, details, event, temporaryFolder } from "../../../test/support/analyst.ts";
import type { Json, JsonObject } from "../../model/index.ts";
import { answer, asked, policy, type Run, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const files = {
  details: folder.save("details.json", details(policy)),
  answer: folder.save("answer.json", answer),
  log: folder.save("log.json", { Records: [event(1, "sqs", "ListQueues")] }),
  second: folder.save("second.json", { Records: [event(2, "sqs", "ListQueues")] }),
};
const state = ["--authorization-details", files.details, "--service-last-accessed", files.answer];
const inputs = [...state, "--logs", files.log, files.second];
const plan = folder.path("plan.json");

beforeAll(async () => {
  const { code, stderr } = await trailproof("rightsize", "plan", ...inputs, ...asked, "--plan", plan);
  expect([code, stderr]).toEqual([0, ""]);
});

function written(): JsonObject {
  return JSON.parse(readFileSync(plan, "utf8")) as JsonObject;
}

/** The checks that fail. */
async function failing(run: Promise<Run>): Promise<readonly string[]> {
  const { code, stdout, stderr } = await run;
  expect(code, stderr).toBe(3);
  const { checks } = JSON.parse(stdout) as { checks: readonly { name: string; ok: boolean }[] };
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

function verify(file: string, ...args: readonly string[]): Promise<Run> {
  return trailproof("rightsize", "verify", file, ...args, "-o", "json");
}

describe("a plan that was edited ends with 3 and names the check", () => {
  test.each<readonly [string, (plan: JsonObject) => Json]>([
    ["another schemaVersion", (old) => ({ ...old, schemaVersion: 2 })],
    ["no schemaVersion", ({ schemaVersion, ...old }) => old],
    ["another kind", (old) => ({ ...old, kind: "plan" })],
    ["no kind", ({ kind, ...old }) => old],
    ["another clock", (old) => ({ ...old, options: { ...member(old, "options"), asOf: "2026-11-20T12:00:00Z" } })],
    ["a clock that is none", (old) => ({ ...old, options: { ...member(old, "options"), asOf: "soon" } })],
    [
      "a clock before all years",
      (old) => ({ ...old, options: { ...member(old, "options"), asOf: "-271821-04-20T00:00:00Z" } }),
    ],
    ["another level", (old) => ({ ...old, options: { ...member(old, "options"), level: "everything" } })],
    ["another way with shared policies", (old) => ({ ...old, options: { ...member(old, "options"), shared: "none" } })],
    ["no options", ({ options, ...old }) => old],
    ["another way to change", (old) => ({ ...old, changes: [{ ...first(old), how: "replace" }] })],
    [
      "another type of policy",
      (old) => ({ ...old, changes: [{ ...first(old), policy: { ...member(first(old), "policy"), type: "role" } }] }),
    ],
    ["no principal", ({ principal, ...old }) => old],
    ["a principal without ARN", (old) => ({ ...old, principal: { type: "user" } })],
    ["somebody else", (old) => ({ ...old, principal: { ...member(old, "principal"), arn: `${analyst}2` } })],
    ["no hash", ({ sha256, ...old }) => old],
    ["no inputs", ({ inputs, ...old }) => old],
    ["no proof", ({ proof, ...old }) => old],
  ])("%s", async (name, edit) => {
    const edited = folder.save(`edited.json`, edit(written()));
    expect(await failing(verify(edited, ...inputs)), name).toContain("plan");
  });

  test("and so does every other edit of a single value", async () => {
    for (const [index, edited] of edits(written()).entries()) {
      const failed = await failing(verify(folder.save("leaf.json", edited), ...inputs));
      expect(failed, `edit ${index}`).toContain("plan");
    }
  }, 60_000);
});

describe("other inputs end with 3 and name them", () => {
  test.each<readonly [string, readonly string[], string]>([
    [
      "one more log that shows nothing",
      [...inputs, folder.save("more.json", { Records: [event(3, "sqs", "ListQueues")] })],
      "inputs",
    ],
    ["one more log without events", [...inputs, folder.save("empty.json", { Records: [] })], "inputs"],
    ["one log fewer", [...state, "--logs", files.log], "inputs"],
    ["no logs", state, "inputs"],
    ["no answer", [...inputs.slice(0, 2), ...inputs.slice(4)], "inputs"],
    ["a log that is gone", [...state, "--logs", files.log, folder.path("gone.json")], "inputs"],
    [
      "details without the principal",
      [
        "--authorization-details",
        folder.save("other.json", details(policy, { UserName: "other", Arn: `${analyst}2` })),
        ...inputs.slice(2),
      ],
      "policies",
    ],
    [
      "details without the principal, who is named",
      [
        "--authorization-details",
        folder.save("other.json", details(policy, { UserName: "other", Arn: `${analyst}2` })),
        ...inputs.slice(2),
        "--principal",
        "analyst",
      ],
      "principal",
    ],
  ])("%s", async (_name, args, check) => {
    expect(await failing(verify(plan, ...args))).toContain(check);
  });
});

test.each<readonly [string, Json]>([
  ["no JSON", "{"],
  ["an empty object", {}],
  ["a list", []],
  ["the file of a package", { name: "x", version: "1.0.0" }],
  ["a result of something else", { schemaVersion: 1, kind: "finding", principal: {} }],
])("%s is no plan, which is an error of input", async (_name, content) => {
  const { code, stderr } = await trailproof("rightsize", "verify", folder.save("none.json", content), ...inputs);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/no (JSON|rightsize plan)/)]);
});

function member(json: Json, name: string): JsonObject {
  return (json as JsonObject)[name] as JsonObject;
}

function first(json: JsonObject): JsonObject {
  return (json["changes"] as readonly JsonObject[])[0] ?? {};
}

/** The same with one value changed or gone, for each value, in turns. */
function edits(json: JsonObject): readonly Json[] {
  return variants(json, 0).filter((edited) => JSON.stringify(edited) !== JSON.stringify(json));
}

const wrong: readonly Json[] = [null, 0, -1, 1e300, "", "x", true, [], {}, [null], ["x"], { __proto__: null, a: 1 }];

function variants(json: Json, depth: number): readonly Json[] {
  const own = depth === 0 ? [] : [wrong[(JSON.stringify(json).length + depth) % wrong.length] ?? null];
  if (Array.isArray(json)) {
    const list: readonly Json[] = json;
    return [
      ...own,
      ...list.slice(0, 2).flatMap((item, at) => variants(item, depth + 1).map((other) => list.with(at, other))),
    ];
  }
  if (typeof json !== "object" || json === null) return own;
  const entries = Object.entries(json);
  return [
    ...own,
    ...entries.flatMap(([name, value]) => variants(value, depth + 1).map((other) => ({ ...json, [name]: other }))),
  ];
}
