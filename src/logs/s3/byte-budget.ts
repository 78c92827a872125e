/** Memory that several may take, so much in all. */
export interface ByteBudget {
  request(): BudgetRequest;
}

export interface BudgetRequest {
  /** Resolves when there is room. To take again replaces what was taken before. */
  readonly take: (bytes: number) => Promise<void>;
  /** Takes what it wants even where there is no room: for the one that all others wait for. */
  readonly insist: () => void;
  readonly release: () => void;
}

/** In the order of asking. */
export function createByteBudget(most: number): ByteBudget {
  let used = 0;
  let waiting: { readonly bytes: number; readonly go: () => void; readonly of: object }[] = [];

  return {
    request() {
      const self = {};
      let held = 0;
      let insists = false;
      return {
        take(bytes) {
          give();
          if (insists || used + bytes <= most) {
            hold(bytes);
            return Promise.resolve();
          }
          return new Promise((resolve) => {
            const go = (): void => {
              hold(bytes);
              resolve();
            };
            waiting.push({ bytes, go, of: self });
          });
        },
        insist() {
          insists = true;
          const own = waiting.find(({ of }) => of === self);
          waiting = waiting.filter((one) => one !== own);
          own?.go();
        },
        release() {
          waiting = waiting.filter(({ of }) => of !== self);
          give();
        },
      };

      function hold(bytes: number): void {
        held = bytes;
        used += bytes;
      }

      function give(): void {
        used -= held;
        held = 0;
        wake();
      }
    },
  };

  function wake(): void {
    for (let next = waiting[0]; next !== undefined && used + next.bytes <= most; next = waiting[0]) {
      waiting.shift();
      next.go();
    }
  }
}
