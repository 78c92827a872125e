import { expect, it } from "vitest";
import { createMemoryStore } from "./memory-store.ts";
import { createWorld } from "./world.ts";

it("an account whose call was taken back was never there, and can be added again", () => {
  const world = createWorld({ store: createMemoryStore(), seed: "test" });
  world.addAccount("111122223333");
  world.store.commit();
  world.addAccount("444455556666");
  world.store.rollback();
  expect([...world.accounts.keys()]).toEqual(["111122223333"]);

  const account = world.addAccount("444455556666");
  world.store.commit();
  expect(account.root.get("root")).toBeDefined();
  expect(world.store.table("accounts").get("444455556666")).toBe(true);
  expect(world.addAccount("444455556666")).toBe(account);
  expect([...world.accounts.values()].map(({ id }) => id)).toEqual(["111122223333", "444455556666"]);
});
