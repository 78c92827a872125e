/** Whether to go on learning answers that may be used again. */
export interface Learning {
  /** Before each look-up. False: answers hardly ever repeat now, so that the event is asked without learning from it. */
  isWorthwhile(): boolean;
  /** The look-up found nothing. */
  missed(): void;
}

/**
 * To learn an answer for later takes several times as long as to ask one event. Where most look-ups find nothing, since somebody
 * writes another name or user agent in every event, learning rests for a while, twice as long each time.
 */
export function createLearning(): Learning {
  let asked = 0;
  let misses = 0;
  let rest = 0;
  let nextRest = span;

  return {
    isWorthwhile() {
      if (rest > 0) {
        rest -= 1;
        return false;
      }
      if (asked === span) {
        const isUseful = 2 * misses <= asked;
        rest = isUseful ? 0 : nextRest;
        nextRest = isUseful ? span : Math.min(2 * nextRest, longestRest);
        asked = misses = 0;
      }
      asked += 1;
      return true;
    },
    missed() {
      misses += 1;
    },
  };
}

const span = 1024;
const longestRest = 64 * span;
