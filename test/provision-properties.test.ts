import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Json } from "../src/model/index.ts";
import {
  applyPlan,
  type Holder,
  holderOf,
  type Iam,
  type PlanToApply,
  type PolicyChange,
  type RunReport,
  rollback,
} from "../src/provision/index.ts";
import { awsManagedArn, type FakeAccount, fakeAccount } from "./support/fake-iam/account.ts";
import { act } from "./support/fake-iam/actions.ts";
import { arnOf } from "./support/iam-world.ts";
import { memoryIam } from "./support/memory-iam.ts";
import { Crash, temporaryFolder, watchWrites, withTools } from "./support/provision-tools.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
let journals = 0;

test("apply makes what the plan says, and nothing else; twice is as once; rollback is as never", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ account, changes }) => {
      const setting = prepare(account, changes);
      const before = stateOf(setting.account);
      const first = await setting.apply();
      expect(first.isComplete).toBe(true);
      const once = stateOf(setting.account);
      expect(meaningOf(once)).toEqual(meaningOf(naivelyChanged(before, setting.plan.changes)));
      expect(await setting.apply()).toEqual({ isComplete: true, steps: [], rest: [] });
      expect(stateOf(setting.account)).toEqual(once);
      expect((await setting.takeBack()).isComplete).toBe(true);
      expect(stateOf(setting.account)).toEqual(before);
    }),
    { seed: 20_261_122, numRuns: 200 },
  );
}, 60_000);

test("whatever is interrupted however often, rollback is as never and apply is as once", async () => {
  const crash = fc.record({
    way: fc.constantFrom("apply", "takeBack"),
    at: fc.integer({ min: 1, max: 9 }),
    when: fc.constantFrom("before", "after"),
  });
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.array(crash, { maxLength: 4 }),
      fc.boolean(),
      async ({ account, changes }, crashes, isApplied) => {
        const setting = prepare(account, changes);
        const before = stateOf(setting.account);
        for (const { way, at, when } of crashes) {
          // A rollback that was begun must end before the next apply.
          if (way === "apply") await setting.takeBack();
          await setting[way as "apply" | "takeBack"]({ at, when: when as "before" | "after" });
        }
        if (isApplied) {
          await setting.takeBack();
          await setting.apply({ at: 3, when: "after" });
          expect((await setting.apply())?.isComplete).toBe(true);
          expect(meaningOf(stateOf(setting.account))).toEqual(meaningOf(naivelyChanged(before, setting.plan.changes)));
        }
        expect((await setting.takeBack())?.isComplete).toBe(true);
        expect(stateOf(setting.account)).toEqual(before);
      },
    ),
    { seed: 20_261_122, numRuns: 150 },
  );
}, 60_000);

interface CrashPoint {
  readonly at: number;
  readonly when: "before" | "after";
}

interface Setting {
  readonly account: FakeAccount;
  readonly plan: PlanToApply;
  apply(crash?: CrashPoint): Promise<RunReport>;
  takeBack(crash?: CrashPoint): Promise<RunReport>;
}

const nothing: RunReport = { isComplete: false, steps: [], rest: [] };

function prepare(description: AccountDescription, chosen: readonly ChosenChange[]): Setting {
  const account = accountOf(description);
  const iam = memoryIam(account);
  journals += 1;
  const file = folder.file(`${journals}.journal`);
  const plan: PlanToApply = {
    plan: "f".repeat(64),
    changes: changesOf(account, chosen),
    expires: "2099-01-01T00:00:00Z",
  };
  return {
    account,
    plan,
    apply: (crash) => crashed(() => withTools(dying(iam, crash), file, (tools) => applyPlan(tools, plan))),
    takeBack: (crash) =>
      crashed(() => withTools(dying(iam, crash), file, (tools) => rollback(tools, { isForced: false }))),
  };
}

async function crashed(work: () => Promise<RunReport>): Promise<RunReport> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Crash) return nothing;
    throw error;
  }
}

