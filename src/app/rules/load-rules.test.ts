import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadRules } from "./load-rules.ts";

const directory = mkdtempSync(join(tmpdir(), "trailproof-rules-"));
afterAll(() => rmSync(directory, { recursive: true }));

const good = rule("11111111-1111-4111-8111-111111111111", "A good rule");
const other = rule("22222222-2222-4222-8222-222222222222", "Another rule");

describe("rules from files", () => {
  test("a directory with all below it, in the order of names; other files are left alone", () => {
    const path = write({ "b/two.yaml": other, "a.yml": good, "notes.md": "no rule" });
    const { rules, problems, unusablePaths } = loadRules([path], { builtin: false });
    expect(rules.map(({ title }) => title)).toEqual(["A good rule", "Another rule"]);
    expect(problems).toEqual([]);
    expect(unusablePaths).toEqual([]);
  });

  test("bad rules are named and counted, and stop no other", () => {
    const path = write({ "bad.yml": "title: [", "mixed.yml": `${good}\n---\ntitle: no detection\n---\n${other}` });
    const { rules, problems, rejected } = loadRules([path], { builtin: false });
    expect(rules).toHaveLength(2);
    expect(rejected).toBe(2);
    expect(new Set(problems.map(({ location }) => location?.file))).toEqual(
      new Set([join(path, "bad.yml"), join(path, "mixed.yml")]),
    );
  });

  test("a file with bytes that are no text is refused, with the line, and counted", () => {
    const path = write({
      "latin1.yml": Buffer.from(good.replace("CreateUser", "CreateUsér"), "latin1"),
      "b.yml": other,
    });
    const { rules, problems, rejected } = loadRules([path], { builtin: false });
    expect(rules.map(({ title }) => title)).toEqual(["Another rule"]);
    const line = good.split("\n").findIndex((text) => text.includes("CreateUser")) + 1;
    expect(problems).toMatchObject([{ code: "input.malformed", location: { file: join(path, "latin1.yml"), line } }]);
    expect(rejected).toBe(1);
  });

  test("UTF-16 with its mark is read, as PowerShell writes it", () => {
    const little = Buffer.from(`\uFEFF${good}`, "utf16le");
    const path = write({ "le.yml": little, "be.yml": Buffer.from(`\uFEFF${other}`, "utf16le").swap16() });
    const { rules, problems } = loadRules([path], { builtin: false });
    expect(problems).toEqual([]);
    expect(rules.map(({ title }) => title)).toEqual(["Another rule", "A good rule"]);
  });

  test("a copy of a file counts once and silently; another rule with the same id is refused by name", () => {
    const path = write({ "a.yml": good, "b.yml": good, "c.yml": good.replace("A good rule", "An impostor") });
    const { rules, problems, rejected } = loadRules([path], { builtin: false });
    expect(rules.map(({ title }) => title)).toEqual(["A good rule"]);
    expect(problems).toMatchObject([{ code: "rule.duplicate", location: { file: join(path, "c.yml") } }]);
    expect(rejected).toBe(1);
  });

  test("paths without a valid rule are told from the others", () => {
    const empty = write({ "x.txt": "" });
    const bad = write({ "bad.yml": "hello" });
    const fine = join(write({ "fine.txt": good }), "fine.txt");
    const absent = join(directory, "absent");
    const { rules, unusablePaths, problems } = loadRules([empty, bad, fine, absent], { builtin: false });
    expect(unusablePaths).toEqual([empty, bad, absent]);
    expect(rules).toHaveLength(1);
    expect(problems).toHaveLength(3);
  });

  test("placeholders are handed on", () => {
    const path = write({ "p.yml": good.replace("eventName: CreateUser", "eventName|expand: '%names%'") });
    expect(loadRules([path], { builtin: false }).rules).toHaveLength(0);
    const placeholders = new Map([["names", ["CreateUser"]]]);
    expect(loadRules([path], { builtin: false, placeholders }).rules).toHaveLength(1);
  });
});

describe("placeholders of the configuration", () => {
  const place = { file: "trailproof.yml", line: 3, column: 3 };
  const rules = write({
    "p.yml": good.replace("eventName: CreateUser", "eventName|expand: ['%names%', '%more_names%']"),
    "bad.yml": "detection: { x|expand: '%of_a_broken_rule%', condition: x }",
  });
  const warningsOf = (builtin: boolean, ...names: readonly string[]) => {
    const placeholderPlaces = new Map(names.map((name) => [name, place]));
    const placeholders = new Map(names.map((name) => [name, ["x"]]));
    return loadRules([rules], { builtin, placeholders, placeholderPlaces, lean: true }).warnings;
  };

  test.each([true, false])("that no rule has are named with the nearest one; built-in rules: %s", (builtin) => {
    expect(warningsOf(builtin, "trail_bucket", "more-names", "zzz", "__proto__")).toEqual([
      {
        code: "config.invalid",
        message: "No rule has a placeholder 'trail_bucket': its values do nothing.",
        location: place,
        hint: "Did you mean 'trail_buckets'?",
      },
      expect.objectContaining({ hint: "Did you mean 'more_names'?" }),
      {
        code: "config.invalid",
        message: "No rule has a placeholder 'zzz': its values do nothing.",
        location: place,
      },
      expect.objectContaining({ message: expect.stringContaining("'__proto__'") }),
    ]);
  });

  test("that any rule has are no mistake: of a rule that waits for others, is broken, or is left out this time", () => {
    // 'names' alone leaves the rule without values for its other placeholder.
    expect(warningsOf(false, "names", "of_a_broken_rule", "trail_buckets", "abac_tags")).toEqual([]);
    expect(warningsOf(true, "names", "more_names", "privileged_groups")).toEqual([]);
  });
});

describe("built-in rules", () => {
  test("are found beside the sources, all valid, under names that are the same on every machine", () => {
    const { rules, problems } = loadRules([], { builtin: true });
    expect(rules.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    expect(rules.every(({ location }) => /^rules\/aws\//.test(location.file))).toBe(true);
  });

  test("a user's rule takes the place of the built-in one with its id", () => {
    const id = loadRules([], { builtin: true }).rules[0]?.id ?? "";
    const path = write({ "mine.yml": rule(id, "Mine") });
    const { rules, problems } = loadRules([path], { builtin: true });
    expect(rules.find((one) => one.id === id)?.title).toBe("Mine");
    expect(problems.map(({ code }) => code)).toEqual(["rule.duplicate"]);
  });
});

function rule(id: string, title: string): string {
  return `title: ${title}
id: ${id}
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection:
    eventName: CreateUser
  condition: selection
`;
}

let count = 0;
function write(files: { readonly [name: string]: string | Buffer }): string {
  count += 1;
  const root = join(directory, `${count}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, ".."), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}
