import { existsSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Run, runNode } from "./measure.ts";
import { rightsizeAsOf, rightsizeCorpus, writeRightsizeCorpus } from "./rightsize-corpus.ts";

const bin = fileURLToPath(new URL("../bin/trailproof.js", import.meta.url));
const floor = fileURLToPath(new URL("floor.mjs", import.meta.url));
const planAll = fileURLToPath(new URL("plan-all.mjs", import.meta.url));

/** Least privilege for `roles` roles with `events` events; the baseline only parses the same events, on one thread. */
export function rightsizeRuns(folder: string, roles: number, events: number): Readonly<Record<string, () => Run>> {
  const files = Math.max(1, Math.round(events / 500));
  if (!existsSync(`${folder}.done`)) {
    writeRightsizeCorpus(folder, roles, events, files, 5);
    writeFileSync(`${folder}.done`, "");
  }
  const { details, lastAccessed, logs } = rightsizeCorpus(folder, roles);
  const answers = lastAccessed.flatMap((answer) => ["--service-last-accessed", answer]);
  const inputs = ["--authorization-details", details, ...answers, "--logs", logs];
  const plans = `${folder}-plans`;
  return {
    "gunzip and JSON.parse of the events": () => runNode([floor, logs, "1", "parse"]),
    "usage of everybody": () => runNode([bin, "usage", ...inputs, "--as-of", rightsizeAsOf, "-q"]),
    "a plan for one role": () =>
      runNode([
        ...[bin, "rightsize", "plan", ...inputs, "--principal", "role-10", "--as-of", rightsizeAsOf],
        ...["--plan", `${folder}-plan.json`, "-q"],
      ]),
    "a plan for each role": () => {
      rmSync(plans, { recursive: true, force: true });
      return runNode([planAll, details, logs, rightsizeAsOf, plans, ...lastAccessed]);
    },
  };
}

/** Statements, compiled and plain, as lines. */
export function evaluateSpeed(): string {
  const script = fileURLToPath(new URL("evaluate-speed.ts", import.meta.url));
  return runNode(["--import", "tsx", script, "1"]).stdout;
}
