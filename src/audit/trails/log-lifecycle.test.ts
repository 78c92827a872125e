import { expect, test } from "vitest";
import type { Trail } from "../../model/index.ts";
import * as example from "../examples/example-builders.ts";
import { expiringRules } from "./log-lifecycle.ts";

const account = "111122223333";
const organization: Partial<Trail> = { isOrganizationTrail: true };
const below: Partial<Trail> = { prefix: "audit/logs" };

const rows: readonly (readonly [string, Partial<Trail>, string, boolean])[] = [
  ["the whole bucket", {}, "", true],
  ["all logs of AWS services", {}, "AWSLogs/", true],
  ["a cut folder name", {}, "AWSL", true],
  ["all logs of the account", {}, `AWSLogs/${account}/`, true],
  ["the account, cut", {}, "AWSLogs/1111", true],
  ["another account", {}, "AWSLogs/444455556666/", false],
  ["CloudTrail", {}, `AWSLogs/${account}/CloudTrail/`, true],
  ["digests", {}, `AWSLogs/${account}/CloudTrail-Digest/`, true],
  ["one region", {}, `AWSLogs/${account}/CloudTrail/us-east-1/`, true],
  ["another service", {}, `AWSLogs/${account}/vpcflowlogs/`, false],
  ["the logs of a trail without prefix, for one that has it", below, "AWSLogs/", false],
  ["a folder above the trail's prefix", below, "audit/", true],
  ["the trail's prefix", below, "audit/logs/AWSLogs/", true],
  ["a sibling of the trail's prefix", below, "audit/tmp/", false],
  ["one account of an organization trail", organization, "AWSLogs/o-exampleorgid/444455556666/", true],
  ["another service of an organization", organization, "AWSLogs/o-exampleorgid/444455556666/Config/", false],
  [
    "the management account's own logs, not below the organization",
    organization,
    `AWSLogs/${account}/CloudTrail/`,
    true,
  ],
];

test.each(rows)("a rule on %s", (_name, parts, prefix, covers) => {
  const rule = { id: "r", enabled: true, prefix, narrowed: false, expirationDays: 30 };
  expect(expiringRules(example.trail(parts), account, [rule])).toEqual(covers ? [rule] : []);
});

test("rules that are off or expire nothing do not count", () => {
  const base = { id: "r", enabled: true, prefix: "", narrowed: false };
  const rules = [{ ...base, enabled: false, expirationDays: 1 }];
  expect(expiringRules(example.trail(), account, rules)).toEqual([]);
});
