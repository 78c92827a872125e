import { test } from "vitest";
import { runPage } from "../support/run-page.ts";

test("what docs/labs.md shows is what the commands print", { timeout: 300_000 }, () => runPage("docs/labs.md"));
