/**
 * Compares the evaluator with iam-simulate on random requests: `npx tsx test/oracle/iam-simulate/run.ts [cases] [seed]`.
 *
 * iam-simulate is licensed under the AGPL. It is no dependency: it is installed into a temporary folder, runs in a process
 * of its own, and is only asked.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { seededRandom } from "../../../bench/random.ts";
import { type AccessDecision, compileLayers, evaluate, parsePolicy, requestContext } from "../../../src/iam/index.ts";
import type { JsonObject } from "../../../src/model/index.ts";
import { knownDifferences } from "./known-differences.ts";
import { type OracleCase, randomCase } from "./random-case.ts";
import { simulationOf } from "./simulation.ts";

const version = "0.1.173";
const count = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 20_261_121);
const shownDifferences = 5;
/** A case has a few known differences at most. */
const maxRounds = 10;

/** Their words for ours. */
const verdicts: ReadonlyMap<string, AccessDecision["verdict"]> = new Map([
  ["Allowed", "allow"],
  ["ExplicitlyDenied", "explicitDeny"],
  ["ImplicitlyDenied", "implicitDeny"],
]);

const folder = mkdtempSync(join(tmpdir(), "iam-simulate-"));
try {
  process.exitCode = install() ? await compare() : skip();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install(): boolean {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  try {
    const args = ["install", "--no-audit", "--no-fund", "--ignore-scripts", `@cloud-copilot/iam-simulate@${version}`];
    execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

function skip(): number {
  console.log("skipped: iam-simulate could not be installed");
  return process.env["ALLOW_SKIP"] === undefined ? 1 : 0;
}

interface Answer {
  readonly id: number;
  readonly verdict?: string;
  readonly error?: string;
}

async function compare(): Promise<number> {
  const random = seededRandom(seed);
  let cases: readonly OracleCase[] = Array.from({ length: count }, (_, id) => randomCase(id, random));
  const unexplained: string[] = [];
  for (let round = 1; cases.length > 0; round += 1) {
    const { tally, failed, again } = await compareRound(cases);
    console.log(
      round === 1 ? `${cases.length} cases` : `${cases.length} cases once more, without the known difference`,
    );
    for (const [kind, times] of [...tally].sort()) console.log(`${String(times).padStart(7)}  ${kind}`);
    unexplained.push(...failed);
    if (round > maxRounds) unexplained.push("the known differences do not go away");
    if (total(tally) !== cases.length) unexplained.push("not every case was answered");
    cases = round > maxRounds ? [] : again;
  }
  for (const text of unexplained.slice(0, shownDifferences)) console.log(text);
  console.log(`${count - unexplained.length} passed, ${unexplained.length} failed`);
  return unexplained.length > 0 ? 1 : 0;
}

interface Round {
  readonly tally: ReadonlyMap<string, number>;
  readonly failed: readonly string[];
  /** What differed for a known reason, with that reason taken away. */
  readonly again: readonly OracleCase[];
}

async function compareRound(cases: readonly OracleCase[]): Promise<Round> {
  const tally = new Map<string, number>();
  const failed: string[] = [];
  const again: OracleCase[] = [];
  const byId = new Map(cases.map((oracleCase) => [oracleCase.id, oracleCase]));
  for await (const { id, verdict, error } of theirAnswers(cases)) {
    const oracleCase = byId.get(id);
    if (oracleCase === undefined) throw new Error(`an answer to no question: ${id}`);
    const ours = ourAnswer(oracleCase);
    const known = knownDifferences.find((difference) => difference.applies(oracleCase));
    if (verdict !== undefined && ours.verdict === verdicts.get(verdict)) {
      add(tally, `same: ${ours.verdict}`);
    } else if (verdict !== undefined && known !== undefined) {
      add(tally, `known difference: ${known.name}`);
      again.push(known.without(oracleCase));
    } else {
      const kind =
        verdict === undefined ? "error of iam-simulate" : `DIFFERENT: ours ${ours.verdict}, theirs ${verdict}`;
      add(tally, kind);
      failed.push(describe(kind, oracleCase, ours, verdict, error));
    }
  }
  return { tally, failed, again };
}

function ourAnswer(oracleCase: OracleCase): AccessDecision {
  const { principal, action, resource, resourceAccount, identity } = oracleCase;
  const { boundary, session, resourcePolicy, endpoint, serviceControl, resourceControl } = oracleCase;
  const named = (policies: readonly JsonObject[]) =>
    policies.map((json, index) => ({ name: `policy ${index}`, policy: parsePolicy(json) }));
  const layers = compileLayers({
    identity: named(identity),
    ...(boundary && { boundary: named([boundary]) }),
    ...(session && { session: named([session]) }),
    ...(resourcePolicy && { resource: [{ name: "resource", policy: parsePolicy(resourcePolicy, "trust") }] }),
    ...(endpoint && { endpoint: named([endpoint]) }),
    ...(serviceControl.length > 0 && { serviceControl: serviceControl.map(named) }),
    ...(resourceControl.length > 0 && { resourceControl: resourceControl.map(named) }),
  });
  const context = requestContext(oracleCase.context, { complete: true });
  return evaluate(layers, { principal, action, resource, resourceAccount, context });
}

async function* theirAnswers(cases: readonly OracleCase[]): AsyncGenerator<Answer> {
  const script = join(import.meta.dirname, "simulator.mjs");
  const simulator = spawn(process.execPath, [script, folder], { stdio: ["pipe", "pipe", "inherit"] });
  // When it ends early, answers are missing, which is told.
  simulator.stdin.on("error", () => undefined);
  void send(cases, simulator.stdin);
  // What comes from our own script has this form.
  for await (const line of createInterface({ input: simulator.stdout })) yield JSON.parse(line) as Answer;
}

async function send(cases: readonly OracleCase[], input: NodeJS.WritableStream): Promise<void> {
  for (const oracleCase of cases) {
    const line = `${JSON.stringify({ id: oracleCase.id, simulation: simulationOf(oracleCase) })}\n`;
    if (!input.write(line)) await new Promise((resolve) => input.once("drain", resolve));
  }
  input.end();
}

function add(tally: Map<string, number>, kind: string): void {
  tally.set(kind, (tally.get(kind) ?? 0) + 1);
}

function total(tally: ReadonlyMap<string, number>): number {
  return [...tally.values()].reduce((sum, times) => sum + times, 0);
}

function describe(kind: string, oracleCase: OracleCase, ours: AccessDecision, theirs?: string, error?: string): string {
  const said = `ours: ${ours.verdict}, since ${ours.because}; theirs: ${theirs ?? error}`;
  return `${kind}\n${said}\n${JSON.stringify(oracleCase)}\n`;
}
