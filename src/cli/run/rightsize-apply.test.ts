import { afterAll, beforeAll, expect, test } from "vitest";
import { details, event, temporaryFolder } from "../../../test/support/analyst.ts";
import { answer, asked, policy, type Run, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const plan = folder.path("plan.json");
const log = folder.save("log.json", { Records: [event(1, "sqs", "ListQueues")] });
const inputs = [
  ...["--authorization-details", folder.save("details.json", details(policy))],
  ...["--service-last-accessed", folder.save("answer.json", answer)],
  ...["--logs", log],
];

beforeAll(async () => {
  expect((await trailproof("rightsize", "plan", ...inputs, ...asked, "--plan", plan)).code).toBe(0);
});

/** Port 1 refuses, so that nothing is compared with an account. */
function apply(...args: readonly string[]): Promise<Run> {
  const keys = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example", AWS_REGION: "us-east-1" };
  Object.assign(process.env, keys);
  return trailproof("rightsize", "apply", plan, "--endpoint-url", "http://127.0.0.1:1", ...args);
}

test("says that the evidence was not checked again, where no inputs are given, also quietly", async () => {
  for (const flags of [[], ["-q"]]) {
    const { code, stdout } = await apply(...flags);
    expect([code, stdout]).toEqual([0, expect.stringContaining("The evidence was NOT checked again")]);
  }
  expect(JSON.parse((await apply("-o", "json")).stdout)).toMatchObject({ evidence: "not-checked", state: "shown" });
});

test("says nothing of it, where it was", async () => {
  const { code, stdout, stderr } = await apply(...inputs);
  expect([code, stderr]).toEqual([0, expect.stringContaining("The plan holds")]);
  expect(stdout).not.toContain("NOT checked");
  expect(JSON.parse((await apply(...inputs, "-o", "json")).stdout)).toMatchObject({ evidence: "verified" });
});

test("other logs alone are inputs that do not fit", async () => {
  const other = folder.save("other.json", { Records: [] });
  const { code, stdout } = await apply(...inputs.slice(0, 4), "--logs", other);
  expect([code, stdout]).toEqual([3, ""]);
  // Without what is granted nothing can be verified.
  expect((await apply("--logs", log)).code).not.toBe(0);
});
