import { hash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/analyst.ts";
import { key, type MadeWorld, makeWorld, now, table } from "../../app/rightsize/whole-logs.fixture.ts";
import { type Run, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
let world: MadeWorld;
const file = folder.path("plan.json");
const asked = ["--principal", "analyst", "--as-of", now, "--window", "30d"];

beforeAll(async () => {
  world = await makeWorld(folder);
});

function planned(...more: readonly string[]): Promise<Run> {
  return trailproof("rightsize", "plan", ...world.args, ...asked, "--plan", file, ...more);
}

interface SavedPlan {
  readonly changes: readonly { readonly after: unknown; readonly removedActions: readonly string[] }[];
  readonly proof: { readonly holds: boolean };
  readonly evidence: { readonly wholeLogs?: unknown };
}

// Written by the run before.
const saved = (): SavedPlan => JSON.parse(readFileSync(file, "utf8")) as SavedPlan;

test("resources are narrowed by a verified copy of the trail's bucket, and the plan verifies until something is missing", async () => {
  const made = await planned("--level", "resource");
  expect(made.code, made.stderr).toBe(0);
  expect(made.stdout).toContain(`Keys: only ${key} in place of`);
  expect(made.stdout).toMatch(/PASS +resources/);
  const plan = saved();
  expect(plan.changes[0]?.after).toMatchObject({
    Statement: [
      { Sid: "Data", Resource: [table, `${table}/*`] },
      { Sid: "Keys", Resource: key, Condition: { Bool: { "aws:SecureTransport": "true" } } },
      { Sid: "Mixed", Action: ["kms:Decrypt"], Resource: key },
      { Sid: "Own", Resource: "arn:aws:dynamodb:*:*:table/${aws:username}" },
      { Sid: "Never", Effect: "Deny", Resource: "arn:aws:kms:*:*:key/secret" },
    ],
  });
  expect(plan.evidence.wholeLogs).toMatchObject({ digests: 1448, services: ["dynamodb", "kms"] });
  const verified = await trailproof("rightsize", "verify", file, ...world.args);
  expect(verified.code, verified.stdout).toBe(0);

  const withoutKeys = await trailproof("rightsize", "verify", file, ...world.args.slice(0, 4));
  expect(withoutKeys.code).toBe(3);
  expect(withoutKeys.stdout).toMatch(/FAIL +resources .*--public-keys/);
  const [digest = "", stored] = [...(world.trails[1]?.objects ?? [])][300] ?? [];
  rmSync(join(world.logs, digest));
  const holed = await trailproof("rightsize", "verify", file, ...world.args);
  expect([holed.code, holed.stdout]).toEqual([3, expect.stringMatching(/FAIL +resources/)]);
  writeFileSync(join(world.logs, digest), stored?.bytes ?? "");
});

test("a plan that was edited is refused, also with a new hash", async () => {
  expect((await planned("--level", "resource")).code).toBe(0);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll(`"${table}/*"`, `"${table}/index/*"`));
  expect((await trailproof("rightsize", "apply", file, "--yes", "--endpoint-url", "http://127.0.0.1:1")).code).toBe(2);
  const edited = saved();
  const { sha256: _, ...sealed } = { sha256: "", ...edited };
  writeFileSync(file, JSON.stringify({ ...sealed, sha256: hash("sha256", JSON.stringify(sealed), "hex") }));
  const { code, stdout } = await trailproof("rightsize", "verify", file, ...world.args);
  expect([code, stdout]).toEqual([3, expect.stringMatching(/PASS +plan[\s\S]*FAIL +same-plan/)]);
});

test("without what shows that the logs are whole only actions go, and the plan says why", async () => {
  const made = await trailproof(
    "rightsize",
    "plan",
    ...world.args.slice(0, 4),
    ...asked,
    "--level",
    "resource",
    "--plan",
    file,
  );
  expect(made.code, made.stderr).toBe(0);
  expect(made.stdout.replaceAll(/\s+/g, " ")).toContain(
    "No resources are narrowed: the keys that sign digests are missing",
  );
  const { changes, proof } = saved();
  expect(proof.holds).toBe(true);
  expect(JSON.stringify(changes)).not.toContain('"resources"');
  expect(changes[0]?.removedActions).toEqual(["s3:ListAllMyBuckets"]);
});

test("a plan of another level is the same, whatever is given for this one", async () => {
  const plain = await trailproof("rightsize", "plan", ...world.args.slice(0, 4), ...asked, "--plan", file);
  const text = readFileSync(file, "utf8");
  expect((await planned()).code).toBe(plain.code);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test("it is applied as any other, and has no canary", async () => {
  expect((await planned("--level", "resource")).code).toBe(0);
  const endpoint = ["--endpoint-url", "http://127.0.0.1:1", "--accept-expired"];
  const keys = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example", AWS_REGION: "us-east-1" };
  Object.assign(process.env, keys);
  const shown = await trailproof("rightsize", "apply", file, ...endpoint);
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/PutUserPolicy +inline policy own/)]);
  const canary = await trailproof("rightsize", "apply", file, "--canary", ...endpoint);
  expect(canary.code).not.toBe(0);
  expect(canary.stderr).toContain("also narrows resources");
});
