import type { CollectTarget } from "../../app/aws/collect-accounts.ts";
import { type Diagnosis, diagnose } from "../../app/aws/doctor.ts";
import { type CollectFeature, Problem, toProblemRecord } from "../../model/index.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import { failureLines } from "../failure-lines.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblem } from "../problems.ts";
import { awsTargets, refuseUnknown, withHint } from "./aws-targets.ts";
import { startTimeout } from "./timeout.ts";

export interface DoctorOptions extends CommonOptions, AwsOptions {
  readonly for: readonly CollectFeature[];
  readonly output: "table" | "json";
}

/** `doctor`: 4 when no credentials can be used. */
export async function runDoctor(options: DoctorOptions, io: Io): Promise<number> {
  const diagnoses: Diagnosis[] = [];
  const abort = new AbortController();
  const stopClock = startTimeout(options.timeout, abort);
  try {
    for (const target of awsTargets(options, io)) diagnoses.push(await examine(target, options, io, abort.signal));
  } finally {
    stopClock();
  }
  if (options.output === "json") {
    const accounts = diagnoses.map(({ error, ...rest }) => ({
      ...rest,
      ...(error && { error: toProblemRecord(error) }),
    }));
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, kind: "doctor", accounts }, null, 2)}\n`);
  } else {
    for (const diagnosis of diagnoses) show(diagnosis, options, io);
  }
  return diagnoses.some(({ error }) => error === undefined) ? 0 : 4;
}

async function examine(target: CollectTarget, options: DoctorOptions, io: Io, signal: AbortSignal): Promise<Diagnosis> {
  try {
    refuseUnknown(target, io);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const credentials = { from: `profile ${target.connection.profile ?? io.env["AWS_PROFILE"]}`, places: [] };
    return { label: target.label, error, credentials, region: target.connection.region ?? "", features: [] };
  }
  const diagnosis = await diagnose(target, options.for, io.env, signal);
  return diagnosis.error === undefined ? diagnosis : { ...diagnosis, error: withHint(diagnosis.error, target, io) };
}

function show(diagnosis: Diagnosis, options: DoctorOptions, io: Io): void {
  const { label, error, caller, credentials, region, regionStatus, clockAheadSeconds, features } = diagnosis;
  const row = (name: string, value: string): void =>
    void io.stdout.write(`${name.padEnd(13)}${sanitizeTerminal(value)}\n`);
  if (error === undefined) {
    row("who", caller?.arn ?? "unknown: the endpoint does not say");
    row("account", caller?.account ?? "unknown");
  } else row("who", `nobody: ${label} cannot be used`);
  row("credentials", [credentials.from, ...credentials.places].join(", "));
  if (credentials.expires !== undefined) row("expire", credentials.expires);
  if (region !== "") row("region", regionWords(region, regionStatus));
  if (clockAheadSeconds !== undefined) row("clock", clockWords(clockAheadSeconds));
  for (const { feature, allowed, failed, notTried } of features) {
    const total = allowed.length + failed.length + notTried.length;
    const untried =
      notTried.length === 0 ? "" : `; not tried, since there was nothing to ask about: ${notTried.join(", ")}`;
    row(feature, `${allowed.length} of ${total} actions allowed${untried}`);
    for (const line of failureLines(failed, undefined, options.verbose))
      io.stdout.write(`  ${sanitizeTerminal(line)}\n`);
  }
  io.stdout.write("\n");
  if (error !== undefined) printProblem(io.stderr, error, "error");
}

/** Source: Account Management API Reference, Region. */
function regionWords(region: string, status: string | undefined): string {
  if (status === undefined) return `${region} (whether the account may use it is not known)`;
  if (status === "none") return `${region}: AWS has no region of this name`;
  if (status.startsWith("ENABLED")) return region;
  const help = `aws account enable-region --region-name ${region}`;
  return status === "DISABLED" ? `${region}: not opted in (${help})` : `${region}: ${status}`;
}

/** AWS refuses signatures that are more than five minutes old or ahead. */
function clockWords(ahead: number): string {
  if (Math.abs(ahead) <= 5) return "right";
  const words = `${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} AWS's`;
  return Math.abs(ahead) > 300 ? `${words}: more than the 5 minutes that AWS allows` : words;
}
