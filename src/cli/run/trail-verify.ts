import { join, resolve } from "node:path";
import { type OpenedVerification, openLive, openSaved, type VerifyTarget } from "../../app/verify/verify-open.ts";
import { openProgress, type VerifyProgress } from "../../app/verify/verify-progress.ts";
import { createVerifySummary, type VerifySummary } from "../../app/verify/verify-summary.ts";
import { type VerifyRequest, verifyTrail } from "../../app/verify/verify-trail.ts";
import { workspaceFolder } from "../../app/workspace.ts";
import { Problem, type TrailVerification } from "../../model/index.ts";
import { type IntegrityFormat, type IntegrityWriter, integrityWriter } from "../../report/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import { type Io, usesColor, usesUnicode } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblem } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { openReportFile, type ReportFile } from "../report-file.ts";
import { awsTargets, refuseUnknown, withHint } from "./aws-targets.ts";

export interface TrailVerifyOptions extends CommonOptions, Omit<AwsOptions, "profile" | "region"> {
  readonly from?: string;
  readonly to?: string;
  readonly region?: readonly string[];
  readonly account?: readonly string[];
  readonly dir?: string;
  readonly publicKeys?: readonly string[];
  readonly offline?: boolean;
  readonly s3Bucket?: string;
  readonly s3Prefix?: string;
  readonly profile?: string;
  readonly concurrency: number;
  /** False: nothing of an earlier run is used. */
  readonly resume?: boolean;
  readonly workspace?: string;
  readonly output: IntegrityFormat;
  readonly out: readonly { readonly format: IntegrityFormat; readonly path: string }[];
}

/** `trail verify`: 3 when something is INVALID, UNREFERENCED or a GAP; 4 when there is nothing to verify. */
export async function runTrailVerify(trail: string | undefined, options: TrailVerifyOptions, io: Io): Promise<number> {
  refuseContradictions(trail, options);
  const sinks = openSinks(options, io);
  const summary = createVerifySummary();
  try {
    const opened = await openAll(trail, options, io);
    const result = await tellAll(opened, summary, sinks, options, io);
    if (result.told === 0) throw nothing(options);
    const { from, to } = askedOf(opened, options);
    const { counts, first } = summary.total();
    const last = isoSecond(result.to);
    const end = {
      title: opened.map(({ title }) => title).join(", "),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      counts,
      findings: summary.findings(last),
      verification: verificationOf(summary, from, result.to, options),
      problems: summary.problems(),
      first,
    };
    for (const { writer, write } of sinks) await write(writer.end(end));
    for (const { file, flush } of sinks) {
      await flush?.();
      file?.done();
    }
  } catch (error) {
    for (const { flush } of sinks) await flush?.();
    for (const { file } of sinks) file?.abandon();
    if (!(error instanceof Problem) || !error.code.startsWith("aws.")) throw error;
    printProblem(io.stderr, withHint(error, targetOf(options, io), io), "error");
    return 4;
  }
  if (summary.isBroken()) return 3;
  return summary.total().unread > 0 ? 5 : 0;
}

/** What `audit` needs to know: which time was verified, and what of it was left out. */
function verificationOf(
  summary: VerifySummary,
  from: string | undefined,
  to: number,
  { region, account }: TrailVerifyOptions,
): TrailVerification {
  return {
    ...(from !== undefined && { from }),
    ...(to > 0 && { to: isoSecond(to) }),
    ...(region && { regions: region }),
    ...(account && { accounts: account }),
    chains: summary.chains(),
  };
}

/** Where verdicts go: stdout and the files. */
interface Sink {
  readonly writer: IntegrityWriter;
  readonly write: (text: string) => Promise<void>;
  /** Writes what waits to be written. */
  readonly flush?: () => Promise<void>;
  readonly file?: ReportFile;
}

function openSinks({ output, out, color }: TrailVerifyOptions, io: Io): readonly Sink[] {
  const { stdout } = io;
  const terminal = { color: usesColor(stdout, io, color), unicode: usesUnicode(io) };
  const files = out.map(({ format, path }): Sink => {
    const file = openReportFile(path);
    return { writer: integrityWriter(format), write: async (text) => file.write(text), file };
  });
  let waiting = "";
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = "";
    // A slow reader does not make the report pile up in memory.
    if (text !== "" && stdout.write(text) === false) {
      await new Promise<void>((resolve) => {
        if (stdout.once === undefined) resolve();
        else stdout.once("drain", resolve);
      });
    }
  };
  const write = async (text: string): Promise<void> => {
    waiting += text;
    // A system call for each line would cost more than the line; who looks at a terminal sees lines as they come.
    if (waiting.length >= blockLength || stdout.isTTY === true) await flush();
  };
  return [{ writer: integrityWriter(output, terminal), write, flush }, ...files];
}

const blockLength = 16_384;