function dying(iam: Iam, crash: CrashPoint | undefined): Iam {
  const die = (moment: string) => (number: number) => {
    if (number === crash?.at && moment === crash.when) throw new Crash();
  };
  return watchWrites(iam, die("before"), die("after"));
}

/** Documents are few, so that they meet again in other versions; some differ in whitespace only. */
const document = fc
  .tuple(fc.constantFrom("s3:Get*", "s3:*", "ec2:*", "sqs:a", "ü:b"), fc.constantFrom("", " ", "\t"))
  .map(([action, indent]) =>
    JSON.stringify(
      { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] },
      null,
      indent,
    ),
  );

const holderNames = ["user ana", "role app", "group team"] as const;
const policyNames = ["one", "two"] as const;
type HolderName = (typeof holderNames)[number];

interface AccountDescription {
  readonly inline: readonly { readonly holder: HolderName; readonly name: string; readonly document: string }[];
  readonly policies: readonly { readonly versions: readonly string[]; readonly defaultVersion: number }[];
  readonly attached: readonly { readonly holder: HolderName; readonly policy: string }[];
}

type ChosenChange = { readonly pick: number; readonly way: number; readonly after: string };

const inline = fc.record({ holder: fc.constantFrom(...holderNames), name: fc.constantFrom("A", "B"), document });
const policy = fc.record({ versions: fc.array(document, { minLength: 1, maxLength: 5 }), defaultVersion: fc.nat(4) });
const attachment = fc.record({
  holder: fc.constantFrom(...holderNames),
  policy: fc.constantFrom(awsManagedArn, ...policyNames.map((name) => arnOf("policy", name))),
});
const cases = fc.record({
  account: fc.record({
    inline: fc.array(inline, { maxLength: 4 }),
    policies: fc.tuple(policy, policy),
    attached: fc.array(attachment, { maxLength: 5 }),
  }),
  changes: fc.array(fc.record({ pick: fc.nat(), way: fc.nat(1), after: document }), { maxLength: 6 }),
});

function accountOf({ inline: policies, policies: managed, attached }: AccountDescription): FakeAccount {
  const account = fakeAccount();
  const call = (action: string, given: { readonly [name: string]: string }): void =>
    void act(account, action, new Map(Object.entries(given)));
  for (const holder of holderNames) call(`Create${typeOf(holder)}`, nameOf(holder));
  for (const { holder, name, document: PolicyDocument } of policies) {
    call(`Put${typeOf(holder)}Policy`, { ...nameOf(holder), PolicyName: name, PolicyDocument });
  }
  for (const [index, { versions, defaultVersion }] of managed.entries()) {
    const PolicyName = policyNames[index] ?? "";
    const PolicyArn = arnOf("policy", PolicyName);
    call("CreatePolicy", { PolicyName, PolicyDocument: versions[0] ?? "" });
    for (const PolicyDocument of versions.slice(1)) call("CreatePolicyVersion", { PolicyArn, PolicyDocument });
    call("SetDefaultPolicyVersion", { PolicyArn, VersionId: `v${(defaultVersion % versions.length) + 1}` });
  }
  for (const { holder, policy: PolicyArn } of attached)
    call(`Attach${typeOf(holder)}Policy`, { ...nameOf(holder), PolicyArn });
  return account;
}

