import { expect, test } from "vitest";
import { parseFramework } from "./framework.ts";

const head = "framework: f\ntitle: T\nversion: '1'\n";
const good = '- { id: "2.10", title: MFA, coverage: direct, answeredBy: [CRED-07, CRED-08] }';

test("reads a framework with its controls", () => {
  const text = `${head}size: 70
note: Some.
baselineSizes: { LOW: 1, MODERATE: 2, HIGH: 3 }
controls:
  ${good}
  - id: b
    title: B
    coverage: evidence
    watchedBy: [attack.t1098]
    requires: { CRED-08: { unusedDays: { atMost: 45 } }, ORG-05: { minimumLength: { atLeast: 14 } } }
    baselines: [HIGH, LOW]
    note: Show it.
`;
  expect(parseFramework(text, "f.yml")).toEqual({
    framework: {
      id: "f",
      title: "T",
      version: "1",
      size: 70,
      note: "Some.",
      baselineSizes: { LOW: 1, MODERATE: 2, HIGH: 3 },
      controls: [
        {
          id: "2.10",
          title: "MFA",
          coverage: "direct",
          answeredBy: ["CRED-07", "CRED-08"],
          watchedBy: [],
          requires: {},
          decidedBy: {},
          baselines: [],
        },
        {
          id: "b",
          title: "B",
          coverage: "evidence",
          answeredBy: [],
          watchedBy: ["attack.t1098"],
          requires: { "CRED-08": { unusedDays: { atMost: 45 } }, "ORG-05": { minimumLength: { atLeast: 14 } } },
          decidedBy: {},
          baselines: ["LOW", "HIGH"],
          note: "Show it.",
        },
      ],
    },
    problems: [],
  });
});

const rest = "title: T, coverage: direct, answeredBy: [A]";
test.each<{ what: string; control: string; message: RegExp }>([
  { what: "an id without quotes", control: `{ id: 2.10, ${rest} }`, message: /quotes/ },
  { what: "no title", control: "{ id: a, coverage: direct, answeredBy: [A] }", message: /'title'/ },
  { what: "an empty title", control: '{ id: a, title: "", coverage: direct, answeredBy: [A] }', message: /'title'/ },
  { what: "no coverage", control: "{ id: a, title: T, answeredBy: [A] }", message: /'coverage'/ },
  { what: "an unknown coverage", control: "{ id: a, title: T, coverage: full, answeredBy: [A] }", message: /direct, / },
  { what: "nobody who answers", control: "{ id: a, title: T, coverage: partial }", message: /answeredBy/ },
  {
    what: "an empty list",
    control: "{ id: a, title: T, coverage: evidence, answeredBy: [] }",
    message: /each of them once/,
  },
  { what: "a check twice", control: "{ id: a, title: T, coverage: direct, answeredBy: [A, A] }", message: /once/ },
  { what: "a number for a check", control: "{ id: a, title: T, coverage: direct, answeredBy: [7] }", message: /ids/ },
  { what: "the same control again", control: `{ id: "2.10", ${rest} }`, message: /second time/ },
  {
    what: "a bound of no kind",
    control: `{ id: a, ${rest}, requires: { A: { days: { max: 4 } } } }`,
    message: /atMost/,
  },
  {
    what: "a bound that is no number",
    control: `{ id: a, ${rest}, requires: { A: { d: { atMost: x } } } }`,
    message: /number/,
  },
  {
    what: "both bounds",
    control: `{ id: a, ${rest}, requires: { A: { d: { atMost: 1, atLeast: 1 } } } }`,
    message: /atMost/,
  },
  {
    what: "a bound of __proto__",
    control: `{ id: a, ${rest}, requires: { __proto__: { d: { atMost: 1 } } } }`,
    message: /holds/,
  },
  { what: "an unknown baseline", control: `{ id: a, ${rest}, baselines: [low] }`, message: /LOW/ },
  { what: "a text instead of a map", control: "a", message: /A control has/ },
])("a control with $what is a problem and is left out", ({ control, message }) => {
  const { framework, problems } = parseFramework(`${head}controls:\n  ${good}\n  - ${control}\n`, "f.yml");
  expect(framework?.controls.map(({ id }) => id)).toEqual(["2.10"]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ code: "input.malformed", location: { file: "f.yml", line: 6 } });
  expect(problems[0]?.message).toMatch(message);
});

test("an unknown key is named with its place, and the control is kept", () => {
  const { framework, problems } = parseFramework(`${head}controls:\n  - { id: a, titel: x, ${rest} }`, "f");
  expect(framework?.controls).toHaveLength(1);
  expect(problems.map(({ message, location }) => [message, location?.line, location?.column])).toEqual([
    [
      "'titel' is not a key here; known are id, title, coverage, answeredBy, watchedBy, requires, decidedBy, baselines, note.",
      5,
      14,
    ],
  ]);
});

test.each([
  ["broken YAML", "framework: [", /YAML/],
  ["a key written twice", "framework: a\nframework: b\n", /YAML/],
  ["nothing", "", /A framework has/],
  ["a list", "- a", /A framework has/],
  ["no list of controls", `${head}controls: none`, /'controls' is a list/],
  ["no id", "title: T\nversion: '1'\ncontrols: []", /'framework' is a text/],
])("%s gives a problem and no framework", (_, text, message) => {
  const { framework, problems } = parseFramework(text, "f.yml");
  expect(framework).toBeUndefined();
  expect(problems[0]?.message).toMatch(message);
});

test.each(["size: 0", "size: many", "size: 1.5", "baselineSizes: { LOW: 1 }", "baselineSizes: 7"])(
  "%s is a problem, and the framework is read without it",
  (member) => {
    const { framework, problems } = parseFramework(`${head}${member}\ncontrols:\n  ${good}\n`, "f.yml");
    expect(framework).toMatchObject({ id: "f", controls: [{ id: "2.10" }] });
    expect(framework).not.toHaveProperty("size");
    expect(framework).not.toHaveProperty("baselineSizes");
    expect(problems.length).toBeGreaterThan(0);
  },
);
