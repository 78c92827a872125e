// Runs in a process of its own, in a folder where @cloud-copilot/iam-simulate is installed: reads simulations as JSON
// lines, writes what it says of each.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/package.json`));
const { runSimulation } = require("@cloud-copilot/iam-simulate");

for await (const line of createInterface({ input: process.stdin })) {
  const { id, simulation } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id, ...(await answer(simulation)) })}\n`);
}

async function answer(simulation) {
  try {
    const { resultType, overallResult, errors } = await runSimulation(simulation, {});
    return resultType === "error" ? { error: JSON.stringify(errors).slice(0, 300) } : { verdict: overallResult };
  } catch (error) {
    return { error: String(error) };
  }
}
