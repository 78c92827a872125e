import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { analyst, details, event, temporaryFolder } from "../../../test/support/analyst.ts";
import type { Json, JsonObject } from "../../model/index.ts";
import { answer, asked, policy, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

interface Planned {
  readonly stdout: string;
  readonly kept: readonly { readonly action: string; readonly state: string; readonly reason: string }[];
  readonly refusals: readonly { readonly reason: string }[];
  readonly checks: readonly { readonly name: string; readonly detail: string }[];
  readonly replay: JsonObject;
}

async function planOf(
  saved: Json,
  answered: Json,
  events: readonly Json[],
  ...more: readonly string[]
): Promise<Planned> {
  const plan = folder.path("plan.json");
  const inputs = [
    ...["--authorization-details", folder.save("details.json", saved)],
    ...["--service-last-accessed", `${analyst}=${folder.save("answer.json", answered)}`],
    ...["--logs", folder.save("log.json", { Records: events })],
  ];
  const { code, stdout, stderr } = await trailproof("rightsize", "plan", ...inputs, ...asked, "--plan", plan, ...more);
  expect([code, stderr]).toEqual([0, ""]);
  const { kept, refusals, proof } = JSON.parse(readFileSync(plan, "utf8")) as Planned & {
    proof: { checks: Planned["checks"]; replay: JsonObject };
  };
  return { stdout, kept, refusals, checks: proof.checks, replay: proof.replay };
}

const listing = [event(1, "sqs", "ListQueues")];

function reasonOf({ kept }: Planned, action: string): string {
  return kept.find((one) => one.action === action)?.reason ?? "it is not kept";
}

test("what a refusal keeps says so, and what the level keeps says that", async () => {
  const refused = await planOf(details(policy, { CreateDate: "2026-11-01T00:00:00Z" }), answer, listing);
  for (const { reason } of refused.kept) expect(reason).not.toContain("The level of the plan");
  const denied = [event(1, "sqs", "ListQueues", { errorCode: "AccessDenied" })];
  expect(reasonOf(await planOf(details(policy), answer, denied), "ec2:RunInstances")).toMatch(
    /^Nothing is cut: all of its 1 recorded calls were denied/,
  );
  expect(reasonOf(await planOf(details(policy), answer, listing, "--level", "report"), "ec2:RunInstances")).toMatch(
    /^The level of the plan does not cut it\./,
  );
});

test("a date after the clock is no age", async () => {
  const planned = await planOf(details(policy, { CreateDate: "2027-10-01T00:00:00Z" }), answer, listing);
  const said = planned.refusals.map(({ reason }) => reason).join(" ");
  expect(said).toMatch(/it has no age: the date when it was made, 2027-10-01T00:00:00\S*, is after the clock/);
  expect(planned.stdout + said + JSON.stringify(planned.kept)).not.toMatch(/-\d+(\.\d)? days/);
});

test.each<readonly [string, Json, RegExp]>([
  ["an answer without services", { ...answer, ServicesLastAccessed: [] }, /lists no service at all/],
  [
    "an answer without the service",
    { ...answer, ServicesLastAccessed: (answer["ServicesLastAccessed"] as Json[]).slice(0, 1) },
    /does not list its service/,
  ],
])("%s does not say that an action is not tracked", async (_name, answered, said) => {
  const planned = await planOf(details(policy), answered, listing);
  expect(reasonOf(planned, "ec2:RunInstances")).toMatch(said);
  expect(reasonOf(planned, "ec2:RunInstances")).not.toContain("does not track it");
});

test("no action that was never used is said to be used before the window, nor with a date in it", async () => {
  const { stdout } = await planOf(details(policy), answer, listing);
  expect(stdout).toContain("ec2:RunInstances: Never used in the time that Access Advisor tracks (window 90 days).");
  expect(stdout).not.toMatch(/Never used[^.]*\. Last use/);
});

test("calls that were concluded from others are counted apart", async () => {
  const launch = event(2, "ec2", "RunInstances", {
    requestParameters: { iamInstanceProfile: { name: "worker" }, instancesSet: { items: [{ imageId: "ami-1" }] } },
  });
  const { checks, replay } = await planOf(details(policy), answer, [...listing, launch]);
  expect(Number(replay["inferred"])).toBeGreaterThan(0);
  expect(replay["calls"]).toBe(2);
  expect(checks[0]?.detail).toMatch(/^2 recorded calls, 2 distinct, \d+ more concluded from them, 0 lost$/);
});

test("a plan that cuts nothing has nothing to prove, and shows no success", async () => {
  const { stdout, checks } = await planOf(details(policy), answer, listing, "--level", "report");
  expect(stdout).not.toContain("PASS");
  for (const { detail } of checks) expect(detail).toBe("nothing is cut, so that there is nothing to prove");
  const verified = await trailproof(
    ...["rightsize", "verify", folder.path("plan.json"), "--authorization-details", folder.path("details.json")],
    ...["--service-last-accessed", `${analyst}=${folder.path("answer.json")}`, "--logs", folder.path("log.json")],
  );
  expect(verified.code).toBe(0);
  expect(verified.stdout).toContain("It cuts nothing, so that nothing can be lost.");
});
