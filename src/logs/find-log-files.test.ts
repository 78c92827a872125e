import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findLogFiles, isLogFileName } from "./find-log-files.ts";
import { compileGlob } from "./glob.ts";

const directory = mkdtempSync(join(tmpdir(), "trailproof-find-"));
afterAll(() => rmSync(directory, { recursive: true }));
for (const path of [
  "b/two.json",
  "b/one.json.gz",
  "a.jsonl",
  "b/readme.md",
  "c/x.json.gz.metadata.json",
  "c/odd name",
]) {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), "{}");
}
symlinkSync(directory, join(directory, "b", "loop"));
symlinkSync(join(directory, "nowhere"), join(directory, "dangling"));

describe("what a user names", () => {
  const rows: readonly (readonly [
    name: string,
    paths: readonly string[],
    files: readonly string[],
    problems: number,
  ])[] = [
    ["a directory, in order, each directory once", [""], ["a.jsonl", "b/one.json.gz", "b/two.json"], 1],
    ["a file by itself, whatever its name", ["b/readme.md"], ["b/readme.md"], 0],
    ["the same file twice", ["a.jsonl", "b/../a.jsonl"], ["a.jsonl"], 0],
    ["a pattern inside one part", ["b/*.json"], ["b/two.json"], 0],
    [
      "a pattern over parts",
      ["**/*.json*"],
      ["a.jsonl", "b/one.json.gz", "b/two.json", "c/x.json.gz.metadata.json"],
      0,
    ],
    ["a pattern that fits directories", ["?"], ["b/loop/a.jsonl", "b/one.json.gz", "b/two.json"], 1],
    ["a pattern that fits nothing", ["*.parquet"], [], 1],
    ["what is not there", ["absent.json", "a.jsonl"], ["a.jsonl"], 1],
    ["a directory without logs", ["c"], [], 0],
  ];
  test.each(rows)("%s", (_name, paths, files, problems) => {
    const found = findLogFiles(paths.map((path) => join(directory, path)));
    expect([...found.files].sort()).toEqual(files.map((file) => join(directory, file)).sort());
    expect(found.problems).toHaveLength(problems);
  });

  test("a link to a file is a file by its own name", () => {
    const links = mkdtempSync(join(tmpdir(), "trailproof-links-"));
    symlinkSync(join(directory, "a.jsonl"), join(links, "linked.jsonl"));
    symlinkSync(join(directory, "b/readme.md"), join(links, "linked.md"));
    const found = findLogFiles([`${links}/./`]);
    expect(found).toEqual({ files: [join(links, "linked.jsonl")], skipped: 1, problems: [] });
    rmSync(links, { recursive: true });
  });

  test("standard input", () => {
    expect(findLogFiles(["-"])).toEqual({ files: ["-"], skipped: 0, problems: [] });
  });

  test("a bucket is refused with a way round", () => {
    const [problem] = findLogFiles(["s3://bucket/prefix"]).problems;
    expect(problem).toMatchObject({ code: "input.unsupported", hint: expect.stringContaining("aws s3 cp") });
  });

  test("what is left out is counted", () => {
    // readme.md, the metadata sidecar and the file with an odd name.
    expect(findLogFiles([directory]).skipped).toBe(3);
  });
});

test.each([
  ["111122223333_CloudTrail_us-east-1_20260101T0000Z_AbCdEfGhIjKlMnOp.json.gz", true],
  ["events.ndjson", true],
  ["lookup.JSON", true],
  ["shipper.log", true],
  ["cloudtrail-2026-01-01", true],
  ["x.json.gz.metadata.json", false],
  ["notes.txt", false],
  ["json", false],
])("%s is a log by its name: %s", (name, expected) => {
  expect(isLogFileName(name)).toBe(expected);
});

test.each([
  ["*.json", "a.json", true],
  ["*.json", "a/b.json", false],
  ["**/*.json", "b.json", true],
  ["**/*.json", "a/b/c.json", true],
  ["a/**", "a/b/c", true],
  ["a/**/z", "a/z", true],
  ["a?c", "abc", true],
  ["a?c", "a/c", false],
  ["a.c", "abc", false],
  ["[x]*", "[x]y", true],
  [`${"*a".repeat(30)}b`, "a".repeat(3000), false],
])("pattern %s on %s: %s", (pattern, path, expected) => {
  expect(compileGlob(pattern)(path)).toBe(expected);
});
