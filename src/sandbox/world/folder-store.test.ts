import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFolderStore } from "./folder-store.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { Store } from "./table.ts";

let dir: string;
let open: Store[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "folder-store-"));
});

afterEach(() => {
  for (const store of open) store.close();
  open = [];
  rmSync(dir, { recursive: true, force: true });
});

function opened(): Store {
  const store = createFolderStore(dir);
  open.push(store);
  return store;
}

function closed(store: Store): void {
  store.close();
  open = open.filter((one) => one !== store);
}

const tableNames = ["users", "objects@b", "__proto__"];
const logNames = ["events", "e/../x"];
const blobNames = ["a", "b/../c", "d"];

/** Everything that can be read. */
function contents(store: Store): unknown {
  return {
    tables: tableNames.map((name) => [...store.table(name).entries()]),
    logs: logNames.map((name) => store.log(name).read(0, store.log(name).length)),
    blobs: blobNames.map((name) => Buffer.from(store.blobs.get(name) ?? "none").toString()),
  };
}

type Step = (store: Store) => void;

const key = fc.constantFrom("a", "b", "c", "__proto__", "k\u0000v");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ name: fc.constantFrom(...tableNames), key, value: fc.jsonValue() }).map(
    ({ name, key: at, value }): Step =>
      (store) =>
        store.table(name).put(at, JSON.parse(JSON.stringify(value))),
  ),
  fc.record({ name: fc.constantFrom(...tableNames), key }).map(
    ({ name, key: at }): Step =>
      (store) =>
        store.table(name).delete(at),
  ),
  fc.record({ name: fc.constantFrom(...logNames), value: fc.string({ unit: "binary" }) }).map(
    ({ name, value }): Step =>
      (store) =>
        store.log(name).append(JSON.stringify(value)),
  ),
  fc.constantFrom(...blobNames).map(
    (name): Step =>
      (store) => {
        // A name is used once: put only where nothing is, and after a deletion never again.
        const used = store.table("__proto__").get(`blob ${name}`);
        if (used === undefined) store.blobs.put(name, Buffer.from(`bytes of ${name}`));
        store.table("__proto__").put(`blob ${name}`, true);
      },
  ),
  fc.constantFrom(...blobNames).map(
    (name): Step =>
      (store) =>
        store.blobs.delete(name),
  ),
  fc.constant<Step>((store) => store.commit()),
  fc.constant<Step>((store) => store.rollback()),
);

describe("a store in a folder", () => {
  test("is at each moment as one in memory, and after a restart as at the last commit", () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 25 }), { maxLength: 4 }), (runs) => {
        const folder = mkdtempSync(join(dir, "run-"));
        const memory = createMemoryStore();
        for (const steps of runs) {
          const store = createFolderStore(folder);
          try {
            expect(contents(store)).toEqual(contents(memory));
            for (const one of steps) {
              one(store);
              one(memory);
              expect(contents(store)).toEqual(contents(memory));
            }
          } finally {
            store.close();
            memory.rollback();
          }
        }
        const store = createFolderStore(folder);
        expect(contents(store)).toEqual(contents(memory));
        store.close();
      }),
      { numRuns: 60 },
    );
  });

  test("drops a line that a crash has torn, wherever it was torn", () => {
    const store = opened();
    store.table("t").put("a", 1);
    store.log("events").append('"one"');
    store.commit();
    const before = statSync(join(dir, "journal.jsonl")).size;
    store.table("t").put("b", 2);
    store.log("events").append('"two"');
    store.commit();
    closed(store);
    const whole = readFileSync(join(dir, "journal.jsonl"));
    for (let size = before; size < whole.length; size += 1) {
      writeFileSync(join(dir, "journal.jsonl"), whole.subarray(0, size));
      appendFileSync(join(dir, "logs", "events.jsonl"), '"torn');
      const again = opened();
      expect([...again.table("t").entries()]).toEqual([["a", 1]]);
      expect(again.log("events").read(0, 9)).toEqual(['"one"']);
      again.table("t").put("c", 3);
      again.log("events").append('"three"');
      again.commit();
      closed(again);
      const third = opened();
      expect([...third.table("t").entries()]).toEqual([
        ["a", 1],
        ["c", 3],
      ]);
      expect(third.log("events").read(0, 9)).toEqual(['"one"', '"three"']);
      closed(third);
      truncateSync(join(dir, "logs", "events.jsonl"), '"one"\n'.length);
    }
  });

  test("names the line that is damaged in the middle", () => {
    const store = opened();
    for (const at of ["a", "b", "c"]) {
      store.table("t").put(at, at);
      store.commit();
    }
    closed(store);
    const path = join(dir, "journal.jsonl");
    writeFileSync(path, readFileSync(path, "utf8").replace('"b","b"', '"b","x"'));
    expect(() => opened()).toThrow(
      expect.objectContaining({ code: "journal.invalid", location: { file: path, line: 3 } }),
    );
  });

  test.each([
    ["a file of somebody else", "notes.txt", "hello\n", "is not a folder of the sandbox"],
    ["another journal", "journal.jsonl", '{"kind":"plan"}\n', "is not a journal of the sandbox"],
    ["another journal of one torn line", "journal.jsonl", "precious", "is not a journal of the sandbox"],
  ])("leaves %s alone", (_, name, text, message) => {
    writeFileSync(join(dir, name), text);
    expect(() => opened()).toThrow(message);
    expect(readFileSync(join(dir, name), "utf8")).toBe(text);
  });

  test("tells of a log that has lost lines", () => {
    const store = opened();
    store.log("events").append('"one"');
    store.commit();
    closed(store);
    truncateSync(join(dir, "logs", "events.jsonl"), 2);
    expect(() => opened()).toThrow(expect.objectContaining({ code: "journal.invalid" }));
  });

  test("is written anew when most of it is not true any more", () => {
    const store = opened();
    store.table("t").put("other", 1);
    for (let value = 0; value < 3000; value += 1) {
      store.table("t").put("counter", `${value} ${"x".repeat(500)}`);
      store.log("events").append(`${value}`);
      store.commit();
    }
    closed(store);
    const before = statSync(join(dir, "journal.jsonl")).size;
    const again = opened();
    expect(before).toBeGreaterThan(1_500_000);
    expect(statSync(join(dir, "journal.jsonl")).size).toBeLessThan(2000);
    expect([...again.table("t").entries()].map(([at]) => at)).toEqual(["other", "counter"]);
    again.log("events").append("3000");
    again.commit();
    closed(again);
    expect(opened().log("events").read(2998, 3002)).toEqual(["2998", "2999", "3000"]);
  });

  test("can be read by the user alone", () => {
    const store = createFolderStore(join(dir, "new"));
    store.blobs.put("a", Buffer.from("x"));
    store.log("events").append("1");
    store.table("t").put("a", 1);
    store.commit();
    const modes = ["", "journal.jsonl", "logs", "logs/events.jsonl", "blobs", "lock"].map(
      (name) => statSync(join(dir, "new", name)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o700, 0o600, 0o700, 0o600]);
    store.close();
  });
});

