import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, test } from "vitest";
import { loadRules } from "../../src/app/rules/load-rules.ts";
import { isJsonObject, type JsonObject } from "../../src/model/index.ts";
import type { RuleSet } from "../../src/sigma/index.ts";
import { detectBothWays, detectBytesBothWays } from "../support/both-ways.ts";
import { readAndCompare } from "../support/compare-rows.ts";
import { hostileLogs, usualRecords } from "../support/hostile-logs.ts";
import { placeholders } from "../support/placeholders.ts";
import { randomRecords, randomRules } from "../support/random-logs.ts";
import { trickyRules } from "../support/tricky-rules.ts";
import { budget } from "./budget.ts";
import { textMutations, treeMutations } from "./mutations.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tricky = trickyRules();
const published = loadRules([], { builtin: true, placeholders });
const recorded = "../shared/data/cloudtrail-events";
/** Records as CloudTrail writes them; recorded ones where there are some. */
const shaped: readonly JsonObject[] = [...usualRecords, ...recordedEvents()];

test("random rules say the same of random records, parsed or not", async () => {
  await fc.assert(
    fc.asyncProperty(randomRules(), randomRecords(), textMutations(), fc.nat(3), async (set, texts, change, form) => {
      const joined = form === 0 ? texts.join("\n") : `{"Records":[${texts.join(",")}]}`;
      const file = join(folder, "random.json");
      writeFileSync(file, form === 3 ? change(joined) : joined);
      await detectBothWays({ paths: [file], rules: set });
    }),
    budget(2),
  );
});

describe.each<[string, RuleSet]>([
  ["tricky rules", tricky],
  ["the built-in rules", published],
])("%s say the same, parsed or not", (_what, rules) => {
  test("of changed records", async () => {
    const one = fc.tuple(fc.constantFrom(...shaped), treeMutations()).map(([record, change]) => change(record));
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 20 }), fc.boolean(), async (records, packed) => {
        // Each change between usual records, some of which have the same ids.
        const all = records.flatMap((record, at) => [record, shaped[at % shaped.length], record]);
        const text = JSON.stringify({ Records: all });
        const file = join(folder, "changed.json");
        writeFileSync(file, packed ? gzipSync(text) : text);
        await detectBothWays({ paths: [file], rules });
      }),
      budget(40),
    );
  });

  test("of changed bytes of hostile files", async () => {
    const files = hostileLogs().filter(([, bytes]) => bytes.length < 100_000);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        textMutations(),
        fc.integer({ min: 1, max: 100_000 }),
        async ([, bytes], change, size) => {
          const changed = Buffer.from(change(bytes.toString("latin1")), "latin1");
          await detectBytesBothWays(chunksOf(changed, Math.max(size, changed.length / 50)), rules);
        },
      ),
      budget(40),
    );
  });
});

test("both readers of JSON give the same records, whatever the bytes and the chunks", async () => {
  const files = hostileLogs().filter(([, bytes]) => bytes.length < 50_000);
  const source = fc.oneof(
    fc.constantFrom(...files).map(([, bytes]) => bytes.toString("latin1")),
    randomRecords().map((texts) => Buffer.from(texts.join("\n")).toString("latin1")),
    randomRecords().map((texts) => Buffer.from(`{"Records":[${texts.join(" , ")}]}`).toString("latin1")),
  );
  const limits = fc.record(
    {
      maxRecordBytes: fc.integer({ min: 200, max: 5000 }),
      maxDepth: fc.integer({ min: 1, max: 130 }),
      maxSpaceBytes: fc.integer({ min: 1, max: 400 }),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(
      source,
      textMutations(),
      fc.integer({ min: 1, max: 50_000 }),
      limits,
      async (text, change, size, some) => {
        const changed = Buffer.from(change(text), "latin1");
        await readAndCompare(chunksOf(changed, Math.max(size, changed.length / 300)), undefined, some);
      },
    ),
    budget(4),
  );
});

function chunksOf(bytes: Buffer, size: number): readonly Buffer[] {
  const step = Math.ceil(size);
  return Array.from({ length: Math.ceil(bytes.length / step) }, (_, at) => bytes.subarray(at * step, (at + 1) * step));
}

function recordedEvents(): readonly JsonObject[] {
  if (!existsSync(recorded)) return [];
  return readdirSync(recorded)
    .filter((name) => name.endsWith(".json"))
    .slice(0, 4)
    .flatMap((name) => {
      const file: unknown = JSON.parse(readFileSync(join(recorded, name), "utf8"));
      const list = isJsonObject(file) ? file["Records"] : [];
      return Array.isArray(list) ? list.filter(isJsonObject) : [];
    });
}
