import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatLocation } from "../../model/index.ts";
import { parseSettings } from "./read-settings.ts";

test("thresholds, accounts, operators and placeholders are read", () => {
  const { settings, problems } = parseSettings(
    [
      "thresholds:",
      "  CRED-12: { maxAgeDays: 60 }",
      "trustedAccounts:",
      "  - 012345678901",
      "trailOperators: ['arn:aws:iam::111122223333:role/audit-*']",
      "placeholders:",
      "  admins: [admin-user, break-glass]",
      "defaults: { fail-on: high }",
    ].join("\n"),
    "trailproof.yml",
  );
  expect(problems).toEqual([]);
  expect(settings.audit).toEqual({
    thresholds: { "CRED-12": { maxAgeDays: 60 } },
    // A number would have lost the leading zero.
    trustedAccounts: ["012345678901"],
    trailOperators: ["arn:aws:iam::111122223333:role/audit-*"],
    expectedAdministrators: [],
    breakGlassUsers: [],
    canaryUsers: [],
    pipelines: [],
    sensitiveBuckets: [],
  });
  expect(settings.defaults.get("fail-on")).toMatchObject({ text: "high", location: { line: 8, column: 22 } });
  expect(settings.placeholders.get("admins")).toEqual(["admin-user", "break-glass"]);
  expect(settings.placeholderPlaces.get("admins")).toMatchObject({ file: "trailproof.yml", line: 7, column: 3 });
});

test.each([
  ["treshold: {}", "c.yml:1:1", /Unknown setting/],
  ["thresholds:\n  CRED-12: { maxAgeDays: ninety }", "c.yml:2:26", /CRED-12/],
  ["thresholds:\n  CRED-99: { maxAgeDays: 9 }", "c.yml:2:26", /CRED-99/],
  ["thresholds:\n  CRED-12: { maxAge: 9 }", "c.yml:2:22", /maxAge/],
  ["trustedAccounts:\n  - 42", "c.yml:2:5", /twelve digits/],
  ["trustedAccounts: 111122223333", "c.yml:1:18", /list/],
  ["canaryUsers: [bait]", "c.yml:1:15", /ARN of a user/],
  ["pipelines: [deploy]", "c.yml:1:13", /ARN of a user or role/],
  ["sensitiveBuckets: ['arn:aws:s3:::plans']", "c.yml:1:20", /name of a bucket/],
  ["logArchiveAccount: 12", "c.yml:1:20", /twelve digits/],
  ["leavers: [a]", "c.yml:1:10", /path of a file/],
  ["leavers: nowhere.csv", "c.yml:1:10", /cannot be read/],
  ["suppressions: {}", "c.yml:1:15", /list/],
  ["suppressions:\n  - 7", "c.yml:2:5", /map/],
  [suppression({ owner: "" }), "c.yml:4:12", /'owner' of a suppression must be text/],
  [suppression({ reason: undefined }), "c.yml:2:5", /needs 'reason'/],
  [suppression({ expires: undefined }), "c.yml:2:5", /needs 'expires'/],
  [suppression({ expires: "never" }), "c.yml:6:14", /"never" is no day/],
  [suppression({ expires: "2026-02-30" }), "c.yml:6:14", /no day/],
  [suppression({ check: "CRED-99" }), "c.yml:2:12", /no check "CRED-99"/],
  [suppression({ until: "2026-12-31" }), "c.yml:7:5", /has no 'until'/],
  ["- a", "c.yml:1:1", /map/],
  ["thresholds: [", "c.yml:1:14", /./],
])("%j is refused at %s", (text, place, message) => {
  const { problems } = parseSettings(text, "c.yml");
  expect(problems.map(({ location }) => location && formatLocation(location))).toEqual([place]);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.location?.excerpt).toBeDefined();
});

test("administrators, pipelines, buckets, the archive and the leavers beside the file are read", () => {
  const text = [
    "expectedAdministrators: ['arn:aws:iam::111122223333:role/admin']",
    "breakGlassUsers: ['arn:aws:iam::*:user/break-glass-*']",
    "pipelines: ['arn:aws:iam::111122223333:role/deploy']",
    "sensitiveBuckets: [flight-*, plans]",
    "logArchiveAccount: 012345678901",
    "leavers: people/gone.csv",
  ].join("\n");
  const asked: string[] = [];
  const { settings, problems } = parseSettings(text, "/etc/audit/c.yml", (file) => {
    asked.push(file);
    return "ana,2026-10-31";
  });
  expect(problems).toEqual([]);
  expect(asked).toEqual(["/etc/audit/people/gone.csv"]);
  expect(settings.audit).toMatchObject({
    expectedAdministrators: ["arn:aws:iam::111122223333:role/admin"],
    breakGlassUsers: ["arn:aws:iam::*:user/break-glass-*"],
    pipelines: ["arn:aws:iam::111122223333:role/deploy"],
    sensitiveBuckets: ["flight-*", "plans"],
    logArchiveAccount: "012345678901",
    leavers: [{ name: "ana", leftAt: "2026-11-01T00:00:00.000Z" }],
  });
});

test("mistakes in the list of leavers are named in that file", () => {
  const { problems } = parseSettings("leavers: l.csv", "/a/c.yml", () => "ana,soon");
  expect(problems.map(({ location }) => location && formatLocation(location))).toEqual(["/a/l.csv:1:5"]);
});

test("a suppression holds to the end of its day, and knows where it stands", () => {
  const { settings, problems } = parseSettings(suppression({}), "c.yml");
  expect(problems).toEqual([]);
  expect(settings.suppressions).toEqual([
    {
      source: "CRED-12",
      resource: "arn:aws:iam::*:user/ana",
      owner: "platform",
      reason: "Keys go in June.",
      expires: "2027-01-01T00:00:00.000Z",
      place: expect.objectContaining({ file: "c.yml", line: 2, column: 5 }),
    },
  ]);
});

test("the example of the documentation is a configuration without a mistake", () => {
  const page = readFileSync("docs/configuration.md", "utf8");
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
  expect(examples.length).toBeGreaterThan(1);
  for (const text of examples) {
    expect(parseSettings(text, "c.yml", () => "ana,2026-10-31").problems.map(({ message }) => message)).toEqual([]);
  }
});

test("all mistakes are named at once, and an empty file is fine", () => {
  expect(parseSettings("a: 1\nb: 2\nc: 3", "c.yml").problems).toHaveLength(3);
  expect(parseSettings("", "c.yml").problems).toEqual([]);
});

/** One suppression, each element on a line of its own from the second on. */
function suppression(parts: { readonly [element: string]: string | undefined }): string {
  const all = {
    check: "CRED-12",
    resource: "arn:aws:iam::*:user/ana",
    owner: "platform",
    reason: "Keys go in June.",
    expires: "2026-12-31",
    ...parts,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${quoted(value)}`],
  );
  return `suppressions:\n  - ${lines.join("\n    ")}`;
}

function quoted(value: string): string {
  return value === "" ? '""' : value;
}
