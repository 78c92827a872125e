import { Problem } from "../../../model/index.ts";
import type { StepPlace } from "../../journal/entries.ts";
import type { JournalFile } from "../../journal/journal-file.ts";
import { lookUntilAfter, noteFailure, type StepResult } from "../../run/step-result.ts";
import type { Clock } from "../../sdk/clock.ts";
import { isNotDone, toProblem } from "../../sdk/problems.ts";
import { awsCode } from "../sdk/ask.ts";
import { emptyBucket } from "../sdk/empty-bucket.ts";
import { performCall } from "../sdk/perform.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import type { TrailStep } from "../step.ts";
import { lookAt, type RunSoFar, type Seen } from "./look-at-step.ts";

export interface TrailTools {
  readonly aws: TrailAws;
  readonly journal: JournalFile<TrailStep>;
  readonly clock: Clock;
  /** How long what was written may stay unseen; milliseconds. */
  readonly settleMs: number;
}

/**
 * Makes one step, unless a look shows that it was made: writes down what it is about to do, makes the call, looks until the
 * account shows it, writes that down.
 */
export async function makeTrailStep(
  tools: TrailTools,
  step: TrailStep,
  place: StepPlace,
  run: RunSoFar,
): Promise<StepResult> {
  const { aws, journal, clock } = tools;
  const now = (): string => clock.now().toISOString();
  try {
    const seen = await lookAt(aws, step, run);
    if (seen.at === "after") {
      journal.append({ kind: "outcome", ...place, at: now(), result: "done" });
      return { result: "already" };
    }
    if (seen.at === "elsewhere") return noteFailure(tools, place, drifted(step, seen.why), "look");
  } catch (error) {
    return noteFailure(tools, place, error, "look");
  }
  journal.append({ kind: "intent", ...place, at: now() });
  try {
    const failed = await performSurely(tools, step, run);
    if (failed !== undefined) return noteFailure(tools, place, failed, "call");
    journal.append({ kind: "outcome", ...place, at: now(), result: "done" });
    return { result: "done" };
  } catch (error) {
    return noteFailure(tools, place, error, "look");
  }
}

export function drifted({ call, target }: TrailStep, why: string): Problem {
  return new Problem("plan.drift", `${call} on ${target}: ${why}.`);
}

/**
 * An answer may get lost, and the SDK tries again by itself: then a second call is refused that would not have been needed. So
 * what is there decides, not what was answered. Answers why the call was not made; throws what a look shows, or why there is none.
 */
async function performSurely(tools: TrailTools, step: TrailStep, run: RunSoFar): Promise<Problem | undefined> {
  const failed = await performPatiently(tools, step);
  // What comes in while a bucket is emptied is for whoever deletes it.
  if (failed === undefined && step.call === "s3:DeleteObjects") return undefined;
  const look = (): Promise<Seen> => lookAt(tools.aws, step, run);
  const seen = failed === undefined ? await lookUntilAfter(look, tools.clock) : await look();
  if (seen.at === "after") return undefined;
  if (failed !== undefined) return failed;
  throw drifted(step, seen.at === "elsewhere" ? seen.why : "AWS accepted it, but does not show it");
}

/** Answers what went wrong at last, if something did. */
async function performPatiently({ aws, clock }: TrailTools, step: TrailStep): Promise<Problem | undefined> {
  for (const ms of [...againMs, undefined]) {
    try {
      if (step.call === "s3:DeleteObjects") await emptyBucket(aws, step.target, step.region);
      else await performCall(aws, step);
      return undefined;
    } catch (error) {
      if (error instanceof Problem) return error;
      if (ms === undefined || !mayWorkLater(step, error)) return toProblem(error, step.call);
      // Others that wait as well do not all come back at the same time.
      await clock.wait(ms * (0.75 + Math.random() / 2));
      // A last digest came in meanwhile, and another one may.
      if (awsCode(error) === "BucketNotEmpty") await emptyBucket(aws, step.target, step.region);
    }
  }
  return undefined;
}

/** About a minute: a bucket's policy is seen by CloudTrail within half of that. */
const againMs: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

/**
 * What AWS refuses only until what was written before is seen everywhere.
 *
 * Source: CloudTrail API Reference, errors of CreateTrail and UpdateTrail; Amazon S3 API Reference, "Error responses".
 */
const notYet: readonly { readonly calls: RegExp; readonly codes: RegExp }[] = [
  { calls: /CreateTrail|UpdateTrail/, codes: /^(InsufficientS3BucketPolicy|S3BucketDoesNotExist)$/ },
  {
    calls: /CreateTrail|UpdateTrail/,
    codes: /^(InvalidCloudWatchLogs(RoleArn|LogGroupArn)|CloudWatchLogsDelivery.*)$/,
  },
  { calls: /CreateTrail|UpdateTrail/, codes: /^(KmsKeyNotFound|Kms|InsufficientEncryptionPolicy|InvalidKmsKeyId)$/ },
  { calls: /CreateTrail|UpdateTrail/, codes: /^(InsufficientSnsTopicPolicy|InvalidSnsTopicName)$/ },
  { calls: /^(kms|logs|sns|events):/, codes: /^(NotFound|ResourceNotFound|OperationAborted|ConcurrentModification)$/ },
  { calls: /^iam:/, codes: /^(NoSuchEntity|ConcurrentModification)$/ },
  { calls: /^cloudtrail:(Put|Start)/, codes: /^TrailNotFound$/ },
  { calls: /^cloudtrail:/, codes: /^(Conflict|OperationNotPermitted)$/ },
  { calls: /^s3:Put/, codes: /^(NoSuchBucket|OperationAborted)$/ },
  { calls: /^s3:(Create|Delete)/, codes: /^(OperationAborted|BucketNotEmpty)$/ },
  { calls: /^s3:/, codes: /^(SlowDown|RequestTimeout)$/ },
];

function mayWorkLater({ call }: TrailStep, error: unknown): boolean {
  const code = awsCode(error);
  if (code === undefined) return false;
  return isNotDone(error) || notYet.some(({ calls, codes }) => calls.test(call) && codes.test(code));
}
