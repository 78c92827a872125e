import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { isJsonObject, ownObject } from "../src/model/index.ts";
import { compileMatcher, lintRule, type Rule } from "../src/sigma/index.ts";
import { derivedEvent } from "./support/derived-event.ts";
import { files, folder, parseOne, rules } from "./support/rule-files.ts";

/** Of ATT&CK for Enterprise. */
const tactics = [
  "collection",
  "command-and-control",
  "credential-access",
  "defense-evasion",
  "discovery",
  "execution",
  "exfiltration",
  "impact",
  "initial-access",
  "lateral-movement",
  "persistence",
  "privilege-escalation",
  "reconnaissance",
  "resource-development",
];

test("every file holds one rule", () => {
  expect(files.flatMap(({ fault }) => fault)).toEqual([]);
});

test("every folder is a tactic of ATT&CK", () => {
  expect(rules.length).toBeGreaterThanOrEqual(190);
  expect(readdirSync(folder).filter((name) => !tactics.includes(name))).toEqual([]);
});

test("ids and titles are unique", () => {
  for (const key of ["id", "title"] as const) {
    const values = rules.map(({ rule }) => rule[key]);
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  }
});

describe.each(rules)("$file", ({ file, text, rule }) => {
  test("says all that a reader needs", () => {
    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(rule.title.length).toBeLessThanOrEqual(70);
    expect(rule.logsource).toEqual({ product: "aws", service: "cloudtrail" });
    expect(rule.description).toMatch(/\.$/);
    expect(rule.author).toBe("trailproof contributors");
    expect(["experimental", "test"]).toContain(rule.status);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const url of rule.references) expect(url).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|attack\.mitre\.org)\//);
    expect(text).toMatch(/^date: \d{4}-\d{2}-\d{2}$/m);
    expect(rule.response).toHaveLength(3);
    expect(rule.falsePositives.length).toBeGreaterThan(0);
    for (const sentence of [...rule.response, ...rule.falsePositives]) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
  });

  test("names its tactic, as its folder does, and a technique of ATT&CK", () => {
    expect(rule.tags).toContain(`attack.${file.split("/")[0]}`);
    expect(rule.tags.some((tag) => /^attack\.t\d{4}/.test(tag))).toBe(true);
    for (const tag of rule.tags) expect(tag).toMatch(/^attack\.(t\d{4}(\.\d{3})?|[a-z]+(-[a-z]+)*)$/);
  });

  test("says which lines of the catalogue it answers, and which lists it needs", () => {
    expect(rule.catalogue.length).toBeGreaterThan(0);
    for (const line of rule.catalogue) expect(line).toMatch(/^[A-Z0-9]+-\d{3}$/);
    const used = [...text.matchAll(/%([a-z_]+)%/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual([...rule.needsSettings].sort());
  });

  test("gives the rule lint nothing to say", () => {
    expect(lintRule(rule).map(({ message }) => message)).toEqual([]);
  });

  test("has two examples that match and two that do not", () => {
    expect(rule.examples.filter(({ matches }) => matches).length).toBeGreaterThanOrEqual(2);
    expect(rule.examples.filter(({ matches }) => !matches).length).toBeGreaterThanOrEqual(2);
  });

  test.each(rule.examples)("$name: $matches", ({ event, matches }) => {
    expect(compileMatcher(rule.condition)(derivedEvent(event))).toBe(matches);
  });

  const detection: unknown = parse(text)?.detection;
  const filters = isJsonObject(detection) ? Object.keys(detection).filter((name) => name.startsWith("filter_")) : [];
  test.each(filters)("%s keeps out an example", (filter) => {
    const without = compileMatcher(withoutFilter(text, filter).condition);
    expect(rule.examples.filter(({ event, matches }) => without(derivedEvent(event)) !== matches)).not.toEqual([]);
  });

  test("its examples name no account, address or key but those made for documentation", () => {
    const events = JSON.stringify(rule.examples.map(({ event }) => event));
    const accounts = events.match(/(?<![0-9a-z-])\d{12}(?![0-9a-z])/g) ?? [];
    expect(accounts.filter((account) => !["111122223333", "444455556666"].includes(account))).toEqual([]);
    const addresses = [...events.matchAll(/"sourceIPAddress":"(\d[^"]*)"/g)].map(([, address]) => address);
    for (const address of addresses) expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    for (const [id] of events.matchAll(/\bA(?:KIA|SIA|IDA|ROA)[A-Z0-9]{8,}/g)) expect(id).toMatch(/EXAMPLE$/);
  });
});

/** The rule with one filter that can never match. */
function withoutFilter(text: string, filter: string): Rule {
  const content: unknown = parse(text);
  const detection = isJsonObject(content) ? ownObject(content, "detection") : undefined;
  const changed = { ...detection, [filter]: { eventName: "NoSuchEvent" } };
  const version = isJsonObject(content) ? content["sigma-version"] : undefined;
  const rule = {
    title: "t",
    ...(version !== undefined && { "sigma-version": version }),
    logsource: { product: "aws" },
  };
  return parseOne(stringify({ ...rule, detection: changed }), filter);
}
