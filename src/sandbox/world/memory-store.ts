import type { Blobs, Log, Store } from "./table.ts";
import { createTableSet, type Undo } from "./tables.ts";

/** Tables that are gone when the process is. */
export function createMemoryStore(): Store {
  const { table, undos, settle, takeBack } = createTableSet(false);
  const logs = new Map<string, Log>();
  return {
    table,
    log(name) {
      const log = logs.get(name) ?? memoryLog(undos);
      logs.set(name, log);
      return log;
    },
    commit: settle,
    rollback: takeBack,
    blobs: memoryBlobs(undos),
    close() {},
  };
}

function memoryLog(undos: Undo[]): Log {
  const lines: string[] = [];
  return {
    append(line) {
      lines.push(line);
      undos.push(() => lines.pop());
    },
    get length() {
      return lines.length;
    },
    read: (from, to) => lines.slice(from, to),
  };
}

function memoryBlobs(undos: Undo[]): Blobs {
  const blobs = new Map<string, Uint8Array>();
  return {
    put(name, bytes) {
      blobs.set(name, bytes);
      undos.push(() => blobs.delete(name));
    },
    get: (name) => blobs.get(name),
    delete(name) {
      const before = blobs.get(name);
      if (before === undefined) return;
      undos.push(() => blobs.set(name, before));
      blobs.delete(name);
    },
  };
}
