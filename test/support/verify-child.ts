import { trailCommand } from "../../src/cli/commands/trail.ts";

/** Runs `trail verify` in a process of its own, which may be killed. */
void main();

async function main(): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  await trailCommand({ stdin, stdout, stderr, env }).parseAsync(["verify", ...process.argv.slice(2)], { from: "user" });
}
