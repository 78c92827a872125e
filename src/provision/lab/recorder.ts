import type { LabActivityName } from "./activities.ts";
import type { DoneActivity, LabRun } from "./lab-run.ts";

/** Writes a run down as it goes: each step before it is made, so that a crash leaves nothing that nobody knows of. */
export interface Recorder {
  read(): LabRun;
  step<T>(call: string, target: string, work: () => Promise<T>): Promise<T>;
  activity(activity: LabActivityName, change: Pick<DoneActivity, "state" | "at" | "reason">): void;
  complete(): void;
}

/** `save` returns when the run is on disk. */
export function createRecorder(begun: LabRun, save: (run: LabRun) => void): Recorder {
  let run = begun;
  const write = (changed: LabRun): void => {
    run = changed;
    save(run);
  };
  write(run);
  return {
    read: () => run,
    async step(call, target, work) {
      const index = run.steps.length;
      write({ ...run, steps: [...run.steps, { call, target }] });
      const answer = await work();
      write({ ...run, steps: run.steps.with(index, { call, target, isDone: true }) });
      return answer;
    },
    activity(activity, change) {
      const activities = run.activities.map((known) => (known.activity === activity ? { activity, ...change } : known));
      write({ ...run, activities });
    },
    complete: () => write({ ...run, isComplete: true }),
  };
}
