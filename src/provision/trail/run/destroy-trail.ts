import { isJsonObject, type Json, ownText, ownValue, Problem } from "../../../model/index.ts";
import { documentText } from "../../document.ts";
import type { Journal } from "../../journal/read-journal.ts";
import { policyWithout } from "../plan/policy-documents.ts";
import { trailPlanHash } from "../plan/trail-plan.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { allTrails } from "../state/all-trails.ts";
import { foreignKey, lockedUntil } from "../state/bucket-content.ts";
import { findBucket } from "../state/bucket-place.ts";
import { readState } from "../state/read-state.ts";
import type { TrailStep } from "../step.ts";
import { extraDestroySteps } from "./extra-destroy.ts";
import { beginTrailRun, makeTrailRun, type TrailRunReport } from "./make-trail-run.ts";
import type { TrailTools } from "./make-trail-step.ts";

export interface TrailToDestroy {
  readonly arn: string;
  /** Its home region. */
  readonly region: string;
  /** Where it delivered to, where neither the trail nor the journal can tell any more. */
  readonly bucket?: string;
  readonly keepsBucket: boolean;
  /** Also what no trail wrote to the bucket. */
  readonly deletesOthers: boolean;
}

/** What there is to take away. */
export interface DestroySteps {
  readonly steps: readonly TrailStep[];
  readonly resumes?: number;
  /** What stays, and why. */
  readonly kept?: string;
}

/**
 * Looks at what there is to take away; writes nothing. Throws Problems: `plan.drift` where the bucket holds what somebody else
 * put or delivers there, `aws.refused` where Object Lock keeps it.
 */
export async function destroySteps(
  aws: TrailAws,
  asked: TrailToDestroy,
  journal: Journal<TrailStep>,
  now: Date,
): Promise<DestroySteps> {
  const last = journal.runs.at(-1);
  if (last?.purpose === "trail-destroy" && !last.ended.has("do")) return { steps: last.steps, resumes: last.number };
  const { arn, region } = asked;
  const settings = await readState(aws, { target: arn, region }, "trail");
  const extras = await extraDestroySteps(aws, asked, settings, journal);
  const ofTrail = [...(settings === null ? [] : trailSteps(asked, settings)), ...extras.steps];
  const name = bucketOf(settings, journal) ?? asked.bucket;
  // Without the bucket nothing is left that the key is needed for.
  if (name === undefined) return { steps: [...ofTrail, ...extras.key] };
  const place = await findBucket(aws, name, region);
  if (place === "free") return { steps: [...ofTrail, ...extras.key] };
  const keptKey = extras.key.length === 0 ? "" : " So does the key: what the bucket holds is encrypted with it.";
  if (place === "taken") return { steps: ofTrail, kept: `The bucket ${name} belongs to another account.${keptKey}` };
  const bucket = { name, region: place.region };
  const isOurs = await isMadeForTrail(aws, arn, bucket, journal);
  if (!isOurs || asked.keepsBucket) {
    const why = isOurs ? "as --keep-bucket asks" : "since it was not made for this trail here";
    const policy = isOurs ? [] : await policySteps(aws, arn, bucket, journal);
    return { steps: [...ofTrail, ...policy], kept: `The bucket ${name} stays, ${why}.${keptKey}` };
  }
  await refuseBucketInUse(aws, asked, bucket, settings ?? lastSettings(journal));
  await refuseLocked(aws, bucket, now);
  return { steps: [...ofTrail, ...bucketSteps(aws, bucket), ...extras.key] };
}

/** Takes away a trail and what was made for it, or goes on where that was interrupted; a repeat changes nothing. */
export async function destroyTrail(
  tools: TrailTools,
  asked: TrailToDestroy,
): Promise<TrailRunReport & { readonly kept?: string }> {
  const { steps, resumes, kept } = await destroySteps(tools.aws, asked, tools.journal.read(), tools.clock.now());
  const why = kept === undefined ? {} : { kept };
  if (resumes !== undefined) return makeTrailRun(tools, resumes);
  if (steps.length === 0) return { isComplete: true, steps: [], rest: [], ...why };
  const hash = trailPlanHash({ arn: asked.arn, steps });
  return { ...(await beginTrailRun(tools, "trail-destroy", hash, steps)), ...why };
}

/** The trail first: one whose bucket is gone goes on trying to deliver, and costs. */
function trailSteps({ arn, region }: TrailToDestroy, settings: Json): readonly TrailStep[] {
  const on = { target: arn, region, input: { Name: arn }, expects: "anything" } as const;
  return [
    { ...on, kind: "logging", call: "cloudtrail:StopLogging", before: true, after: false },
    { ...on, kind: "trail", call: "cloudtrail:DeleteTrail", before: settings, after: null },
  ];
}

