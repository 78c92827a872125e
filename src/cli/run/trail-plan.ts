import { describePlanSteps, makeTrailPlan, trailTemplate } from "../../app/trail/trail-plan.ts";
import { Problem } from "../../model/index.ts";
import { renderTrailPlan } from "../../report/index.ts";
import type { Io } from "../io.ts";
import { writeWhole } from "../write-report.ts";
import { type TrailAwsOptions, trailTerminal, withTrailTarget } from "./trail-connection.ts";

type GivenOptions = Parameters<typeof makeTrailPlan>[0];

export interface TrailPlanCommandOptions extends TrailAwsOptions {
  readonly preset?: NonNullable<GivenOptions["preset"]>;
  readonly bucket?: string;
  readonly managementEvents?: NonNullable<GivenOptions["managementEvents"]>;
  readonly dataEvents?: NonNullable<GivenOptions["dataEvents"]>;
  readonly insights?: NonNullable<GivenOptions["insights"]>;
  readonly includeLogBucket?: boolean;
  /** False: `--no-validation`; true where nothing was said. */
  readonly validation: boolean;
  readonly kmsKey?: string;
  readonly singleRegion?: boolean;
  readonly prefix?: string;
  readonly versioning?: boolean;
  readonly lifecycleDays?: number;
  readonly objectLockDays?: number;
  readonly org?: boolean;
  readonly cloudwatchLogsGroup?: string;
  readonly cloudwatchLogsRole?: string;
  readonly snsTopic?: string;
  /** `new`, or as `snsTopic`. */
  readonly sns?: string;
  readonly cloudwatchLogs?: boolean;
  readonly eventRule?: boolean;
  readonly plan?: string;
  readonly format?: PlanFormat;
  readonly output: PlanFormat;
}

type PlanFormat = "table" | "json" | "cloudformation" | "terraform";

/** `trail plan` */
export async function runTrailPlan(
  name: string | undefined,
  options: TrailPlanCommandOptions,
  io: Io,
): Promise<number> {
  const given = givenOptions(name, options);
  return withTrailTarget(options, io, async (connection) => {
    const plan = await makeTrailPlan(given, connection);
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    if (options.plan !== undefined) writeWhole(options.plan, [text]);
    const format = options.format ?? options.output;
    if (format === "json") io.stdout.write(text);
    else if (format === "table") {
      const next =
        plan.steps.length === 0
          ? []
          : [
              options.plan === undefined
                ? "With --plan FILE it is saved, to be applied."
                : `To make it: trailproof trail apply --plan ${options.plan} --yes`,
            ];
      io.stdout.write(renderTrailPlan({ ...plan, steps: describePlanSteps(plan), next }, trailTerminal(options, io)));
    } else io.stdout.write(trailTemplate(plan, format));
    return 0;
  });
}

/** What was said, in the words of the planner; what was not said is for presets and defaults. */
function givenOptions(name: string | undefined, options: TrailPlanCommandOptions): GivenOptions {
  const { validation, singleRegion, org, cloudwatchLogsGroup, cloudwatchLogsRole, kmsKey } = options;
  if (options.sns !== undefined && options.snsTopic !== undefined) {
    throw new Problem("cli.usage", "--sns and --sns-topic both say which topic: give one of them.");
  }
  const { preset, bucket, managementEvents, dataEvents, insights, includeLogBucket, prefix, versioning } = options;
  const { lifecycleDays, objectLockDays, snsTopic } = options;
  const all = {
    name,
    preset,
    bucket,
    managementEvents,
    dataEvents,
    insights,
    includeLogBucket,
    prefix,
    versioning,
    lifecycleDays,
    objectLockDays,
    snsTopic: options.sns ?? snsTopic,
    kmsKey,
    cloudWatchLogs: options.cloudwatchLogs,
    eventRule: options.eventRule,
    logGroup: cloudwatchLogsGroup,
    logRole: cloudwatchLogsRole,
    organization: org,
    validation: validation ? undefined : false,
    multiRegion: singleRegion === true ? false : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
