import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectAccount, connect } from "../src/collect/index.ts";
import type { CollectFeature, Snapshot } from "../src/model/index.ts";
import { type Fault, startBrokenProxy } from "./support/broken-proxy.ts";
import { account, type CollectWorld, startCollectWorld } from "./support/collect-world.ts";

const quick = { wait: async () => {} };
const features: readonly CollectFeature[] = ["core", "trail"];

let world: CollectWorld;
beforeAll(async () => {
  world = await startCollectWorld({ speed: 0 });
});
afterAll(() => world.close());

const failed = (snapshot: Snapshot): readonly string[] =>
  (snapshot.collection?.failures ?? []).map(({ action }) => action);

/** What was read, without when and whence. */
const contentOf = ({ sources, takenAt, collection, ...content }: Snapshot): object => ({
  ...content,
  states: Object.entries(sources).map(([name, { state }]) => [name, state]),
  failures: collection?.failures,
});

describe("an endpoint that breaks", () => {
  test("now and then: resets, 503 and 429 are tried again, and nothing is lost", async () => {
    const faults: readonly Fault[] = ["none", "reset", "none", "unavailable", "none", "none", "none"];
    const proxy = await startBrokenProxy(world.sandbox.endpoint, (count) =>
      count === 3 ? "throttled" : (faults[count % faults.length] ?? "none"),
    );
    try {
      const whole = await collectAccount(await connect(), { ...quick, features });
      const broken = await collectAccount(await connect({ endpointUrl: proxy.endpoint }), { ...quick, features });
      expect(failed(broken.snapshot)).toEqual([]);
      expect(contentOf(broken.snapshot)).toEqual(contentOf(whole.snapshot));
      expect(proxy.requests()).toBeGreaterThan(broken.snapshot.collection.calls + 5);
    } finally {
      await proxy.close();
    }
  });

  test("for good, after some answers: ends with what there is, and names the network", async () => {
    const proxy = await startBrokenProxy(world.sandbox.endpoint, (count) => (count > 12 ? "reset" : "none"));
    try {
      const connection = await connect({ endpointUrl: proxy.endpoint, maxAttempts: 2 });
      const { snapshot } = await collectAccount(connection, { ...quick, features: ["core", "usage", "trail"] });
      expect(snapshot.collection.ended).toBe("unreachable");
      expect(snapshot.account).toBe(account);
      expect(new Set(snapshot.collection.failures.map(({ reason }) => reason))).toContain("unreachable");
      expect(snapshot.collection.failures.filter(({ reason }) => reason !== "unreachable")).toEqual([]);
      expect(Object.values(snapshot.sources).some(({ state }) => state === "complete")).toBe(true);
    } finally {
      await proxy.close();
    }
  });
});

test("1,000 users and 1,000 roles more are read in at most 60 requests", async () => {
  const { users, roles } = world.sandbox.world.addAccount(account);
  const [user, role] = [users.get("developer-1"), roles.values().next().value];
  if (user === undefined || role === undefined) throw new Error("the seed has neither");
  for (let index = 0; index < 1000; index += 1) {
    const own = { name: `u${index}`, arn: `arn:aws:iam::${account}:user/u${index}`, id: `AIDA${index}` };
    users.put(own.name, { ...user, ...own });
    const ofRole = { name: `r${index}`, arn: `arn:aws:iam::${account}:role/r${index}`, id: `AROA${index}` };
    roles.put(ofRole.name, { ...role, ...ofRole });
  }
  world.sandbox.world.store.commit();
  const proxy = await startBrokenProxy(world.sandbox.endpoint, () => "none");
  try {
    const { snapshot } = await collectAccount(await connect({ endpointUrl: proxy.endpoint }), {
      ...quick,
      features: ["core"],
    });
    expect(snapshot.identities?.users.length).toBeGreaterThan(1000);
    expect(snapshot.identities?.roles.length).toBeGreaterThan(1000);
    expect(failed(snapshot)).toEqual([]);
    expect(proxy.requests()).toBeLessThanOrEqual(60);
  } finally {
    await proxy.close();
  }
});
