import type { StoryStep } from "../../report/index.ts";

/** Tells what is done, step by step. */
export interface Story {
  readonly steps: readonly StoryStep[];
  /** Does one step and says what came of it. What the work throws is thrown, and nothing is said. */
  tell<T>(step: string, work: () => Promise<Told<T>>): Promise<T>;
}

/** What a step gives to the next ones, and what is said of it. */
export interface Told<T> {
  readonly value: T;
  readonly text: string;
}

export interface StoryTeller {
  readonly onBegin: (step: string) => void;
  readonly onEnd: (told: StoryStep, at: number) => void;
}

export function startStory({ onBegin, onEnd }: StoryTeller): Story {
  const steps: StoryStep[] = [];
  return {
    steps,
    async tell(step, work) {
      onBegin(step);
      const begun = performance.now();
      const { value, text } = await work();
      const told = { step, text, seconds: Math.round((performance.now() - begun) / 100) / 10 };
      steps.push(told);
      onEnd(told, steps.length);
      return value;
    },
  };
}

/** What the demo claims must be so: that it is not is a bug of ours, and nothing to be shown as a result. */
export function mustHold(isSo: boolean, claim: string): void {
  if (!isSo) throw new Error(`the demo claims that ${claim}, and this is not so`);
}
