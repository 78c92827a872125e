import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { jsonLines, trailproof } from "./run-cli.ts";

const schema = (name: string) =>
  new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(`schemas/${name}.schema.json`, "utf8")) as object);

const sample = "samples/aerosecure";

describe("what is printed holds to the published schemas", () => {
  test("findings of the built-in account", async () => {
    const { stdout } = await trailproof([
      "audit",
      "--credential-report",
      `${sample}/credential-report.csv`,
      "--authorization-details",
      `${sample}/authorization-details.json`,
      "--as-of",
      "2026-11-21T20:30:00Z",
      "-o",
      "jsonl",
    ]);
    expectValid("finding", stdout);
  });

  test("detections and grouped findings of the built-in account", async () => {
    const run = async (...args: string[]) =>
      (await trailproof(["detect", `${sample}/cloudtrail`, "-o", "jsonl", "--min-level", "medium", ...args])).stdout;
    expectValid("detection", await run());
    expectValid("finding", await run("--group"));
  });

  test("a saved snapshot", async () => {
    const folder = mkdtempSync(join(tmpdir(), "trailproof-schema-"));
    const path = join(folder, "account.json");
    await trailproof([
      "audit",
      "--credential-report",
      `${sample}/credential-report.csv`,
      "--authorization-details",
      `${sample}/authorization-details.json`,
      "--trails",
      `${sample}/trails.json`,
      "-o",
      "json",
      "--out",
      `snapshot=${path}`,
    ]);
    expectValid("snapshot", JSON.stringify(JSON.parse(readFileSync(path, "utf8"))));
    rmSync(folder, { recursive: true });
  });
});

function expectValid(name: string, lines: string): void {
  const validate = schema(name);
  const objects = jsonLines(lines);
  expect(objects.length).toBeGreaterThan(0);
  for (const object of objects) expect(validate(object), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
}
