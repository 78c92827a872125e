import { expect, test } from "vitest";
import type { Framework } from "../model/index.ts";
import { parseAttestations } from "./attestations.ts";

const control = {
  title: "T",
  coverage: "evidence",
  answeredBy: [],
  watchedBy: [],
  requires: {},
  decidedBy: {},
  baselines: [],
} as const;
const frameworks: readonly Framework[] = [
  {
    id: "f",
    title: "F",
    version: "1",
    controls: [
      { ...control, id: "A.1" },
      { ...control, id: "A.2" },
    ],
  },
];
const entry = {
  control: "f:A.1",
  statement: "Seen.",
  owner: "Ana",
  date: "2026-10-01",
  nextReview: "2027-10-01",
};

const parse = (text: string) => parseAttestations(text, "a.yml", frameworks);
const write = (entries: readonly Record<string, unknown>[]) =>
  parse(`attestations:\n${entries.map((each) => `  - ${JSON.stringify(each)}\n`).join("")}`);

test("reads what people attest", () => {
  const second = { ...entry, control: "f:A.2" };
  expect(write([entry, second])).toEqual({ attestations: [entry, second], problems: [] });
});

test("days may be written without quotes", () => {
  const text =
    "attestations:\n  - control: f:A.1\n    statement: Seen.\n    owner: Ana\n    date: 2026-10-01\n    nextReview: 2027-10-01\n";
  expect(parse(text)).toEqual({ attestations: [entry], problems: [] });
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ["a control that no framework has", { control: "f:A.3" }, /There is no control "f:A.3"/],
  ["a control without its framework", { control: "A.1" }, /framework:control/],
  ["a control called __proto__", { control: "__proto__" }, /There is no control/],
  ["a day that does not exist", { date: "2026-02-30" }, /'date' is a day/],
  ["a time instead of a day", { nextReview: "2027-10-01T00:00:00Z" }, /'nextReview' is a day/],
  ["a review before the statement", { nextReview: "2026-09-30" }, /after 'date'/],
  ["a review on the day of the statement", { nextReview: "2026-10-01" }, /after 'date'/],
  ["no owner", { owner: "" }, /'owner' is a text/],
  ["a number for a statement", { statement: 7 }, /'statement' is a text/],
])("%s is a problem with its line, and attests nothing", (_, change, message) => {
  const { attestations, problems } = write([
    { ...entry, control: "f:A.2" },
    { ...entry, ...change },
  ]);
  expect(attestations.map(({ control: name }) => name)).toEqual(["f:A.2"]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ code: "input.malformed", location: { file: "a.yml", line: 3 } });
  expect(problems[0]?.location?.column).toBeGreaterThan(0);
  expect(problems[0]?.message).toMatch(message);
});

test("a control that is attested twice keeps the first", () => {
  const { attestations, problems } = write([entry, { ...entry, owner: "Bob" }]);
  expect(attestations.map(({ owner }) => owner)).toEqual(["Ana"]);
  expect(problems[0]?.message).toMatch(/second time/);
});

test.each(["", "[]", "attestations: 7", "a: [", "attestation: []"])("%j attests nothing and is a problem", (text) => {
  const { attestations, problems } = parse(text);
  expect(attestations).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
});
