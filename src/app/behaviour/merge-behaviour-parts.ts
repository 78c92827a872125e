import type { BehaviourPart } from "./behaviour-part.ts";
import { partWords } from "./behaviour-part.ts";
import { createPartOpener } from "./open-behaviour-part.ts";
import type { EventTaker } from "./read-behaviour-file.ts";

export interface PartMerge {
  /** `thread`: the number of whoever made it. */
  add(thread: number, part: BehaviourPart): void;
  /** The file whose end everything else waits for. */
  readonly next: number;
  /** Events that were taken so far. */
  readonly events: number;
}

/**
 * Opens what threads read in the order of the files, whatever the order of arrival, so that `taker` hears what it would hear of
 * one thread. `ended` hears of the end of each file.
 */
export function createPartMerge(
  files: readonly string[],
  threads: number,
  taker: EventTaker,
  ended: (isWhole: boolean) => void,
): PartMerge {
  const openers = Array.from({ length: threads }, () => createPartOpener());
  const parked = new Map<number, (readonly [thread: number, part: BehaviourPart])[]>();
  let next = 0;
  let events = 0;

  return {
    add(thread, part) {
      if (part.file !== next) {
        const list = parked.get(part.file);
        if (list === undefined) parked.set(part.file, [[thread, part]]);
        else list.push([thread, part]);
        return;
      }
      take(thread, part);
      for (let ready = parked.get(next); ready !== undefined; ready = parked.get(next)) {
        parked.delete(next);
        for (const [by, one] of ready) take(by, one);
      }
    },
    get next() {
      return next;
    },
    get events() {
      return events;
    },
  };

  function take(thread: number, part: BehaviourPart): void {
    openers[thread]?.(part, files[part.file] ?? "", taker);
    events += part.words.length / partWords;
    for (const problem of part.problems) taker.problem(problem);
    if (part.end === undefined) return;
    ended(part.end.isWhole);
    next += 1;
  }
}
