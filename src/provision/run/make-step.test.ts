import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Problem } from "../../model/index.ts";
import { holderOf } from "../holder.ts";
import type { Iam } from "../iam.ts";
import { openJournal } from "../journal/journal-file.ts";
import { applyPlan } from "./apply-plan.ts";
import { rollback } from "./rollback.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-make-step-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const holder = holderOf("arn:aws:iam::111122223333:user/ana", "AIDAEXAMPLE");
const before = '{"Statement":[]}';

test("who takes away the own right to read has made the step nevertheless, and rollback knows it", async () => {
  let document: string | undefined = before;
  let mayRead = true;
  // All that a step on an inline policy asks of IAM.
  const iam = {
    holder: async () => ({ arn: holder.arn, id: "AIDAEXAMPLE" }),
    inlineNames: async () => (document === undefined ? [] : ["own"]),
    attachedPolicies: async () => [],
    async inlinePolicy() {
      if (!mayRead) throw new Problem("aws.denied", "GetUserPolicy: AccessDenied: no.");
      return document;
    },
    async putInlinePolicy(_holder: unknown, _name: string, text: string) {
      document = text;
    },
    async deleteInlinePolicy() {
      document = undefined;
      mayRead = false;
    },
  } as unknown as Iam;
  const journal = openJournal(join(folder, "journal"));
  const clock = { now: () => new Date("2026-11-22T12:00:00Z"), wait: async () => undefined };
  const tools = { iam, journal, clock, settleMs: 0 };
  const change = { kind: "inline", holder, name: "own", before: { Statement: [] }, after: null } as const;

  const applied = await applyPlan(tools, { plan: "p", changes: [change], expires: "2099-01-01T00:00:00Z" });
  expect(applied).toMatchObject({ isComplete: false, steps: [{ problem: { code: "aws.denied" } }] });
  expect(document).toBeUndefined();

  mayRead = true;
  expect(await rollback(tools, { isForced: false })).toMatchObject({ isComplete: true, steps: [{ result: "done" }] });
  expect(document).toBe(before);
  journal.close();
});