describe("the lock", () => {
  test("keeps a second one out until the first is closed", () => {
    const store = opened();
    expect(() => opened()).toThrow(expect.objectContaining({ code: "journal.locked" }));
    closed(store);
    opened();
  });

  test.each([
    ["a dead process", "999999999"],
    ["this process in a life before", `${process.pid}`],
    ["nobody", "nonsense"],
  ])("of %s is taken over", (_, owner) => {
    writeFileSync(join(dir, "lock"), `${owner}\n`);
    opened();
    expect(readFileSync(join(dir, "lock"), "utf8")).toBe(`${process.pid}\n`);
  });

  test("of a living process is not", () => {
    writeFileSync(join(dir, "lock"), `${process.ppid}\n`);
    expect(() => opened()).toThrow(`is open in process ${process.ppid}`);
  });
});

const child = `
import { writeSync } from "node:fs";
import { createFolderStore } from "./src/sandbox/world/folder-store.ts";
const store = createFolderStore(process.argv[1]);
let next = store.table("numbers").size;
for (;;) {
  store.table("numbers").put(String(next), { next, text: "x".repeat(next % 5000) });
  store.blobs.put("blob " + next, Buffer.from("bytes " + next));
  store.log("events").append(JSON.stringify({ next, text: "y".repeat(next % 3000) }));
  store.commit();
  writeSync(1, next + "\\n");
  next += 1;
}`;

describe("kill -9", () => {
  test("loses nothing that a commit has returned from", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 4; round += 1) {
      const acknowledged = await killedAfter(150 + 70 * round);
      const store = opened();
      const size = store.table("numbers").size;
      // The last one may be written and not acknowledged.
      expect([acknowledged + 1, acknowledged + 2]).toContain(size);
      expect(store.log("events").length).toBe(size);
      for (let next = 0; next < size; next += 1) {
        expect(store.table<{ next: number }>("numbers").get(String(next))?.next).toBe(next);
        expect(Buffer.from(store.blobs.get(`blob ${next}`) ?? []).toString()).toBe(`bytes ${next}`);
      }
      const events = store.log("events").read(0, size);
      expect(events.map((line) => JSON.parse(line).next)).toEqual([...Array(size).keys()]);
      closed(store);
    }
  });
});

/** The last number that the child acknowledged, when it was killed so long after its first one. */
function killedAfter(ms: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", child, dir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    run.on("error", reject);
    run.stdout.on("data", (data: Buffer) => {
      if (output === "") setTimeout(() => run.kill("SIGKILL"), ms);
      output += data.toString();
    });
    run.on("close", () => resolve(Number(output.slice(0, output.lastIndexOf("\n")).split("\n").at(-1))));
  });
}
