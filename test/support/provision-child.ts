import { applyPlan, openJournal, type PlanToApply, rollback, systemClock } from "../../src/provision/index.ts";
import { testIam, watchWrites } from "./provision-tools.ts";

/** Applies a plan or takes it back in a process of its own, which is killed right before or after one of its writes. */
interface Task {
  readonly way: "apply" | "rollback";
  readonly endpoint: string;
  readonly journal: string;
  readonly plan: PlanToApply;
  /** From 1; 0: it lives on. */
  readonly killAt: number;
  readonly when: "before" | "after";
}

// The test writes the argument.
const task = JSON.parse(process.argv[2] ?? "{}") as Task;
const dieIf = (isTime: boolean): void => {
  if (isTime) process.kill(process.pid, "SIGKILL");
};
void main();

async function main(): Promise<void> {
  const iam = watchWrites(
    await testIam(task.endpoint),
    (number) => dieIf(task.when === "before" && number === task.killAt),
    (number) => dieIf(task.when === "after" && number === task.killAt),
  );
  const tools = { iam, journal: openJournal(task.journal), clock: systemClock, settleMs: 0 };
  const report = task.way === "apply" ? await applyPlan(tools, task.plan) : await rollback(tools, { isForced: false });
  tools.journal.close();
  process.exitCode = report.isComplete ? 0 : 3;
}
