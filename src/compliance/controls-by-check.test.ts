import { expect, test } from "vitest";
import type { Coverage, Framework } from "../model/index.ts";
import { controlsOf } from "./controls-by-check.ts";

function framework(id: string, controls: Record<string, readonly string[]>, coverage: Coverage = "direct"): Framework {
  return {
    id,
    title: id,
    version: "1",
    controls: Object.entries(controls).map(([control, answeredBy]) => ({
      id: control,
      title: control,
      coverage,
      answeredBy,
      watchedBy: [],
      requires: {},
      decidedBy: {},
      baselines: [],
    })),
  };
}

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

test.each<[Coverage, readonly string[]]>([
  ["direct", ["f:a"]],
  ["partial", ["f:a"]],
  ["evidence", []],
  ["context", []],
])("a control of coverage %s: the check's findings name %j", (coverage, names) => {
  expect(controlsOf([framework("f", { a: ["X"] }, coverage)])("X")).toEqual(names);
});
