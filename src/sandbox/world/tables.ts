import type { Table } from "./table.ts";

/** What was done to a table: a key put, or deleted. */
export type Change =
  | readonly [table: string, key: string, value: unknown]
  /** Deleted. */
  | readonly [table: string, key: string];

/** Takes back one change. */
export type Undo = () => void;

/** Tables in memory whose changes can be taken back until they are settled. Both stores are made of it. */
export interface TableSet {
  /** The same table for the same name. */
  table<T>(name: string): Table<T>;
  /** Since the last settling, in order. */
  readonly changes: readonly Change[];
  /** To be called, last one first, if everything is taken back; others may add theirs. */
  readonly undos: Undo[];
  settle(): void;
  takeBack(): void;
  /** Does a change that was settled before: as when a journal is read. */
  replay(change: Change): void;
  /** Everything that is in the tables, as the changes that lead there. */
  contents(): IterableIterator<Change>;
}

/** `keepsChanges`: whether anybody asks for them. */
export function createTableSet(keepsChanges: boolean): TableSet {
  const tables = new Map<string, Table<unknown>>();
  const undos: Undo[] = [];
  const changes: Change[] = [];
  const noted = keepsChanges ? (change: Change): unknown => changes.push(change) : (): void => {};

  function named(name: string): Table<unknown> {
    const table = tables.get(name) ?? createTable(name, undos, noted);
    tables.set(name, table);
    return table;
  }
  function settle(): void {
    undos.length = 0;
    changes.length = 0;
  }
  return {
    // One name is always asked for with one type: names are made beside the types, in world.ts.
    table: <T>(name: string) => named(name) as Table<T>,
    changes,
    undos,
    settle,
    takeBack() {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) undo();
      changes.length = 0;
    },
    replay(change) {
      const table = named(change[0]);
      if (change.length === 2) table.delete(change[1]);
      else table.put(change[1], change[2]);
      settle();
    },
    *contents() {
      for (const [name, table] of tables) {
        for (const [key, value] of table.entries()) yield [name, key, value] as const;
      }
    },
  };
}

interface Entry {
  /** When the key was first put. */
  readonly order: number;
  readonly value: unknown;
}

function createTable(name: string, undos: Undo[], noted: (change: Change) => void): Table<unknown> {
  const entries = new Map<string, Entry>();
  let nextOrder = 0;
  let inOrder = true;
  let revision = 0;

  function sorted(): ReadonlyMap<string, Entry> {
    if (inOrder) return entries;
    const byOrder = [...entries].sort(([, a], [, b]) => a.order - b.order);
    entries.clear();
    for (const [key, entry] of byOrder) entries.set(key, entry);
    inOrder = true;
    return entries;
  }

  return {
    get: (key) => entries.get(key)?.value,
    put(key, value) {
      const before = entries.get(key);
      undos.push(() => {
        revision += 1;
        if (before === undefined) entries.delete(key);
        else entries.set(key, before);
      });
      noted([name, key, value]);
      revision += 1;
      entries.set(key, { order: before?.order ?? nextOrder++, value });
    },
    delete(key) {
      const before = entries.get(key);
      if (before === undefined) return;
      undos.push(() => {
        revision += 1;
        entries.set(key, before);
        inOrder = false;
      });
      noted([name, key]);
      revision += 1;
      entries.delete(key);
    },
    *values() {
      for (const { value } of sorted().values()) yield value;
    },
    *entries() {
      for (const [key, { value }] of sorted()) yield [key, value] as const;
    },
    get size() {
      return entries.size;
    },
    get revision() {
      return revision;
    },
  };
}
