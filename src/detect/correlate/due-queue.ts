/** What is due first comes first; of what is due at one time, what was added first. A binary heap. */
export interface DueQueue<T> {
  add(dueMs: number, item: T): void;
  /** Takes out the first when it is due before `ms`. */
  takeBefore(ms: number): T | undefined;
  clear(): void;
}

interface Due<T> {
  readonly ms: number;
  readonly order: number;
  readonly item: T;
}

export function createDueQueue<T>(): DueQueue<T> {
  const heap: Due<T>[] = [];
  let order = 0;

  return {
    add(ms, item) {
      heap.push({ ms, order, item });
      order += 1;
      rise(heap.length - 1);
    },
    takeBefore(ms) {
      const [first] = heap;
      if (first === undefined || first.ms >= ms) return undefined;
      const last = heap.pop();
      if (heap.length > 0 && last !== undefined) {
        heap[0] = last;
        sink(0);
      }
      return first.item;
    },
    clear() {
      heap.length = 0;
    },
  };

  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!isBefore(at, above)) return;
      swap(at, above);
      at = above;
    }
  }

  function sink(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const least = isBefore(left + 1, left) ? left + 1 : left;
      if (!isBefore(least, at)) return;
      swap(at, least);
      at = least;
    }
  }

  function isBefore(a: number, b: number): boolean {
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.ms < other.ms || (one.ms === other.ms && one.order < other.order);
  }

  function swap(a: number, b: number): void {
    const [one, other] = [heap[a], heap[b]];
    if (one === undefined || other === undefined) return;
    heap[a] = other;
    heap[b] = one;
  }
}