async function openAll(
  trail: string | undefined,
  options: TrailVerifyOptions,
  io: Io,
): Promise<readonly OpenedVerification[]> {
  const { dir, publicKeys = [], from, to, region, account, s3Bucket, s3Prefix, concurrency } = options;
  const target: VerifyTarget = {
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    concurrency,
    ...(region && { regions: region }),
    ...(account && { accounts: account }),
    ...(s3Bucket !== undefined && { bucket: s3Bucket }),
    ...(s3Prefix !== undefined && { prefix: s3Prefix }),
  };
  if (dir !== undefined) return [await openSaved(dir, publicKeys, target)];
  const { from: fromMs } = target;
  if (fromMs === undefined) throw new Problem("cli.usage", "'trail verify' of a live trail needs --from.");
  const aws = targetOf(options, io);
  refuseUnknown(aws, io);
  return openLive(trail, { ...target, from: fromMs }, aws.connection);
}

function targetOf(options: TrailVerifyOptions, io: Io): ReturnType<typeof awsTargets>[number] {
  const { profile, region, ...rest } = options;
  const [first] = region ?? [];
  const named = { ...rest, ...(profile !== undefined && { profile: [profile] }), ...(first && { region: first }) };
  const [target] = awsTargets(named, io);
  return target ?? { label: "", connection: {} };
}

/** How many verdicts there were, and to when. */
async function tellAll(
  opened: readonly OpenedVerification[],
  summary: VerifySummary,
  sinks: readonly Sink[],
  options: TrailVerifyOptions,
  io: Io,
): Promise<{ readonly told: number; readonly to: number }> {
  const progress = startProgress(io, options);
  let told = 0;
  let to = 0;
  const kept: VerifyProgress[] = [];
  try {
    for (const { request } of opened) {
      const resumed = await openKept(request, options, io);
      kept.push(resumed);
      const verification = await verifyTrail({ ...request, progress: resumed });
      to = Math.max(to, verification.to ?? 0);
      for await (const verdict of verification.verdicts()) {
        told += 1;
        summary.add(verdict);
        for (const { writer, write } of sinks) {
          const text = writer.verdict(verdict);
          if (text !== "") await write(text);
        }
        progress.show(`verified ${told} digests and log files`);
      }
    }
  } catch (error) {
    for (const resumed of kept) await resumed.close();
    throw error;
  }
  progress.done();
  for (const resumed of kept) {
    await resumed.finish();
    say(resumed.trouble(), options, io);
  }
  return { told, to };
}

/** What an earlier run that was killed left, of the same bucket and time. */
async function openKept(request: VerifyRequest, options: TrailVerifyOptions, io: Io): Promise<VerifyProgress> {
  const { from = null, to = null, region = [], account = [], dir = null, endpointUrl } = options;
  const { archive, prefixes, trail = null } = request;
  const question = {
    bucket: dir === null ? archive.name : null,
    folder: dir === null ? null : resolve(dir),
    endpoint: endpointUrl ?? io.env["AWS_ENDPOINT_URL"] ?? null,
    prefixes,
    trail: trail === null ? null : [trail.name, trail.homeRegion],
    from,
    to,
    regions: region,
    accounts: account,
  };
  const folder = join(workspaceFolder(options.workspace, io.env), "verify");
  const progress = await openProgress(folder, question, new Date(), options.resume !== false);
  for (const note of progress.notes) say(note, options, io);
  return progress;
}

function say(note: string | undefined, { quiet }: TrailVerifyOptions, { stderr }: Io): void {
  if (note !== undefined && quiet !== true) stderr.write(`note: ${note}\n`);
}

function askedOf(
  opened: readonly OpenedVerification[],
  { from, to }: TrailVerifyOptions,
): { readonly from: string | undefined; readonly to: string | undefined } {
  const last = opened[0]?.request.asked.to;
  const end = to ?? (last === undefined ? undefined : isoSecond(last));
  return { from: from?.replace(/[.]000Z$/, "Z"), to: end?.replace(/[.]000Z$/, "Z") };
}

function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/[.]\d{3}Z$/, "Z");
}

function nothing({ dir, from, to }: TrailVerifyOptions): Problem {
  const where = dir === undefined ? "" : ` in ${dir}`;
  const when = from === undefined && to === undefined ? "" : " for that time";
  return new Problem("input.nothing", `There is no digest and no log file of CloudTrail${where}${when}.`, {
    hint: "Digests lie in AWSLogs/ACCOUNT/CloudTrail-Digest/REGION/YYYY/MM/DD/; --s3-prefix names what stands before AWSLogs/.",
  });
}

function refuseContradictions(trail: string | undefined, options: TrailVerifyOptions): void {
  const { dir, publicKeys, from, to, offline } = options;
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw new Problem("cli.usage", "--from is not before --to, so there is nothing between them.");
  }
  if (dir === undefined && offline === true) throw new Problem("cli.usage", "--offline needs --dir and --public-keys.");
  if (dir === undefined && publicKeys !== undefined) {
    throw new Problem("cli.usage", "--public-keys goes with --dir: a live trail's keys are asked of CloudTrail.");
  }
  if (dir !== undefined && trail !== undefined) {
    throw new Problem("cli.usage", "A trail and --dir both say what to verify: give one of them.");
  }
  if (dir !== undefined && publicKeys === undefined) {
    throw new Problem("cli.usage", "--dir needs --public-keys: what `aws cloudtrail list-public-keys` prints, saved.");
  }
}
