import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("the package's entries can be imported by their names", () => {
  const script = `
    import { auditSnapshot, Problem } from "trailproof";
    import { compileMatcher, parseRules } from "trailproof/sigma";
    import { accessOf } from "trailproof/iam";
    const { rules } = parseRules("title: t\\nlogsource: { product: aws, service: cloudtrail }\\ndetection: { a: { eventName: StopLogging }, condition: a }", "t.yml");
    const matches = rules.map(({ condition }) => compileMatcher(condition)({ eventName: "stoplogging" }));
    console.log(JSON.stringify([typeof auditSnapshot, typeof Problem, typeof accessOf, matches]));
  `;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(JSON.parse(printed)).toEqual(["function", "function", "function", [true]]);
});
