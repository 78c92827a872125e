import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionsAt, allActions, noActions } from "./action-set.ts";
import { actionCatalogue } from "./catalogue.ts";
import { compactActions } from "./compact-actions.ts";
import { expandActions, expandElement } from "./expand-actions.ts";

const catalogue = actionCatalogue();
const allNames = catalogue.actions.map(({ name }) => name);
const seed = { seed: 20261121, numRuns: 150 };

/** A regular expression over all names, as slow as it is plain. */
function naive(pattern: string): readonly string[] {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const regex = new RegExp(`^${source}$`, "i");
  return allNames.filter((name) => regex.test(name));
}

const expand = (...patterns: readonly string[]) => expandActions(patterns, catalogue).actions;

describe("patterns", () => {
  test.each([
    ["*", 22_091],
    ["*:*", 22_091],
    ["S3:GetObject", 1],
    ["s3:getobjec?", 1],
    ["s3:Nothing*", 0],
    ["iam:", 0],
    ["", 0],
  ])("%o stands for %i actions", (pattern, size) => {
    expect(expand(pattern).size).toBe(size);
  });

  test.each([
    "s3:Get*",
    "s3:*",
    "*",
    "s3*",
    "*:Get*",
    "S3:g?t*Tag*",
    "ec2:*Instances",
    "s?:*",
    "*:*Policy*",
    "?ec2:*",
    "iam:****Role",
    "*s3:GetObject",
    "kms:Decrypt*",
  ])("%s is what a regular expression finds", (pattern) => {
    expect(expand(pattern).names()).toEqual(naive(pattern));
  });

  test("generated patterns are what a regular expression finds", () => {
    const patternOf = fc
      .tuple(
        fc.constantFrom(...allNames),
        fc.array(fc.tuple(fc.nat(40), fc.constantFrom("*", "?", "**", "x", "")), { maxLength: 4 }),
      )
      .map(([name, edits]) => {
        let pattern = name;
        for (const [at, text] of edits) {
          const start = at % (pattern.length + 1);
          pattern = pattern.slice(0, start) + text + pattern.slice(start + 1 + (at % 5));
        }
        return pattern;
      });
    fc.assert(
      fc.property(patternOf, (pattern) => {
        expect(expand(pattern).names()).toEqual(naive(pattern));
      }),
      seed,
    );
  });

  test("what matches nothing is told: names apart from patterns", () => {
    const { actions, empty, unknown } = expandActions(["s3:GetObject", "s3:Got*", "s3:GotObject", "nope:*"], catalogue);
    expect(actions.names()).toEqual(["s3:GetObject"]);
    expect(empty).toEqual(["s3:Got*", "nope:*"]);
    expect(unknown).toEqual(["s3:GotObject"]);
  });

  test("NotAction is the rest of the catalogue", () => {
    const rest = expandElement({ kind: "NotAction", patterns: ["iam:*", "organizations:*"] }, catalogue).actions;
    expect(rest.size).toBe(22_091 - naive("iam:*").length - naive("organizations:*").length);
    expect(rest.has("iam:PassRole")).toBe(false);
    expect(rest.has("s3:GetObject")).toBe(true);
    expect(rest.union(expand("iam:*", "organizations:*")).equals(allActions(catalogue))).toBe(true);
  });

  test("a pattern of many wildcards takes no time", () => {
    const before = process.cpuUsage();
    expand(`${"*a".repeat(2000)}*`, `${"?".repeat(5000)}`);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

describe("sets", () => {
  const positions = fc.uniqueArray(fc.nat(22_090), { maxLength: 300 });

  test("they do what sets of names do", () => {
    fc.assert(
      fc.property(positions, positions, (left, right) => {
        const [a, b] = [actionsAt(catalogue, left), actionsAt(catalogue, right)];
        const [x, y] = [new Set(left), new Set(right)];
        const sorted = (items: Iterable<number>) => [...items].toSorted((p, q) => p - q);
        expect(a.positions()).toEqual(sorted(x));
        expect(a.size).toBe(x.size);
        expect(a.union(b).positions()).toEqual(sorted(new Set([...x, ...y])));
        expect(a.intersection(b).positions()).toEqual(sorted([...x].filter((at) => y.has(at))));
        expect(a.difference(b).positions()).toEqual(sorted([...x].filter((at) => !y.has(at))));
        expect(a.isSubsetOf(b)).toBe([...x].every((at) => y.has(at)));
        expect(a.difference(b).isSubsetOf(a)).toBe(true);
        expect(a.complement().size).toBe(22_091 - x.size);
        expect(a.complement().complement().equals(a)).toBe(true);
      }),
      seed,
    );
  });

  test("names are the catalogue's, whatever the case of the question", () => {
    const set = expand("S3:GETOBJECT", "iam:passrole");
    expect(set.names()).toEqual(["iam:PassRole", "s3:GetObject"]);
    expect(set.has("s3:getOBJECT")).toBe(true);
    expect(set.has("s3:PutObject")).toBe(false);
    expect(set.has("constructor")).toBe(false);
  });

  test("positions that are not there are left out", () => {
    expect(actionsAt(catalogue, [-1, 22_091, 1e9]).size).toBe(0);
    expect(noActions(catalogue).names()).toEqual([]);
  });

  test("sets of two catalogues never mix", () => {
    const other = { ...catalogue };
    expect(() => noActions(other).union(noActions(catalogue))).toThrow(TypeError);
  });
});

describe("compact forms", () => {
  test.each([
    [["*"], ["*"]],
    [["s3:GetObject"], ["s3:GetObject"]],
    [["sts:*"], ["sts:*"]],
    [[], []],
    [
      ["kms:Decrypt", "kms:Encrypt"],
      ["kms:Decrypt", "kms:Encrypt"],
    ],
  ])("%o becomes %o", (patterns, compact) => {
    expect(compactActions(expand(...patterns))).toEqual(compact);
  });

  test("a pattern is as long as it can be", () => {
    for (const pattern of compactActions(expand("ec2:Describe*"))) {
      expect(pattern).toBe("ec2:Describe*");
    }
    const rest = expand("s3:GetObject*").difference(expand("s3:GetObject"));
    expect(compactActions(rest).every((pattern) => pattern.startsWith("s3:GetObject"))).toBe(true);
    expect(compactActions(rest)).not.toContain("s3:GetObject*");
  });

  test("they stand for exactly the set, are no longer than the names, and repeat", () => {
    const chosen = fc.tuple(
      fc.array(fc.constantFrom(...allNames), { maxLength: 30 }),
      fc.array(fc.constantFrom("s3:Get*", "ec2:*", "iam:*Role*", "*:List*", "sso*", "kms:?e*"), { maxLength: 3 }),
      fc.array(fc.constantFrom("*Tag*", "ec2:Describe*", "*:*s", "s3:*"), { maxLength: 2 }),
    );
    fc.assert(
      fc.property(chosen, ([names, add, cut]) => {
        const set = expand(...names, ...add).difference(expand(...cut));
        const compact = compactActions(set);
        const back = expandActions(compact, catalogue);
        expect(back.actions.equals(set)).toBe(true);
        expect([...back.empty, ...back.unknown]).toEqual([]);
        expect(compact.length).toBeLessThanOrEqual(set.size);
        expect(compactActions(back.actions)).toEqual(compact);
        expect(compact.every((pattern) => pattern === "*" || /^[a-z\d-]+:[\w-]*\*?$/i.test(pattern))).toBe(true);
      }),
      seed,
    );
  });

  test("no list of names and prefixes is shorter", () => {
    const set = expand("s3:*", "iam:Get*", "iam:List*", "kms:De*").difference(expand("s3:Put*", "iam:ListRoles"));
    // Whatever covers a name is a prefix of it, and the shortest one that fits covers whatever a longer one does.
    const shortest = set.names().map((name) => {
      const service = allNames.filter((other) => other.startsWith(name.slice(0, name.indexOf(":") + 1)));
      for (let length = name.indexOf(":") + 1; length < name.length; length += 1) {
        const prefix = name.slice(0, length).toLowerCase();
        const under = service.filter((other) => other.toLowerCase().startsWith(prefix));
        if (under.every((other) => set.has(other))) return under.join();
      }
      return name;
    });
    expect(compactActions(set)).toHaveLength(new Set(shortest).size);
  });
});

describe("speed", () => {
  test("* and its complement, warm, take a few milliseconds at most", () => {
    expand("*");
    const before = process.cpuUsage();
    for (let round = 0; round < 20; round += 1) expand("*").complement();
    expect(process.cpuUsage(before).user / 1000 / 20).toBeLessThan(5);
  });
});
