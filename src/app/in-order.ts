/** A result, or what makes it. */
export type Step<T> = { readonly ready: T } | { readonly make: () => Promise<T> };

/** Gives results in the order of their steps; up to `most` that are being made run at the same time. */
export async function* settleInOrder<T>(steps: AsyncIterable<Step<T>>, most: number): AsyncGenerator<T> {
  const queue: (T | Promise<T>)[] = [];
  let making = 0;
  for await (const step of steps) {
    if ("ready" in step) queue.push(step.ready);
    else {
      making += 1;
      queue.push(quietly(step.make()));
    }
    while (queue.length > 0 && (making >= most || queue.length > 8 * most || !(queue[0] instanceof Promise))) {
      const first = queue.shift();
      if (first instanceof Promise) making -= 1;
      yield (await first) as T;
    }
  }
  for (const result of queue) yield await result;
}

/**
 * Gives all of the first source, then of the second, and so on. Up to `ahead` sources run at the same time; those that have
 * to wait for their turn stop when they have `buffered` results.
 */
export async function* concatInOrder<T>(
  sources: readonly (() => AsyncIterable<T>)[],
  ahead: number,
  buffered = 1000,
): AsyncGenerator<T> {
  const pumps: Pump<T>[] = [];
  try {
    for (const index of sources.keys()) {
      while (pumps.length < Math.min(sources.length, index + ahead)) {
        const open = sources[pumps.length];
        if (open !== undefined) pumps.push(startPump(open(), buffered));
      }
      yield* pumps[index]?.results() ?? [];
    }
  } finally {
    for (const pump of pumps) pump.stop();
  }
}

interface Pump<T> {
  results(): AsyncIterable<T>;
  stop(): void;
}

function startPump<T>(source: AsyncIterable<T>, most: number): Pump<T> {
  let results: T[] = [];
  let isStopped = false;
  let wakeReader = (): void => {};
  let wakeWriter = (): void => {};
  const state: { done?: { readonly error?: unknown } } = {};
  void run();

  return {
    async *results() {
      for (;;) {
        const taken = results;
        results = [];
        wakeWriter();
        yield* taken;
        if (results.length > 0) continue;
        if (state.done !== undefined) {
          if ("error" in state.done) throw state.done.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    },
    stop: () => {
      isStopped = true;
      wakeWriter();
    },
  };

  async function run(): Promise<void> {
    try {
      for await (const result of source) {
        if (isStopped) break;
        results.push(result);
        wakeReader();
        if (results.length < most) continue;
        await new Promise<void>((resolve) => {
          wakeWriter = resolve;
        });
      }
      state.done = {};
    } catch (error) {
      state.done = { error };
    }
    wakeReader();
  }
}

/** What fails is told when its turn comes; until then nobody waits for it. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
