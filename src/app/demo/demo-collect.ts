import { connect } from "../../collect/index.ts";
import type { CollectFeature, Snapshot } from "../../model/index.ts";
import { collectAccounts } from "../aws/collect-accounts.ts";
import type { DemoPlace } from "./demo-account.ts";

export interface DemoSnapshot {
  readonly path: string;
  readonly snapshot: Snapshot;
  readonly calls: number;
  /** Names of all buckets; of a snapshot they are only those of trails. */
  readonly buckets: readonly string[];
}

/** Collects the demo's account. Throws the Problem that kept it from being collected. */
export async function collectDemo(
  { account, connection, workspace }: DemoPlace,
  features: readonly CollectFeature[],
): Promise<DemoSnapshot> {
  const [result] = await collectAccounts([{ label: "the demo's account", connection }], {
    features,
    level: "action",
    concurrency: 8,
    workspace,
    // Nothing is to be kept of a demo that is interrupted.
    signal: new AbortController().signal,
    now: () => new Date(account.now()),
  });
  if (result?.error !== undefined) throw result.error;
  if (result?.path === undefined || result.collected === undefined) throw new Error("demo: nothing was collected");
  const { snapshot } = result.collected;
  return { path: result.path, snapshot, calls: snapshot.collection.calls, buckets: await bucketsOf(connection) };
}

async function bucketsOf(options: DemoPlace["connection"]): Promise<readonly string[]> {
  const connection = await connect(options);
  try {
    const { client, sdk } = await connection.s3(options.region);
    const { Buckets = [] } = await client.send(new sdk.ListBucketsCommand({}));
    return Buckets.map(({ Name = "" }) => Name);
  } finally {
    connection.close();
  }
}

export interface ComparedAccount extends Pick<DemoSnapshot, "buckets"> {
  readonly snapshot: Pick<Snapshot, "identities" | "mfaDevices" | "trails">;
}

/** How many things of a kind were compared, and the ARNs or names of those that differ, are new or are gone. */
export interface DemoDifference {
  readonly compared: ReadonlyMap<string, number>;
  readonly different: readonly string[];
}

/** Compares all that IAM, CloudTrail and S3 say of the account; when something was last used is not part of what it is. */
export function compareAccounts(before: ComparedAccount, after: ComparedAccount): DemoDifference {
  const [first, second] = [thingsOf(before), thingsOf(after)];
  const names = new Set([...first.keys(), ...second.keys()]);
  const compared = new Map(kinds.map((kind) => [kind, 0]));
  for (const { kind } of second.values()) compared.set(kind, (compared.get(kind) ?? 0) + 1);
  return { compared, different: [...names].filter((name) => first.get(name)?.text !== second.get(name)?.text).sort() };
}

interface Thing {
  readonly kind: (typeof kinds)[number];
  readonly text: string;
}

const kinds = ["users", "groups", "roles", "policies", "MFA devices", "trails", "buckets"] as const;

function thingsOf({ snapshot, buckets }: ComparedAccount): ReadonlyMap<string, Thing> {
  const { identities, trails = [], mfaDevices = [] } = snapshot;
  const { users = [], groups = [], roles = [], policies = [] } = identities ?? {};
  const things: readonly (readonly [kind: Thing["kind"], name: string, what: object])[] = [
    ...users.map((user) => ["users", user.arn, user] as const),
    ...groups.map((group) => ["groups", group.arn, group] as const),
    ...roles.map(({ lastUsed: _, ...role }) => ["roles", role.arn, role] as const),
    ...policies.map((policy) => ["policies", policy.arn, policy] as const),
    ...mfaDevices.map((device) => ["MFA devices", device.serialNumber, device] as const),
    ...trails.map((trail) => ["trails", trail.arn, trail] as const),
    ...buckets.map((name) => ["buckets", `arn:aws:s3:::${name}`, {}] as const),
  ];
  return new Map(things.map(([kind, name, what]) => [name, { kind, text: JSON.stringify(what) }]));
}
