import { describe, expect, test } from "vitest";
import { combineRules, describeBaseline, describeCorrelation, headsOf, parseRules } from "../index.ts";

const base = ["login", "mfa_off", "key"].map(
  (name) =>
    `title: Title of ${name}\nname: ${name}\nlogsource: { product: aws }\ndetection: { s: { eventName: ${name} }, condition: s }\n`,
);

function wordsOf(correlation: string): string {
  const set = combineRules(
    [...base, `title: C\ncorrelation: { ${correlation} }\n`].map((text) => parseRules(text, "f.yml")),
  );
  expect(set.problems.map(({ message }) => message)).toEqual([]);
  const titles = new Map(headsOf(set).map(({ id, title }) => [id, title]));
  return set.correlations.map((one) => describeCorrelation(one, titles)).join();
}

describe("a correlation in words", () => {
  test.each([
    [
      "type: event_count, rules: login, timespan: 5m, condition: { gte: 5 }, group-by: [sourceIPAddress, awsRegion]",
      'At least 5 events of "Title of login" within 5 minutes, for each sourceIPAddress and awsRegion.',
    ],
    [
      "type: event_count, rules: [login, key, mfa_off], timespan: 1h, condition: { gt: 5, lte: 9 }",
      'More than 5 and at most 9 events of "Title of login", "Title of key" or "Title of mfa_off" within 1 hour, over all events together.',
    ],
    [
      "type: value_count, rules: login, timespan: 90m, condition: { field: [a, b], eq: 3 }",
      'Exactly 3 different values of a and b in events of "Title of login" within 90 minutes, over all events together.',
    ],
    [
      "type: value_sum, rules: login, timespan: 2w, condition: { field: a, gt: 3 }",
      'A sum of a that is more than 3 in events of "Title of login" within 14 days, over all events together.',
    ],
    [
      "type: value_percentile, rules: login, timespan: 1d, condition: { field: a, lt: 3, percentile: 92 }",
      'A 92nd percentile of a that is less than 3 in events of "Title of login" within 1 day, over all events together.',
    ],
    [
      "type: temporal, rules: [login, key], timespan: 5s",
      'Events of "Title of login" and "Title of key" within 5 seconds, over all events together.',
    ],
    [
      "type: temporal, rules: [login, key, mfa_off], timespan: 5s, condition: (login or key) and not mfa_off",
      'Events of ("Title of login" or "Title of key") and not ("Title of mfa_off") within 5 seconds, over all events together.',
    ],
    [
      "type: temporal, rules: [login, key], timespan: 5s, condition: { gte: 2 }",
      'At least 2 of the rules "Title of login" and "Title of key" within 5 seconds, over all events together.',
    ],
    [
      "type: temporal_ordered, rules: [login, key], timespan: 5s, generate: true",
      'Events of "Title of login", then "Title of key" within 5 seconds, over all events together. The rules that it names make detections of their own as well.',
    ],
    [
      "type: temporal, rules: [login, key], timespan: 1h, group-by: ip, aliases: { ip: { login: a, key: b } }",
      'Events of "Title of login" and "Title of key" within 1 hour, for each ip. Here ip is a in "Title of login" and b in "Title of key".',
    ],
  ])("%s", (correlation, words) => expect(wordsOf(correlation)).toBe(words));
});

describe("a baseline in words", () => {
  const s = "s: { eventName: A }, condition: s";
  test.each([
    [
      "type: first_seen, field: [a, b], group-by: derived.principal",
      'A value of a and b that was not seen before, for each derived.principal, among events where eventName is "A". Nothing is said of a group before 14 days. What was not seen for 90 days is forgotten.',
    ],
    [
      "type: rare, field: a, share: 0.0001, learning: 0d",
      'A value of a that makes up less than 0.01 % of the events, for all events together, among events where eventName is "A". What was not seen for 90 days is forgotten.',
    ],
    [
      "type: dormant, after: 60d, learning: 0d, min-events: 5, group-by: [x, y]",
      'An event after none for 60 days, for each x and y, among events where eventName is "A". Nothing is said of a group before 5 events. What was not seen for 120 days is forgotten.',
    ],
    [
      "type: silence, after: 2h, min-events: 100",
      'No event for 2 hours where there were always some, and for 3 times as long as ever before, for all events together, among events where eventName is "A". Nothing is said of a group before 14 days and 100 events. What was not seen for 90 days is forgotten.',
    ],
    [
      "type: spike, span: 1h, at-least: 50",
      expect.stringContaining("More than 10 times what is usual at most in 1 hour, and at least 50 events, for all"),
    ],
    ["type: spike, span: 1h, sum: bytes", expect.stringContaining("and at least 1 as the sum of bytes, for all")],
    [
      "type: travel, group-by: x",
      expect.stringContaining(
        "Two places more than 500 km apart, with less time between them than it takes at 900 km/h, for each x",
      ),
    ],
  ])("%s", (lines, words) => {
    const { baselines, problems } = parseRules(
      `title: B\nlogsource: { product: aws }\nbaseline: { ${lines}, ${s} }\n`,
      "f.yml",
    );
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(baselines.map(describeBaseline)).toEqual([words]);
  });
});
