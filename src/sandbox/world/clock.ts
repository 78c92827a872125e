/** Virtual time: as the machine's, faster, or moved by hand. It never goes back. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves on by so many milliseconds; negative: an Error. */
  advance(ms: number): void;
}

export interface ClockOptions {
  /** Milliseconds since 1970 at the beginning; undefined: now. */
  readonly startsAt?: number;
  /** Virtual seconds in a real one; 0: time moves only by hand. */
  readonly speed?: number;
  /** The machine's time in milliseconds since 1970. */
  readonly real?: () => number;
}

export function createClock({ startsAt, speed = 1, real = Date.now }: ClockOptions = {}): Clock {
  const realStart = real();
  let offset = startsAt ?? realStart;
  let last = offset;
  return {
    now() {
      // The machine's clock may be set back.
      last = Math.max(last, Math.floor(offset + (real() - realStart) * speed));
      return last;
    },
    advance(ms) {
      if (!(ms >= 0)) throw new Error(`time cannot move by ${ms} ms`);
      offset += ms;
    },
  };
}
