import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reading, seed } from "../../test/support/compare-rows.ts";
import { but, delivered, usual, usualText } from "../../test/support/usual-record.ts";
import { isJsonObject, type Json, ownValue } from "../model/index.ts";
import { defaultReadLimits } from "./limits.ts";
import { createRowScanner } from "./row-scanner.ts";

const paths = ["a", "a.b", "a.b.c", "a.d", "b", "c.d.e.f.g.h", "errorCode", "eventName", 'q."', "detail-type.x"];

describe("hashes of fields", () => {
  test("are equal if and only if the texts are, and where they were found", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(tree(), { minLength: 2, maxLength: 12 }), async (trees) => {
        const records = trees.map((fields) => ({ ...usual, ...fields }) as Record<string, Json>);
        const { rows } = await reading([delivered(...records.map((one) => JSON.stringify(one)))], paths);
        for (const [at, path] of paths.entries()) {
          const found = rows.map(({ index }) => project(records[index] ?? {}, path.split(".")));
          const hashes = rows.map(({ fields }) => fields[at] ?? "");
          for (const [n, hash] of hashes.entries()) expect(hash === "0-0").toBe(found[n] === undefined);
          expect(sameness(hashes)).toEqual(sameness(found));
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  const alike: readonly (readonly [a: string, b: string])[] = [
    ["null", '"null"'],
    ["null", '""'],
    ["0", '"0"'],
    ["0", "-0"],
    ["1", "1.0"],
    ['"x"', '"x "'],
    ['"a\\u0000"', '"a"'],
    ["[]", "{}"],
    ["[null]", "null"],
    ["null", '{"b":null}'],
    ["{}", '{"b":null}'],
    ['{"b":null}', '{"b":{"c":null}}'],
    ['"12345678"', '"1234567"'],
    ['"0123456789abcde"', '"0123456789abcdf"'],
  ];
  test.each(alike)("%s is not %s", async (a, b) => {
    const records = [a, b].map((value) => but('"GetRole"', `"GetRole","a":${value}`));
    const { rows } = await reading([delivered(...records)], ["a.b.c", "a"]);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.fields).not.toEqual(rows[1]?.fields);
  });

  test("every byte counts, at each place of texts of all lengths", async () => {
    const texts = Array.from({ length: 100 }, (_, length) => "x".repeat(length));
    const changed = texts.flatMap((text) => [...text].map((_, at) => `${text.slice(0, at)}y${text.slice(at + 1)}`));
    const all = [...texts, ...changed];
    const records = all.map((text) => but('"GetRole"', `"GetRole","a":"${text}"`));
    const { rows } = await reading([delivered(...records)], ["a"]);
    expect(new Set(rows.map(({ fields }) => fields[0])).size).toBe(all.length);
  });

  test("half of the bits change with one bit of the text", async () => {
    const texts = Array.from({ length: 4000 }, (_, n) => `"${n.toString(36).padStart(20, "-")}"`);
    const { rows } = await reading(
      [delivered(...texts.map((text) => but('"GetRole"', `"GetRole","a":${text}`)))],
      ["a"],
    );
    const hashes = rows.map(({ fields }) => BigInt.asUintN(64, fromWords(fields[0] ?? "")));
    for (let bit = 0n; bit < 64n; bit += 1n) {
      const ones = hashes.filter((hash) => (hash >> bit) & 1n).length;
      expect(ones / hashes.length, `bit ${bit}`).toBeGreaterThan(0.45);
      expect(ones / hashes.length, `bit ${bit}`).toBeLessThan(0.55);
    }
  });

  test("many paths, and keys that share slots, are told apart", async () => {
    const names = Array.from({ length: 60 }, (_, n) => `key${n}`);
    const object = Object.fromEntries(names.map((name) => [name, name]));
    const record = but('"GetRole"', `"GetRole","a":${JSON.stringify(object)}`);
    const wanted = names.map((name) => `a.${name}`);
    const { rows } = await reading([delivered(record, record)], wanted);
    expect(new Set(rows[0]?.fields).size).toBe(60);
    expect(rows[0]?.fields).not.toContain("0-0");
    expect(rows[1]?.fields).toEqual(rows[0]?.fields);
  });
});

describe("keys", () => {
  test("are told apart by each byte", async () => {
    for (let length = 1; length < 45; length += 1) {
      const name = "k".repeat(length);
      const others = [...name].map((_, at) => `${name.slice(0, at)}j${name.slice(at + 1)}`);
      const keys = [name, `${name}k`, name.slice(1), ...others];
      const records = keys.map((key) => but('"GetRole"', `"GetRole","${key}":1`));
      const { rows } = await reading([delivered(...records)], [name, "x.y"]);
      expect(rows.map(({ fields }) => fields[0] !== "0-0")).toEqual(keys.map((key) => key === name));
    }
  });
});

describe("hashes of eventSource and eventName", () => {
  test("are equal if and only if both are", async () => {
    const pairs = ["a b", "b a", "ab c", "a bc", "a a", "b b", "aa b", "a ab", "a b", "A b"];
    const records = pairs.map((pair) => {
      const [source, name] = pair.split(" ");
      return JSON.stringify({ ...usual, eventSource: source, eventName: name });
    });
    const { rows } = await reading([delivered(...records)], []);
    expect(sameness(rows.map(({ pair }) => pair))).toEqual(sameness(pairs));
  });
});

describe("checksums", () => {
  test("are the same for records that are parsed", async () => {
    const long = but("aws-cli", "x".repeat(150_000));
    const records = [
      usualText,
      long,
      but("aws-cli", "x".repeat(65_536 - usualText.length)),
      but("GetRole", "GetRolex"),
    ];
    const asRows = await reading([delivered(...records)], ["a"]);
    expect(asRows.rows).toHaveLength(records.length);
    for (const [n, record] of records.entries()) {
      // Alone in a file, as a line, a record is parsed.
      const parsed = await reading([Buffer.from(record)], ["a"]);
      expect(parsed.rows).toEqual([]);
      expect(parsed.checksums.get(0)).toBe(asRows.checksums.get(n));
    }
    expect(new Set(asRows.checksums.values()).size).toBe(records.length);
  });

  test("every byte counts, in texts of all lengths", () => {
    const scanner = createRowScanner({ paths: [], seed }, defaultReadLimits, () => {});
    const sums = new Set<number>();
    let texts = 0;
    for (let length = 0; length < 200; length += 1) {
      for (let at = -1; at < length; at += 1) {
        const text = Buffer.alloc(length, "x");
        if (at >= 0) text[at] = 0x79;
        sums.add(scanner?.checksum(text) ?? 0);
        texts += 1;
      }
    }
    // Of 20,100 random numbers of 32 bits, more than two are equal once in 10,000 seeds.
    expect(sums.size).toBeGreaterThanOrEqual(texts - 2);
  });

  test("another seed, other checksums and hashes", async () => {
    const [one, two] = [seed, seed + 1].map((some) =>
      createRowScanner({ paths: [], seed: some }, defaultReadLimits, () => {})?.checksum(Buffer.from(usualText)),
    );
    expect(one).not.toBe(two);
  });
});

const folder = "../shared/data/cloudtrail-events";
describe.skipIf(!existsSync(folder))(`recorded events (skipped without ${folder})`, () => {
  test("fields and pairs are equal where the texts are", async () => {
    const names = readdirSync(folder).filter((one) => one.endsWith(".json"));
    const records = names.flatMap(
      (name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as { Records: Record<string, Json>[] }).Records,
    );
    const wanted = [
      "userIdentity.type",
      "userIdentity.arn",
      "userIdentity",
      "userIdentity.sessionContext.sessionIssuer.arn",
      "requestParameters",
      "requestParameters.bucketName",
      "sourceIPAddress",
      "responseElements.credentials.accessKeyId",
    ];
    const { rows } = await reading([delivered(...records.map((one) => JSON.stringify(one)))], wanted);
    expect(rows.length).toBeGreaterThan(2000);
    for (const [at, path] of wanted.entries()) {
      const found = rows.map(({ index }) => project(records[index] ?? {}, path.split(".")));
      expect(sameness(rows.map(({ fields }) => fields[at]))).toEqual(sameness(found));
    }
    const pairs = rows.map(({ index }) =>
      JSON.stringify([records[index]?.["eventSource"], records[index]?.["eventName"]]),
    );
    expect(sameness(rows.map(({ pair }) => pair))).toEqual(sameness(pairs));
  });
});

/** The text of what a path leads to, with the number of steps that lead to it; undefined where there is nothing. */
function project(record: Json, steps: readonly string[]): string | undefined {
  let value: Json | undefined = record;
  for (const [taken, step] of steps.entries()) {
    if (!isJsonObject(value)) return `${taken} ${JSON.stringify(value)}`;
    value = ownValue(value, step);
    if (value === undefined) return undefined;
  }
  return `${steps.length} ${JSON.stringify(value)}`;
}

/** For each item, where the first that equals it stands. */
function sameness(items: readonly unknown[]): readonly number[] {
  const first = new Map<unknown, number>();
  return items.map((item, at) => {
    if (!first.has(item)) first.set(item, at);
    return first.get(item) ?? at;
  });
}

function fromWords(words: string): bigint {
  const [low = "0", high = "0"] = words.split("-");
  return BigInt(low) + (BigInt(high) << 32n);
}

/** Objects with few keys and few values, so that many are alike. */
function tree(): fc.Arbitrary<object> {
  const { any } = fc.letrec<{ any: unknown; object: object }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 7 },
      fc.constantFrom(null, "", "x", 'é"', 0, true, [], ["x"]),
      tie("object"),
      tie("object"),
    ),
    object: fc.dictionary(fc.constantFrom("b", "c", "d", "e", "f", "g", "h", "x"), tie("any"), { maxKeys: 3 }),
  }));
  return fc.dictionary(fc.constantFrom("a", "b", "c", "errorCode", "q", "detail-type"), any, {
    maxKeys: 4,
    noNullPrototype: true,
  });
}
