import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { analyst, details, event, temporaryFolder } from "../../../test/support/analyst.ts";
import type { Json } from "../../model/index.ts";
import { answer, asked, policy, type Run, trailproof as run } from "./rightsize.fixture.ts";

const { path: inFolder, save, remove } = temporaryFolder();
afterAll(remove);

function trailproof(...args: readonly string[]): Promise<Run> {
  return run("rightsize", ...args);
}

const files = {
  details: save("details.json", details(policy)),
  answer: save("answer.json", answer),
  log: save("log.json", { Records: [event(1, "sqs", "ListQueues")] }),
};
const inputs = ["--authorization-details", files.details, "--service-last-accessed", files.answer, "--logs", files.log];
const plan = inFolder("plan.json");

/** What a test looks at. */
interface Plan {
  readonly changes: readonly {
    readonly policy: Json;
    readonly before: Json;
    readonly after: Json;
    readonly removedActions: readonly string[];
    readonly why: readonly string[];
  }[];
  readonly kept: readonly { readonly action: string; readonly state: string; readonly reason: string }[];
  readonly refusals: readonly { readonly reason: string }[];
  readonly inputs: readonly { readonly source: string; readonly sha256: string }[];
  readonly proof: { readonly holds: boolean };
}

function written(file: string = plan): Plan {
  return JSON.parse(readFileSync(file, "utf8")) as Plan;
}