function typeOf(holder: HolderName): string {
  const [type = ""] = holder.split(" ");
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

function nameOf(holder: HolderName): { readonly [name: string]: string } {
  return { [`${typeOf(holder)}Name`]: holder.split(" ")[1] ?? "" };
}

/** Each picks one of all changes that there can be, which is then no longer among them. */
function changesOf(account: FakeAccount, chosen: readonly ChosenChange[]): readonly PolicyChange[] {
  const possible = allChanges(account);
  return chosen.flatMap(({ pick, way, after }) => {
    const [make] = possible.splice(pick % Math.max(possible.length, 1), 1);
    const change = make?.(JSON.parse(after) as Json, way === 0);
    // What changes nothing is no change.
    return change === undefined ||
      JSON.stringify("after" in change ? change.after : null) === JSON.stringify(change.before)
      ? []
      : [change];
  });
}

type MakeChange = (after: Json, isWhole: boolean) => PolicyChange;

function allChanges(account: FakeAccount): MakeChange[] {
  const all: MakeChange[] = [];
  for (const { type, name, inline: documents, attached } of account.holders.values()) {
    const holder: Holder = holderOf(arnOf(type.toLowerCase() as Holder["type"], name));
    for (const [policyName, text] of documents) {
      all.push((after, isWhole) => ({
        kind: "inline",
        holder,
        name: policyName,
        before: parse(text),
        after: isWhole ? null : after,
      }));
    }
    // One that is made, as where a principal is disabled.
    all.push((after) => ({ kind: "inline", holder, name: "New", before: null, after }));
    for (const arn of attached) {
      const base = { holder, policy: arn, before: documentOf(account, arn) };
      const copy = `${arn.split("/").at(-1)}-${name}-cut`;
      all.push((after, isWhole) => (isWhole ? { kind: "detach", ...base } : { kind: "copy", ...base, copy, after }));
    }
  }
  for (const { arn } of account.policies.values()) {
    if (arn === awsManagedArn) continue;
    all.push((after) => ({ kind: "edit", policy: arn, before: documentOf(account, arn), after }));
  }
  return all;
}

function documentOf(account: FakeAccount, arn: string): Json {
  const found = account.policies.get(arn);
  return parse(found?.versions.get(found.defaultVersion) ?? "");
}

function parse(text: string): Json {
  return JSON.parse(text) as Json;
}

interface State {
  readonly holders: {
    readonly [arn: string]: { readonly inline: { [name: string]: string }; attached: readonly string[] };
  };
  readonly policies: {
    [arn: string]: { readonly defaultVersion: string; readonly document: string; readonly versions: readonly string[] };
  };
}

/** A version that made room and came back has another number; that alone does not count. */
function stateOf({ holders, policies }: FakeAccount): State {
  return {
    holders: Object.fromEntries(
      [...holders.values()].map(({ arn, inline: documents, attached }) => [
        arn,
        { inline: Object.fromEntries(documents), attached: [...attached].toSorted() },
      ]),
    ),
    policies: Object.fromEntries(
      [...policies.values()].map(({ arn, versions, defaultVersion }) => {
        return [
          arn,
          { defaultVersion, document: versions.get(defaultVersion) ?? "", versions: [...versions.values()].toSorted() },
        ];
      }),
    ),
  };
}

/** The reference: changes made to a copy of the state, without an order and without calls. */
function naivelyChanged(before: State, changes: readonly PolicyChange[]): State {
  const after = structuredClone(before);
  for (const change of changes) {
    const holder = "holder" in change ? after.holders[change.holder.arn] : undefined;
    if (change.kind === "inline" && holder !== undefined) {
      if (change.after === null) delete holder.inline[change.name];
      else holder.inline[change.name] = JSON.stringify(change.after);
    }
    if ((change.kind === "detach" || change.kind === "copy") && holder !== undefined) {
      holder.attached = holder.attached.filter((arn) => arn !== change.policy);
    }
    if (change.kind === "copy" && holder !== undefined) {
      const arn = arnOf("policy", change.copy);
      holder.attached = [...holder.attached, arn].toSorted();
      after.policies[arn] = { defaultVersion: "", document: JSON.stringify(change.after), versions: [] };
    }
    if (change.kind === "edit") {
      after.policies[change.policy] = { defaultVersion: "", document: JSON.stringify(change.after), versions: [] };
    }
  }
  return after;
}

/** What counts for access: documents in force, whatever their whitespace, and attachments. */
function meaningOf({ holders, policies }: State): object {
  return {
    holders: Object.entries(holders).map(([arn, { inline: documents, attached }]) => {
      return {
        arn,
        attached,
        inline: Object.fromEntries(Object.entries(documents).map(([name, text]) => [name, parse(text)])),
      };
    }),
    policies: Object.fromEntries(Object.entries(policies).map(([arn, { document: text }]) => [arn, parse(text)])),
  };
}
