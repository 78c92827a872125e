import { expect, test } from "vitest";
import { parseProfile } from "./profile.ts";

const text = "profile: p\ntitle: P\nframeworks: [a, b]\n";

test("reads a profile", () => {
  expect(parseProfile(`${text}baselineLevel: LOW\noutOfScope: [Nothing else.]\n`, "p.yml")).toEqual({
    profile: { id: "p", title: "P", frameworks: ["a", "b"], baselineLevel: "LOW", outOfScope: ["Nothing else."] },
    problems: [],
  });
});

test.each([
  ["an unknown level", `${text}baselineLevel: low\n`, /one of LOW/],
  ["no frameworks", "profile: p\ntitle: P\n", /'frameworks' is a list/],
  ["frameworks twice", "profile: p\ntitle: P\nframeworks: [a, a]\n", /each of them once/],
  ["a list", "- p", /A profile has/],
])("%s is a problem, and there is no profile", (_, broken, message) => {
  const { profile, problems } = parseProfile(broken, "p.yml");
  expect(profile).toBeUndefined();
  expect(problems[0]?.message).toMatch(message);
});
