import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, createIam, type Iam, openJournal, type RunTools } from "../../src/provision/index.ts";

/** The process ends here, as far as a test inside of one process can show it. */
export class Crash extends Error {}

/** Time that passes at once. */
export const testClock: Clock = { now: () => new Date("2026-11-22T12:00:00Z"), wait: async () => undefined };

export async function testIam(endpoint: string): Promise<Iam> {
  process.env["AWS_ACCESS_KEY_ID"] = "AKIAIOSFODNN7EXAMPLE";
  process.env["AWS_SECRET_ACCESS_KEY"] = "example";
  return createIam({ endpointUrl: endpoint, region: "us-east-1" }, testClock);
}

/** Opens the journal, works with it, and lets go of it whatever happens. */
export async function withTools<T>(iam: Iam, file: string, work: (tools: RunTools) => Promise<T>): Promise<T> {
  const journal = openJournal(file);
  try {
    return await work({ iam, journal, clock: testClock, settleMs: 0 });
  } finally {
    journal.close();
  }
}

export function temporaryFolder(): { readonly path: string; file(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "trailproof-provision-"));
  return { path, file: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}

export type WriteName =
  | "putInlinePolicy"
  | "deleteInlinePolicy"
  | "createPolicy"
  | "deletePolicy"
  | "createVersion"
  | "setDefaultVersion"
  | "deleteVersion"
  | "attach"
  | "detach";

const writes: ReadonlySet<string> = new Set<WriteName>([
  "putInlinePolicy",
  "deleteInlinePolicy",
  "createPolicy",
  "deletePolicy",
  "createVersion",
  "setDefaultVersion",
  "deleteVersion",
  "attach",
  "detach",
]);

/** Calls `before` and `after` around each write, which are counted from 1. */
export function watchWrites(iam: Iam, before: (number: number) => void, after: (number: number) => void): Iam {
  let number = 0;
  return new Proxy(iam, {
    get(target, name: string) {
      const original = Reflect.get(target, name) as (...given: readonly unknown[]) => Promise<unknown>;
      if (!writes.has(name)) return original;
      return async (...given: readonly unknown[]) => {
        number += 1;
        const mine = number;
        before(mine);
        const answer = await original(...given);
        after(mine);
        return answer;
      };
    },
  });
}
