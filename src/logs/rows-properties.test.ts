import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAndCompare } from "../../test/support/compare-rows.ts";
import { usual } from "../../test/support/usual-record.ts";

describe("any bytes", () => {
  const runs = { numRuns: 400, seed: 20_261_121 } as const;

  test("generated records", async () => {
    let all = 0;
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(record(), { minLength: 1, maxLength: 5 }), fc.boolean(), async (records, lines) => {
        const text = lines ? records.join("\n") : `{"Records":[${records.join(",")}]}`;
        const read = await readAndCompare([Buffer.from(text)]);
        all += read.records.length;
        taken += read.rows.length;
      }),
      runs,
    );
    // Both sides are asked: those that are taken, and those with something odd.
    expect(taken / all).toBeGreaterThan(0.2);
    expect(taken / all).toBeLessThan(0.9);
  });

  test("changed bytes", async () => {
    const strange = fc.constantFrom(...'{}[]",:\\ \n\t0-+.eE1tfnu/\u0000\u001f\u007f', "\\u00", '""', "é", "\xff");
    await fc.assert(
      fc.asyncProperty(
        fc.array(record(), { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), strange, fc.nat({ max: 2 })), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (records, changes, lines) => {
          const joined = lines ? records.join("\n") : `[${records.join(",")}]`;
          let text = Buffer.from(lines ? joined : `{"Records":${joined}}`).toString("latin1");
          for (const [where, what, cut] of changes) {
            const at = where % text.length;
            text = text.slice(0, at) + what + text.slice(at + cut);
          }
          await readAndCompare([Buffer.from(text, "latin1")]);
        },
      ),
      { ...runs, numRuns: 1500 },
    );
  });

  const folder = "../shared/data/cloudtrail-events";
  describe.skipIf(!existsSync(folder))(`recorded events (skipped without ${folder})`, () => {
    test("are the same, and nearly none is parsed", async () => {
      let rows = 0;
      let records = 0;
      for (const name of readdirSync(folder).filter((one) => one.endsWith(".json"))) {
        const read = await readAndCompare([readFileSync(join(folder, name))]);
        rows += read.rows.length;
        records += read.records.length;
      }
      expect(records).toBeGreaterThan(2000);
      expect(rows / records).toBeGreaterThan(0.99);
    });
  });
});

/** A record's text: usual fields in any order, with odd ones between them, and white space anywhere. */
function record(): fc.Arbitrary<string> {
  const text = fc
    .oneof(fc.string({ maxLength: 20 }), fc.string({ unit: "binary", maxLength: 8 }))
    .map((one) => JSON.stringify(one));
  const escaped = fc.constantFrom('"\\u0041"', '"\\ud800"', '"\\""', '"\\\\"', '"a\\\\\\"b"', '""', '"é\\n"');
  const scalar = fc.constantFrom(
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1.5",
    "-12e3",
    "1E+2",
    "1e-999",
    "123456789012345678901",
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 5 }, text, escaped, scalar, tie("list"), tie("object")),
    list: fc.array(tie("any"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`),
    object: fc.array(fc.tuple(key(), tie("any")), { maxLength: 4 }).map((fields) => braces(fields)),
  }));
  const identity = fc.array(
    fc.tuple(fc.constantFrom('"type"', '"sessionContext"', '"arn"', '"a.b"', '"\\u0074ype"'), value.any),
    { maxLength: 3 },
  );
  const field = fc.oneof(
    fc.tuple(key(), value.any),
    fc.tuple(
      fc.constantFrom('"errorCode"', '"errorMessage"'),
      fc.oneof(value.any, fc.constantFrom('""', "null", '"E"')),
    ),
    fc.tuple(
      fc.constant('"userIdentity"'),
      identity.map((fields) => braces(fields)),
    ),
    fc.tuple(fc.constant('"requestParameters"'), value.any),
  );
  const usualFields: fc.Arbitrary<readonly (readonly [string, unknown])[]> = fc.constant(
    Object.entries(usual).map(([name, one]) => [JSON.stringify(name), JSON.stringify(one)] as const),
  );
  return fc
    .tuple(usualFields, fc.array(field, { maxLength: 3 }), fc.infiniteStream(fc.nat({ max: 5 })), fc.boolean())
    .chain(([usualOnes, odd, , spaced]) =>
      fc.shuffledSubarray([...usualOnes, ...odd], { minLength: usualOnes.length - 1 }).map((fields) => {
        const compact = braces(fields);
        return spaced ? compact.replaceAll('":', '"\n : ').replaceAll(',"', ' ,\t"') : compact;
      }),
    );
}

function key(): fc.Arbitrary<string> {
  const names = [
    "eventName",
    "eventID",
    "eventTime",
    "eventSource",
    "a",
    "",
    "x.y",
    "\\u0061",
    "userAgent",
    "detail-type",
    "Records",
  ];
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ maxLength: 24 }).map((one) => JSON.stringify(one)) },
    { weight: 1, arbitrary: fc.constantFrom(...names).map((one) => `"${one}"`) },
  );
}

function braces(fields: readonly (readonly [string, unknown])[]): string {
  return `{${fields.map(([name, value]) => `${name}:${String(value)}`).join(",")}}`;
}
