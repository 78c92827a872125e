import { expect, test } from "vitest";
import { parseFramework } from "./framework.ts";

const head = "framework: f\ntitle: T\nversion: '1'\n";
const good = '- { id: "2.10", title: MFA, answeredBy: [CRED-07, CRED-08] }';

test("reads a framework with its controls", () => {
  expect(parseFramework(`${head}controls:\n  ${good}\n`, "f.yml")).toEqual({
    framework: {
      id: "f",
      title: "T",
      version: "1",
      controls: [{ id: "2.10", title: "MFA", answeredBy: ["CRED-07", "CRED-08"] }],
    },
    problems: [],
  });
});

test.each<{ what: string; control: string; line: number; message: RegExp }>([
  { what: "an id without quotes", control: "- { id: 2.10, title: T, answeredBy: [A] }", line: 6, message: /quotes/ },
  { what: "no title", control: "- { id: a, answeredBy: [A] }", line: 6, message: /'title'/ },
  { what: "an empty title", control: '- { id: a, title: "", answeredBy: [A] }', line: 6, message: /'title'/ },
  { what: "nobody who answers", control: "- { id: a, title: T, answeredBy: [] }", line: 6, message: /answeredBy/ },
  {
    what: "a check named twice",
    control: "- { id: a, title: T, answeredBy: [A, A] }",
    line: 6,
    message: /each of them once/,
  },
  { what: "a number for a check", control: "- { id: a, title: T, answeredBy: [7] }", line: 6, message: /answeredBy/ },
  {
    what: "the same control again",
    control: '- { id: "2.10", title: T, answeredBy: [A] }',
    line: 6,
    message: /second time/,
  },
  { what: "a text for a control", control: "- a", line: 6, message: /A control has/ },
])("a control with $what is a problem and is left out", ({ control, line, message }) => {
  const { framework, problems } = parseFramework(`${head}controls:\n  ${good}\n  ${control}\n`, "f.yml");
  expect(framework?.controls.map(({ id }) => id)).toEqual(["2.10"]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ code: "input.malformed", location: { file: "f.yml", line } });
  expect(problems[0]?.message).toMatch(message);
});

test("an unknown key is named with its place, and the control is kept", () => {
  const { framework, problems } = parseFramework(
    `${head}controls:\n  - { id: a, titel: x, title: T, answeredBy: [A] }`,
    "f",
  );
  expect(framework?.controls).toHaveLength(1);
  expect(problems.map(({ message, location }) => [message, location?.line, location?.column])).toEqual([
    ["'titel' is not a key here; known are id, title, answeredBy.", 5, 14],
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