describe("plan", () => {
  test("writes what goes and what stays, and shows it", async () => {
    const { code, stdout, stderr } = await trailproof("plan", ...inputs, ...asked, "--plan", plan);
    expect([code, stderr]).toEqual([0, ""]);
    const { changes, kept, proof, inputs: named } = written();
    const after: unknown = {
      ...policy,
      Statement: [{ ...policy.Statement[0], Action: ["sqs:*"] }, policy.Statement[1]],
    };
    expect(changes).toEqual([
      expect.objectContaining<{ readonly [key: string]: unknown }>({
        policy: { name: "own", arn: analyst, type: "inline" },
        before: policy,
        after,
        removedActions: ["ec2:RunInstances", "s3:GetObject"],
      }),
    ]);
    expect(kept).toContainEqual(expect.objectContaining({ action: "sqs:ListQueues", state: "used" }));
    expect(kept).toContainEqual(expect.objectContaining({ action: "sqs:PurgeQueue", state: "unknown" }));
    expect(named.map(({ source }) => source)).toEqual(["authorization-details", "logs", "service-last-accessed"]);
    expect(named.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
    expect(proof.holds).toBe(true);
    expect(stdout).toContain("inline policy own: a shorter document; 2 actions go");
    expect(stdout).toContain("1 policy would change");
  });

  test("gives the same bytes again, also from copies elsewhere and as JSON on stdout", async () => {
    await trailproof("plan", ...inputs, ...asked, "--plan", plan);
    const first = readFileSync(plan, "utf8");
    const { stdout } = await trailproof("plan", ...inputs, ...asked, "--plan", plan, "-o", "json");
    expect(readFileSync(plan, "utf8")).toBe(first);
    expect(stdout).toBe(first);
  });

  test("with denied calls only it cuts nothing, says why, and ends well", async () => {
    const log = save("denied.json", { Records: [event(1, "sqs", "ListQueues", { errorCode: "AccessDenied" })] });
    const { code, stdout } = await trailproof("plan", ...inputs.slice(0, -1), log, ...asked, "--plan", plan);
    expect([code, written().changes]).toEqual([0, []]);
    expect(written().refusals[0]?.reason).toContain("denied");
    expect(stdout).toContain("Nothing goes.");
  });

  test.each<readonly [string, readonly string[], number, string]>([
    [
      "a principal that is not there",
      [...inputs, "--principal", `${analyst}x`, "--as-of", "2026-11-21"],
      2,
      "no user or role",
    ],
    ["no authorization details", ["--logs", files.log, ...asked], 4, "authorization details"],
    ["a window below 30 days", [...inputs, ...asked, "--window", "29d"], 2, "--window"],
    ["an unknown level", [...inputs, ...asked, "--level", "actions"], 2, "Did you mean 'action'?"],
    ["logs from standard input", [...inputs, "-", ...asked], 2, "standard input"],
  ])("refuses %s", async (_, args, code, message) => {
    const place = inFolder("none.json");
    const result = await trailproof("plan", ...args, "--plan", place);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
    expect(() => readFileSync(place)).toThrow();
  });
});

describe("verify", () => {
  test("holds with the same inputs, in any order and under other names", async () => {
    await trailproof("plan", ...inputs, ...asked, "--plan", plan);
    const copy = save("renamed.json", { Records: [event(1, "sqs", "ListQueues")] });
    const { code, stdout } = await trailproof("verify", plan, "--logs", files.log, ...inputs.slice(0, 4), ...asked);
    expect([code, stdout]).toEqual([0, expect.stringContaining("The plan holds")]);
    expect((await trailproof("verify", plan, "--logs", copy, ...inputs.slice(0, 4))).code).toBe(0);
  });

  test.each<readonly [string, () => readonly string[], string]>([
    [
      "an edited plan",
      () => {
        const edited = { ...written(), changes: [] };
        return [save("edited.json", JSON.parse(JSON.stringify(edited))), ...inputs];
      },
      "plan",
    ],
    [
      "a policy that changed",
      () => [
        plan,
        "--authorization-details",
        save("changed.json", details({ ...policy, Statement: [policy.Statement[0] ?? null] })),
        ...inputs.slice(2),
      ],
      "policies",
    ],
    [
      "a removed action that was used since",
      () => [
        plan,
        ...inputs.slice(0, -1),
        save("later.json", {
          Records: [
            event(1, "sqs", "ListQueues"),
            event(2, "ec2", "RunInstances", { eventTime: "2026-11-21T13:00:00Z" }),
          ],
        }),
      ],
      "used-since",
    ],
    ["another principal", () => [plan, ...inputs, "--as-of", "2026-11-22"], "as-of"],
  ])("exits with 3 for %s", async (_, args, check) => {
    await trailproof("plan", ...inputs, ...asked, "--plan", plan);
    const { code, stdout } = await trailproof("verify", ...args(), "-o", "json");
    expect(code).toBe(3);
    const { checks } = JSON.parse(stdout) as { checks: readonly { name: string; ok: boolean }[] };
    expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toContain(check);
  });

  test("a file that is no JSON is an error of input", async () => {
    const broken = inFolder("broken.json");
    writeFileSync(broken, '{"kind":');
    const { code, stderr } = await trailproof("verify", broken, ...inputs);
    expect([code, stderr]).toEqual([2, expect.stringContaining("The plan is no JSON")]);
  });
});

test.each<readonly [string, string]>([
  [
    "cut in the middle",
    JSON.stringify({ Records: [event(1, "sqs", "CreateQueue"), event(2, "sqs", "PurgeQueue")] }).slice(0, -40),
  ],
  [
    "with an event whose time cannot be read",
    JSON.stringify({ Records: [event(1, "sqs", "CreateQueue", { eventTime: "yesterday" })] }),
  ],
])("nothing goes by logs that may hide calls: a log %s", async (_name, text) => {
  const log = inFolder("hiding.json");
  writeFileSync(log, text);
  const plan = inFolder("hiding-plan.json");
  const inputs = [
    "--authorization-details",
    save("h-details.json", details(policy)),
    "--service-last-accessed",
    save("h-answer.json", answer),
  ];
  const run = await trailproof(
    "plan",
    ...inputs,
    "--logs",
    log,
    "--principal",
    analyst,
    "--as-of",
    "2026-11-21T12:00:00Z",
    "--plan",
    plan,
  );
  expect(run.stdout).toContain("the logs may hide calls");
  const { changes } = JSON.parse(readFileSync(plan, "utf8")) as { changes: readonly Json[] };
  expect(changes).toEqual([]);
});
