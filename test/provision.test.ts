import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "../src/model/index.ts";
import { applyPlan, type Iam, type PlanToApply, type RunReport, rollback } from "../src/provision/index.ts";
import { arnOf, awsManagedArn, fakeWorld, type IamWorld, motoWorld } from "./support/iam-world.ts";
import { hasMoto } from "./support/moto.ts";
import { Crash, temporaryFolder, testIam, watchWrites, withTools } from "./support/provision-tools.ts";
import { type RightsizedWorld, rightsizedWorld } from "./support/rightsized-world.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
let count = 0;

const worlds = [
  { name: "the fake IAM", start: fakeWorld, isThere: true },
  {
    name: hasMoto ? "moto" : "moto (skipped: python3 with moto[server] is not there)",
    start: motoWorld,
    isThere: hasMoto,
  },
] as const;

describe.each(worlds)("apply and rollback against $name", ({ start, isThere }) => {
  describe.skipIf(!isThere)("", () => {
    let world: IamWorld;
    let iam: Iam;
    let managed: Json;
    let tag: string;
    let here: RightsizedWorld;
    let plan: PlanToApply;
    let journal: string;

    beforeAll(async () => {
      world = await start();
      iam = await testIam(world.endpoint);
      const policy = await iam.policy(awsManagedArn);
      managed = JSON.parse((await iam.version(awsManagedArn, policy?.defaultVersion ?? "")) ?? "null") as Json;
    }, 120_000);
    afterAll(() => world?.close());
    beforeEach(async () => {
      count += 1;
      tag = `t${count}x`;
      here = rightsizedWorld(tag, managed);
      plan = { plan: `plan-${tag}`, changes: here.changes, expires: "2099-01-01T00:00:00Z" };
      journal = folder.file(`${tag}.journal`);
      await world.fill(here.content);
    });

    const apply = (using: Iam = iam): Promise<RunReport> =>
      withTools(using, journal, (tools) => applyPlan(tools, plan));
    const takeBack = (using: Iam = iam, isForced = false): Promise<RunReport> =>
      withTools(using, journal, (tools) => rollback(tools, { isForced }));
    const see = () => world.see(here.content, tag);

    test("a plan is applied, and nothing but what it names changes", async () => {
      const before = await see();
      const report = await apply();
      expect(report).toMatchObject({ isComplete: true, rest: [] });
      expect(report.steps.map(({ result }) => result)).toEqual(Array(14).fill("done"));
      const after = await see();
      const cut = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"*"}]}';
      expect(after.holders[`user ana-${tag}`]).toEqual({
        inline: { Odd: cut, Other: Object.values(here.content.holders[0]?.inline ?? {})[2] },
        attached: [arnOf("policy", `copy-a-${tag}`), arnOf("policy", `full-${tag}`)],
      });
      expect(after.holders[`role app-${tag}`]).toEqual({
        inline: { Orders: cut },
        attached: [arnOf("policy", `copy-b-${tag}`)],
      });
      expect(after.holders[`group team-${tag}`]).toEqual({
        inline: { Shared: cut },
        attached: [arnOf("policy", `small-${tag}`)],
      });
      expect(after.policies[`full-${tag}`]).toMatchObject({ defaultVersion: "v6", document: cut });
      expect(after.policies[`full-${tag}`]?.versions).toHaveLength(5);
      expect(after.policies[`small-${tag}`]).toEqual({
        ...before.policies[`small-${tag}`],
        defaultVersion: "v2",
        document: cut.replace("s3:GetObject", "s3:Get*"),
      });
      expect(after.policies[`extra-${tag}`]).toEqual(before.policies[`extra-${tag}`]);
      expect(Object.keys(after.policies)).toEqual([
        `copy-a-${tag}`,
        `copy-b-${tag}`,
        `extra-${tag}`,
        `full-${tag}`,
        `small-${tag}`,
      ]);
    });

    test("rollback restores every byte, and does not delete what it restored as Repokid's does", async () => {
      const before = await see();
      await apply();
      expect(await takeBack()).toMatchObject({ isComplete: true });
      expect(await see()).toEqual(before);
    });

    test("a rollback after a rollback does nothing", async () => {
      const before = await see();
      await apply();
      await takeBack();
      expect(await takeBack(refusing(iam))).toEqual({ isComplete: true, steps: [], rest: [] });
      expect(await see()).toEqual(before);
    });

    test("an apply after an apply does nothing", async () => {
      await apply();
      const once = await see();
      expect(await apply(refusing(iam))).toEqual({ isComplete: true, steps: [], rest: [] });
      expect(await see()).toEqual(once);
    });

    test("apply, rollback, apply, rollback: with one journal", async () => {
      const before = await see();
      await apply();
      const once = await see();
      await takeBack();
      expect(await apply()).toMatchObject({ isComplete: true });
      expect({ ...(await see()).holders }).toEqual(once.holders);
      await takeBack();
      expect(await see()).toEqual(before);
    });

    // Every point is tried in test/provision-crash.test.ts.
    test.each([2, 4])("after a crash around write %i, rollback restores every byte and apply finishes", async (at) => {
      plan = { ...plan, changes: here.oneOfEach };
      const before = await see();
      for (const when of ["before", "after"] as const) {
        await expect(apply(crashing(iam, at, when))).rejects.toThrow(Crash);
        expect(await takeBack()).toMatchObject({ isComplete: true });
        expect(await see()).toEqual(before);
        await expect(apply(crashing(iam, at, when))).rejects.toThrow(Crash);
        expect(await apply()).toMatchObject({ isComplete: true });
        await expect(takeBack(crashing(iam, at, when))).rejects.toThrow(Crash);
        expect(await takeBack()).toMatchObject({ isComplete: true });
        expect(await see()).toEqual(before);
      }
    });
  });
});

function crashing(iam: Iam, at: number, when: "before" | "after"): Iam {
  const crash = (moment: string) => (number: number) => {
    if (number === at && moment === when) throw new Crash(`${when} write ${at}`);
  };
  return watchWrites(iam, crash("before"), crash("after"));
}

/** Whoever writes to it fails the test. */
function refusing(iam: Iam): Iam {
  return watchWrites(
    iam,
    (number) => expect(`write ${number}`).toBe("no write"),
    () => undefined,
  );
}
