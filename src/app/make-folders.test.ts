import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolders } from "./make-folders.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-folders-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("makes what is missing, with the mode, and leaves what is there", () => {
  const deep = join(folder, "a", "b", "c");
  makeFolders(deep, 0o700);
  makeFolders(deep);
  expect(statSync(deep).mode & 0o777).toBe(0o700);
});

test("says what stands in the way", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => makeFolders(join(folder, "file", "below"))).toThrow(/ENOTDIR|EEXIST/);
});

test.skipIf(!existsSync("/proc/self"))(
  "ends where the system says that a folder cannot be (skipped without /proc)",
  () => {
    expect(() => makeFolders("/proc/nope/below")).toThrow();
  },
);
