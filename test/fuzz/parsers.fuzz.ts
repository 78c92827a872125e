import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { savedParsers } from "../../src/collect/index.ts";
import { parsePolicy } from "../../src/iam/index.ts";
import { readLogFile } from "../../src/logs/index.ts";
import { type CloudTrailEvent, Problem } from "../../src/model/index.ts";
import { compileMatcher, parseRules } from "../../src/sigma/index.ts";
import { budget } from "./budget.ts";
import { textMutations } from "./mutations.ts";

const rules = readdirSync("rules", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yml"))
  .map((name) => readFileSync(join("rules", name), "utf8"));
const report = readFileSync("samples/aerosecure/credential-report.csv", "utf8");
const details = readFileSync("samples/aerosecure/authorization-details.json", "utf8");

test("any event can be matched", () => {
  const matchers = rules.flatMap((text) =>
    parseRules(text, "rule.yml").rules.map(({ condition }) => compileMatcher(condition)),
  );
  fc.assert(
    fc.property(fc.object({ withNullPrototype: true, maxDepth: 6, key: fieldNames() }), (event) => {
      for (const matches of matchers) expect(typeof matches(event as CloudTrailEvent)).toBe("boolean");
    }),
    budget(10),
  );
});

test("a mutated log file gives events or problems, whatever the chunks", async () => {
  const good = JSON.stringify({
    Records: Array.from({ length: 5 }, (_, index) => ({
      eventID: `${index}`,
      eventName: "X",
      requestParameters: { text: 'a"\\{[' },
    })),
  });
  await fc.assert(
    fc.asyncProperty(textMutations(), fc.boolean(), fc.integer({ min: 1, max: 64 }), async (change, packed, size) => {
      const text = change(good);
      const bytes = packed ? gzipSync(text) : Buffer.from(text);
      let events = 0;
      let problems = 0;
      await readLogFile(
        "-",
        { event: () => (events += 1), problem: () => (problems += 1) },
        { stdin: chunks(bytes, size) },
      );
      expect(events + problems).toBeGreaterThan(0);
    }),
    budget(3),
  );
});

test("mutated gzip bytes never throw", async () => {
  const good = gzipSync(JSON.stringify({ Records: [{ eventID: "1", eventName: "X" }] }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      async (edits) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of edits) bytes[at] = value;
        await readLogFile("-", { event: () => undefined, problem: () => undefined }, { stdin: chunks(bytes, 16) });
      },
    ),
    budget(3),
  );
});

test.each([
  ["credential-report", report],
  ["authorization-details", details],
] as const)("a mutated %s is read or refused with a problem", (name, good) => {
  fc.assert(
    fc.property(textMutations(), (change) => {
      try {
        savedParsers[name](change(good), "file");
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }),
    budget(10),
  );
});

test("any JSON is a policy or an explained refusal", () => {
  const value = fc.oneof(
    fc.constantFrom("*", "s3:*", "Allow", "Deny", "iam:PassRole", ""),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const statement = fc.dictionary(
    fc.constantFrom(
      "Effect",
      "Action",
      "NotAction",
      "Resource",
      "NotResource",
      "Principal",
      "Condition",
      "Sid",
      "__proto__",
    ),
    value,
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.jsonValue(), fc.record({ Version: value, Statement: fc.oneof(statement, fc.array(statement)) })),
      (document) => {
        parsePolicy(JSON.parse(JSON.stringify(document) ?? "null"));
      },
    ),
    budget(),
  );
});

function fieldNames(): fc.Arbitrary<string> {
  return fc.constantFrom(
    "eventName",
    "eventSource",
    "userIdentity",
    "type",
    "arn",
    "requestParameters",
    "userName",
    "policyDocument",
    "errorCode",
    "responseElements",
    "__proto__",
    "constructor",
    "additionalEventData",
    "MFAUsed",
  );
}

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
