import { detectReport } from "../../app/detect/detect-report.ts";
import { findIdentity } from "../../app/identity/identity-name.ts";
import { identityView } from "../../app/identity/identity-view.ts";
import { countedEvents } from "../../app/rightsize/counted-events.ts";
import { type Detection, Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import type { IdentityFormat } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { CommonOptions, OutFile } from "../options.ts";
import { startProgress } from "../progress.ts";
import { writeIdentity } from "../write-report.ts";
import { type AuditInputs, readAuditInputs, sayWhatWasRead } from "./audit-inputs.ts";
import { requireSettings } from "./settings.ts";

export interface IdentityOptions extends CommonOptions, AuditInputs {
  readonly output: IdentityFormat;
  readonly out: readonly OutFile[];
}

/** `identity`: one user or role, from all sides. */
export async function runIdentity(
  wanted: string,
  snapshotFile: string | undefined,
  options: IdentityOptions,
  io: Io,
): Promise<number> {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const counter = countedEvents();
  const read = await readAuditInputs(snapshotFile, options, io, counter.see);
  if (typeof read === "number") return read;
  const identity = findIdentity(wanted, read.snapshot);
  sayWhatWasRead(read, options, io);
  const detections = await detectionsIn(options, settings.placeholders, io);
  const view = identityView(
    identity,
    {
      snapshot: read.snapshot,
      beside: read.beside,
      ...(read.beside.behaviour && { activity: counter.take() }),
      ...(detections && { detections }),
      problems: read.problems.map(
        (problem): ProblemRecord => (problem instanceof Problem ? toProblemRecord(problem) : problem),
      ),
    },
    settings,
  );
  await writeIdentity(view, options, io);
  return read.broken ? 2 : 0;
}

/** Undefined: there is nothing that could be read a second time. */
async function detectionsIn(
  options: IdentityOptions,
  placeholders: ReadonlyMap<string, readonly string[]>,
  io: Io,
): Promise<readonly Detection[] | undefined> {
  const { logs = [], geoip = [] } = options;
  if (logs.length === 0 || logs.includes("-")) return undefined;
  const progress = startProgress(io, options);
  const { report } = await detectReport({
    paths: logs,
    rulePaths: [],
    builtinRules: true,
    placeholders,
    group: false,
    geoipPaths: geoip,
    onProgress: ({ filesDone, files }) => progress.show(`asking rules of ${filesDone}/${files} log files`),
  });
  progress.done();
  return report.detections;
}
