import { parentPort } from "node:worker_threads";
import { type ReadingOrder, readInTurn } from "./behaviour-thread.ts";

// A thread of read-behaviour-in-threads.ts, which alone starts this file, says what to do, and says nothing more.
parentPort?.once("message", (order: ReadingOrder) =>
  readInTurn(order, (parts) => {
    const moved = parts.flatMap(({ words, ids }) => [words.buffer, ids.buffer] as ArrayBuffer[]);
    parentPort?.postMessage(parts, moved);
  }),
);
