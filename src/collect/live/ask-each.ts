import { inParallel } from "./in-parallel.ts";
import type { Asked } from "./session.ts";

/** What was asked of one thing, and how it was answered. */
export interface AskedOf<Item, T> {
  readonly item: Item;
  readonly asked: Asked<T>;
}

/** Asks the same of many. Where the first is refused, the others would be, too, and are not asked. */
export async function askEach<Item, T>(
  items: readonly Item[],
  limit: number,
  ask: (item: Item) => Promise<Asked<T>>,
): Promise<readonly AskedOf<Item, T>[]> {
  const [first, ...others] = items;
  if (first === undefined) return [];
  const asked = await ask(first);
  if (!asked.ok && !asked.isAnswer) return [{ item: first, asked }];
  const rest = await inParallel(others, limit, async (item) => ({ item, asked: await ask(item) }));
  return [{ item: first, asked }, ...rest];
}
