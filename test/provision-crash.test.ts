import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../src/model/index.ts";
import {
  applyPlan,
  type Iam,
  type PlanToApply,
  type RunReport,
  readJournalFile,
  rollback,
} from "../src/provision/index.ts";
import { copyAccount, type FakeAccount } from "./support/fake-iam/account.ts";
import { awsManagedArn, fakeWorld, type WorldState } from "./support/iam-world.ts";
import { temporaryFolder, testIam, withTools } from "./support/provision-tools.ts";
import { type RightsizedWorld, rightsizedWorld } from "./support/rightsized-world.ts";

/** Writes of the plan, and of its rollback: of a new version that is made no longer the default, and then deleted. */
const doWrites = 8;
const undoWrites = 9;

const folder = temporaryFolder();
const script = folder.file("child.cjs");
const journal = folder.file("journal");
let world: Awaited<ReturnType<typeof fakeWorld>>;
let iam: Iam;
let here: RightsizedWorld;
let plan: PlanToApply;
let before: WorldState;
let untouched: Moment;
let applied: Moment;

beforeAll(async () => {
  world = await fakeWorld();
  iam = await testIam(world.endpoint);
  const managed = JSON.parse((await iam.version(awsManagedArn, "v2")) ?? "null") as Json;
  here = rightsizedWorld("kx", managed);
  plan = { plan: "plan", changes: here.oneOfEach, expires: "2099-01-01T00:00:00Z" };
  await world.fill(here.content);
  before = await see();
  untouched = moment();
  await apply();
  applied = moment();
  await build({
    entryPoints: ["test/support/provision-child.ts"],
    outfile: script,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
}, 60_000);
beforeEach(() => goTo(untouched));
afterAll(async () => {
  await world.close();
  folder.remove();
});

/** The account, and what lies on the disk: a test goes on from the same moment twice, and none waits for the account to be filled. */
interface Moment {
  readonly account: FakeAccount;
  readonly journal: Buffer | undefined;
  readonly lock: Buffer | undefined;
}

function moment(): Moment {
  const read = (path: string): Buffer | undefined => (existsSync(path) ? readFileSync(path) : undefined);
  return { account: copyAccount(world.fake.account), journal: read(journal), lock: read(`${journal}.lock`) };
}

function goTo(at: Moment): void {
  world.fake.account = copyAccount(at.account);
  for (const [path, bytes] of [
    [journal, at.journal],
    [`${journal}.lock`, at.lock],
  ] as const) {
    rmSync(path, { force: true });
    if (bytes !== undefined) writeFileSync(path, bytes, { mode: 0o600 });
  }
}

const see = () => world.see(here.content, "kx");
const apply = (): Promise<RunReport> => withTools(iam, journal, (tools) => applyPlan(tools, plan));
const takeBack = (): Promise<RunReport> => withTools(iam, journal, (tools) => rollback(tools, { isForced: false }));

describe.each(["before", "after"] as const)("a process that is killed %s a write", (when) => {
  test.each(numbers(doWrites))(
    "number %i of an apply: rollback restores every byte, or apply finishes",
    async (killAt) => {
      expect(await child("apply", killAt, when)).toBe("SIGKILL");
      const killed = moment();
      expect(readJournalFile(journal).runs.at(-1)?.begun.size).toBe(killAt);
      expect(await takeBack()).toMatchObject({ isComplete: true });
      expect(await see()).toEqual(before);

      goTo(killed);
      const finished = await apply();
      expect(finished).toMatchObject({ isComplete: true });
      expect(finished.steps.map(({ result }) => result)).toEqual([
        ...Array(when === "after" ? killAt : killAt - 1).fill("already"),
        ...Array(doWrites - (when === "after" ? killAt : killAt - 1)).fill("done"),
      ]);
      await takeBack();
      expect(await see()).toEqual(before);
    },
  );

  test.each(numbers(undoWrites))("number %i of a rollback: another rollback restores every byte", async (killAt) => {
    goTo(applied);
    expect(await child("rollback", killAt, when)).toBe("SIGKILL");
    expect(await takeBack()).toMatchObject({ isComplete: true });
    expect(await see()).toEqual(before);
  });
});

test("a process that is killed again after a rollback of what was killed first leaves nothing behind", async () => {
  expect(await child("apply", 3, "after")).toBe("SIGKILL");
  expect(await takeBack()).toMatchObject({ isComplete: true });
  expect(await child("apply", 5, "before")).toBe("SIGKILL");
  expect(readJournalFile(journal).runs.at(-1)?.begun.size).toBe(5);
  expect(await apply()).toMatchObject({ isComplete: true });
  await takeBack();
  expect(await see()).toEqual(before);
});

test("a process that lives on applies the plan", async () => {
  expect(await child("apply", 0, "before")).toBe(0);
  expect((await see()).holders["user ana-kx"]?.inline).not.toHaveProperty("Gone");
});

test("a process does not begin while another one is at work", async () => {
  await withTools(iam, journal, async () => {
    await expect(withTools(iam, journal, async () => undefined)).rejects.toMatchObject({ code: "journal.locked" });
    expect(await child("apply", 0, "before")).toBe(1);
  });
});

async function child(way: "apply" | "rollback", killAt: number, when: string): Promise<unknown> {
  const task = JSON.stringify({ way, endpoint: world.endpoint, journal, plan, killAt, when });
  return new Promise((resolve) => {
    spawn(process.execPath, [script, task], { stdio: "ignore" }).once("exit", (code, signal) =>
      resolve(signal ?? code),
    );
  });
}

function numbers(to: number): readonly number[] {
  return Array.from({ length: to }, (_, index) => index + 1);
}
