// Plans for all roles of a corpus, one file each: `node bench/plan-all.mjs DETAILS LOGS AS-OF OUT ARN=FILE...`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { readRightsizeInputs } from "../dist/app/rightsize/rightsize-inputs.js";
import { planFileName, plansFor, planText } from "../dist/app/rightsize/rightsize-plan.js";

// Else the heap grows to three times of what is kept before it is cleaned: a tenth more processor time for a third less memory.
setFlagsFromString("--heap-growing-percent=50");

const [details = "", logs = "", asOf = "", out = "", ...answers] = process.argv.slice(2);
const serviceLastAccessed = answers.map((answer) => {
  const at = answer.indexOf("=");
  return { subject: answer.slice(0, at), file: answer.slice(at + 1) };
});
const sources = { authorizationDetails: [details], serviceLastAccessed, logs: [logs] };
const { facts } = await readRightsizeInputs(sources, { asOf });
const options = {
  asOf,
  level: "action",
  windowDays: 90,
  graceDays: 14,
  protect: [],
  allowNotAction: false,
  shared: "union",
};
mkdirSync(out, { recursive: true });
for (const plan of plansFor("all", facts, options)) {
  writeFileSync(join(out, planFileName(plan)), planText(plan));
  if (!plan.proof.holds) throw new Error(`the proof for ${plan.principal.arn} does not hold`);
  console.log(`${plan.principal.name} ${plan.measure.actions.before} ${plan.measure.actions.after}`);
}
