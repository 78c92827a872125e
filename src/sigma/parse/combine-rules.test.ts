import { describe, expect, test } from "vitest";
import { combineRules, compileMatcher, parseRules } from "../index.ts";

const head = "title: T\nlogsource: { product: aws }\n";

/** A whole rule whose `detection` begins in line 4. */
function rule(detection: string): string {
  return `${head}detection:\n${detection}\n`;
}

describe("filters", () => {
  const base = `title: Base\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\nname: base\n${rule("  a: { x: 1 }\n  condition: a").replace("title: T\n", "")}`;
  const other = rule("  a: { x: 1 }\n  condition: a");
  const filter = (rules: string, condition = "selection"): string =>
    `title: F\nlogsource: { product: aws }\nfilter:\n  rules: ${rules}\n  selection: { user|startswith: adm_ }\n  condition: ${condition}\n`;
  /** For the user adm_1 and the user ann: titles of the rules that match. */
  const matching = (...files: readonly string[]): readonly (readonly string[])[] => {
    const { rules } = combineRules(files.map((text) => parseRules(text, "f.yml")));
    return ["adm_1", "ann"].map((user) =>
      rules.filter((one) => compileMatcher(one.condition)({ x: 1, user })).map(({ title }) => title),
    );
  };

  test.each([
    ["id", "[929A690E-bef0-4204-a928-ef5e620d6fcc]"],
    ["name", "[base]"],
    ["title", "[Base]"],
  ])("exclude what their selection matches, in rules named by %s, wherever these stand", (_by, rules) => {
    expect(matching(filter(rules), base, other)).toEqual([["T"], ["Base", "T"]]);
  });

  test("apply to all rules with 'any'", () => {
    expect(matching(base, other, filter("any"))).toEqual([[], ["Base", "T"]]);
  });

  test("exclude the same when their condition begins with 'not', as pySigma writes them", () => {
    for (const condition of ["not selection", "not (selection)", "NOT 1 of sel*"]) {
      expect(matching(base, filter("any", condition))).toEqual(matching(base, filter("any")));
    }
  });

  test("that name a rule which is not there are a problem", () => {
    const { problems } = combineRules([parseRules(`${base}---\n${filter("[nobody]")}`, "f.yml")]);
    expect(problems.map(({ message, location }) => [message, location?.line])).toEqual([
      ["The filter 'F' names a rule that is not there: 'nobody'.", 9],
    ]);
  });

  test("without rules are a problem", () => {
    const text = filter("any").replace("  rules: any\n", "");
    expect(parseRules(text, "f.yml").problems.map(({ message }) => message)).toEqual([
      "'rules' is 'any' or a list of ids, names or titles of rules.",
    ]);
  });
});

test("of two rules with one id the first stays", () => {
  const twice = ["A", "B"].map((title) =>
    parseRules(`id: i\n${rule("  a: { x: 1 }\n  condition: a").replace("T", title)}`, `${title}.yml`),
  );
  const { rules, problems } = combineRules(twice);
  expect(rules.map(({ title }) => title)).toEqual(["A"]);
  expect(problems.map(({ code, message, location }) => [code, message, location?.file])).toEqual([
    ["rule.duplicate", "The id 'i' is taken by 'A' in A.yml:1:1.", "B.yml"],
  ]);
});
