import { spawnSync } from "node:child_process";
import { describe, test } from "vitest";
import { runPage } from "../support/run-page.ts";

const hasAws = spawnSync("aws", ["--version"]).status === 0;

describe.skipIf(!hasAws)(`docs/sandbox.md${hasAws ? "" : " (skipped: no AWS CLI here)"}`, () => {
  test("what the page shows is what the commands print", { timeout: 300_000 }, () => runPage("docs/sandbox.md"));
});
