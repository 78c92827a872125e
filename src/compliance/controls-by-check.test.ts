import { expect, test } from "vitest";
import type { Framework } from "../model/index.ts";
import { controlsOf } from "./controls-by-check.ts";

const framework = (id: string, controls: Record<string, readonly string[]>): Framework => ({
  id,
  title: id,
  version: "1",
  controls: Object.entries(controls).map(([control, answeredBy]) => ({ id: control, title: control, answeredBy })),
});

const controls = controlsOf([
  framework("soc2", { "CC6.1": ["CRED-07"] }),
  framework("cis", { "2.5": ["CRED-04"], "2.10": ["CRED-07", "CRED-04"] }),
]);

test("names the controls of a check over all frameworks, sorted", () => {
  expect(controls("CRED-07")).toEqual(["cis:2.10", "soc2:CC6.1"]);
  expect(controls("CRED-04")).toEqual(["cis:2.10", "cis:2.5"]);
});

test.each(["NONE-1", "", "constructor", "__proto__"])("a check that answers nothing (%j) has no controls", (id) => {
  expect(controls(id)).toEqual([]);
});

test("a control that stands twice counts once", () => {
  const twice = framework("f", { a: ["X"] });
  expect(controlsOf([twice, twice])("X")).toEqual(["f:a"]);
});
