import { expect, test } from "vitest";
import { formatLocation } from "../model/index.ts";
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
  ["- a", "c.yml:1:1", /map/],
  ["thresholds: [", "c.yml:1:14", /./],
])("%j is refused at %s", (text, place, message) => {
  const { problems } = parseSettings(text, "c.yml");
  expect(problems.map(({ location }) => location && formatLocation(location))).toEqual([place]);
  expect(problems[0]?.message).toMatch(message);
  expect(problems[0]?.location?.excerpt).toBeDefined();
});

test("all mistakes are named at once, and an empty file is fine", () => {
  expect(parseSettings("a: 1\nb: 2\nc: 3", "c.yml").problems).toHaveLength(3);
  expect(parseSettings("", "c.yml").problems).toEqual([]);
});