function bucketSteps({ account }: TrailAws, { name, region }: BucketAt): readonly TrailStep[] {
  const input = { Bucket: name, ExpectedBucketOwner: account };
  const on = { target: name, region, input, expects: "anything" } as const;
  return [
    { ...on, kind: "bucket-objects", call: "s3:DeleteObjects", before: "not empty", after: "empty" },
    { ...on, kind: "bucket", call: "s3:DeleteBucket", before: { Region: region }, after: null },
  ];
}

interface BucketAt {
  readonly name: string;
  readonly region: string;
}

/** Statements that an apply added to somebody's bucket go; the others stay. */
async function policySteps(
  aws: TrailAws,
  arn: string,
  { name, region }: BucketAt,
  journal: Journal<TrailStep>,
): Promise<readonly TrailStep[]> {
  const isAdded = journal.runs.some(({ steps, begun, purpose }) =>
    [...begun].some((index) => {
      const step = steps[index];
      return purpose === "trail-apply" && step?.kind === "bucket-policy" && step.target === name;
    }),
  );
  const policy = await readState(aws, { target: name, region }, "bucket-policy");
  if (!isAdded || !isJsonObject(policy)) return [];
  const after = policyWithout(policy, arn);
  if (after !== null && documentText(after) === documentText(policy)) return [];
  const input = { Bucket: name, ExpectedBucketOwner: aws.account };
  const on = { kind: "bucket-policy", target: name, region, expects: "before", before: policy, after } as const;
  return [
    after === null
      ? { ...on, call: "s3:DeleteBucketPolicy", input }
      : { ...on, call: "s3:PutBucketPolicy", input: { ...input, Policy: documentText(after) } },
  ];
}

function bucketOf(settings: Json, { runs }: Journal<TrailStep>): string | undefined {
  if (isJsonObject(settings)) return ownText(settings, "S3BucketName");
  return runs.flatMap(({ steps }) => steps).findLast(({ call }) => call.startsWith("s3:"))?.target;
}

/** What the trail was when it was last made. */
function lastSettings({ runs }: Journal<TrailStep>): Json {
  const steps = runs.filter(({ purpose }) => purpose === "trail-apply").flatMap((run) => run.steps);
  return steps.findLast(({ kind }) => kind === "trail")?.after ?? null;
}

/** By its tag; or by the journal, where a run ended between the bucket's making and its tag, so that nothing is in it yet. */
async function isMadeForTrail(
  aws: TrailAws,
  arn: string,
  { name, region }: BucketAt,
  { runs }: Journal<TrailStep>,
): Promise<boolean> {
  const at = { target: name, region };
  const tag = await readState(aws, at, "bucket-tag");
  if (tag !== null) return tag === arn;
  const isBegun = runs.some(({ steps, begun }) =>
    [...begun].some((index) => steps[index]?.call === "s3:CreateBucket" && steps[index]?.target === name),
  );
  return isBegun && (await readState(aws, at, "bucket-objects")) === "empty";
}

async function refuseBucketInUse(
  aws: TrailAws,
  { arn, region, deletesOthers }: TrailToDestroy,
  bucket: BucketAt,
  settings: Json,
): Promise<void> {
  const others = (await allTrails(aws, region)).filter(
    ({ S3BucketName, TrailARN }) => S3BucketName === bucket.name && TrailARN !== arn,
  );
  const [other] = others;
  if (other !== undefined) {
    throw new Problem("plan.drift", `The trail ${other.TrailARN} delivers to the bucket ${bucket.name} as well.`, {
      hint: "Nothing was changed. With --keep-bucket only the trail goes.",
    });
  }
  if (deletesOthers) return;
  const known = isJsonObject(settings) ? settings : {};
  const isOrganization = ownValue(known, "IsOrganizationTrail") === true;
  const prefix = ownText(known, "S3KeyPrefix");
  const foreign = await foreignKey(aws, bucket, {
    prefix,
    isOwner: (folder) => folder === aws.account || (isOrganization && folder.startsWith("o-")),
  });
  if (foreign === undefined) return;
  throw new Problem("plan.drift", `The bucket ${bucket.name} holds what this trail did not write: ${foreign}`, {
    hint: "Nothing was changed. Move it away, keep the bucket with --keep-bucket, or delete it too with --delete-other-objects.",
  });
}

async function refuseLocked(aws: TrailAws, bucket: BucketAt, now: Date): Promise<void> {
  const lock = await readState(aws, { target: bucket.name, region: bucket.region }, "object-lock");
  const [days, years] = isJsonObject(lock) ? [ownValue(lock, "Days"), ownValue(lock, "Years")] : [];
  const span = Number(days ?? 0) + Number(years ?? 0) * 365;
  if (span === 0) return;
  const until = await lockedUntil(aws, bucket, span, now);
  if (until === undefined) return;
  throw new Problem(
    "aws.refused",
    `Object Lock keeps files in the bucket ${bucket.name} until ${until.toISOString()}.`,
    {
      hint: "Nothing was changed. With --keep-bucket only the trail goes; the bucket can go when the lock has ended.",
    },
  );
}
