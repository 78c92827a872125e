import { Problem } from "../../../model/index.ts";
import { bucketNameMistake, prefixMistake, trailNameMistake } from "./names.ts";

/** What a trail shall be. */
export interface TrailOptions {
  readonly name: string;
  /** The name that is wanted: where another account has it, one is derived from it. */
  readonly bucket: string;
  readonly managementEvents: "all" | "read" | "write" | "none";
  readonly dataEvents: readonly DataEvents[];
  readonly insights: readonly InsightType[];
  readonly validation: boolean;
  readonly multiRegion: boolean;
  /** Also of an organization's other accounts. */
  readonly organization: boolean;
  /** S3 data events of the trail's own bucket as well. */
  readonly includeLogBucket: boolean;
  readonly versioning: boolean;
  /** ARN, or `new`: one is made. */
  readonly kmsKey?: string;
  readonly prefix?: string;
  readonly lifecycleDays?: number;
  readonly objectLockDays?: number;
  /** ARNs; together or not at all. */
  readonly logGroup?: string;
  readonly logRole?: string;
  /** A log group and the role that CloudTrail writes to it with are made. */
  readonly cloudWatchLogs: boolean;
  /** ARN, or `new`: one is made. */
  readonly snsTopic?: string;
  /** A rule of EventBridge tells a topic of changes to identities and trails within seconds; both are made. */
  readonly eventRule: boolean;
  readonly preset?: TrailPreset;
}

export type DataEvents = "s3" | "lambda";
export type InsightType = "ApiCallRateInsight" | "ApiErrorRateInsight";
export type TrailPreset = "lab-trail" | "iam-trail-demo";

/** Good practice: what a trail is unless it is told otherwise. */
const usual = {
  managementEvents: "all",
  dataEvents: [],
  insights: [],
  validation: true,
  multiRegion: true,
  organization: false,
  includeLogBucket: false,
  versioning: false,
  cloudWatchLogs: false,
  eventRule: false,
} as const satisfies Partial<TrailOptions>;

/** Trails that are known by name. */
export const trailPresets: Readonly<Record<TrailPreset, Partial<TrailOptions>>> = {
  /** Everything that can be recorded, and the protection of the files left off: an exercise to find what is missing. */
  "lab-trail": {
    name: "lab-trail",
    bucket: "lab-trail-logs",
    managementEvents: "all",
    dataEvents: ["s3", "lambda"],
    includeLogBucket: true,
    insights: ["ApiCallRateInsight", "ApiErrorRateInsight"],
    validation: false,
    multiRegion: true,
  },
  /** All management events of all regions, no data events. */
  "iam-trail-demo": {
    name: "iam-trail-demo",
    bucket: "iam-logs-demo",
    managementEvents: "all",
    dataEvents: [],
    insights: [],
    validation: true,
    multiRegion: true,
  },
};

/** Options with what was not given filled in, from the preset where there is one. Throws a Problem `cli.usage` for what makes no sense. */
export function trailOptions(given: Partial<TrailOptions>): TrailOptions {
  const preset = given.preset === undefined ? {} : trailPresets[given.preset];
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const merged: Partial<TrailOptions> = { ...usual, ...preset, ...known };
  const { name, bucket } = merged;
  if (name === undefined) throw new Problem("cli.usage", "A trail needs a NAME, or a --preset that has one.");
  if (bucket === undefined) throw new Problem("cli.usage", "A trail needs a --bucket, or a --preset that has one.");
  const options: TrailOptions = { ...usual, ...merged, name, bucket };
  const mistake = mistakeOf(options);
  if (mistake !== undefined) throw new Problem("cli.usage", mistake);
  return options;
}

function mistakeOf(options: TrailOptions): string | undefined {
  const { name, bucket, prefix, logGroup, logRole } = options;
  const mistakes: readonly (readonly [string, string | undefined])[] = [
    [`The trail cannot be called ${JSON.stringify(name)}`, trailNameMistake(name)],
    [`The bucket cannot be called ${JSON.stringify(bucket)}`, bucketNameMistake(bucket)],
    [`The prefix cannot be ${JSON.stringify(prefix)}`, prefix === undefined ? undefined : prefixMistake(prefix)],
    ["--kms-key", newOrArnMistake(options.kmsKey, keyArn, "the ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID")],
    ["--cloudwatch-logs-group", arnMistake(logGroup, logGroupArn, "arn:aws:logs:REGION:ACCOUNT:log-group:NAME")],
    ["--cloudwatch-logs-role", arnMistake(logRole, roleArn, "arn:aws:iam::ACCOUNT:role/NAME")],
    ["--sns", newOrArnMistake(options.snsTopic, topicArn, "arn:aws:sns:REGION:ACCOUNT:NAME")],
    ["--lifecycle-days", daysMistake(options.lifecycleDays)],
    ["--object-lock-days", daysMistake(options.objectLockDays)],
  ];
  const found = mistakes.find(([, what]) => what !== undefined);
  if (found !== undefined) return `${found[0]}: ${found[1]}.`;
  if (options.cloudWatchLogs && logGroup !== undefined) {
    return "--cloudwatch-logs makes a log group and a role: it does not go with --cloudwatch-logs-group.";
  }
  if ((logGroup === undefined) !== (logRole === undefined)) {
    return "--cloudwatch-logs-group and --cloudwatch-logs-role go together: CloudTrail writes to the group with the role.";
  }
  return selectorMistake(options);
}

function selectorMistake({
  managementEvents,
  dataEvents,
  insights,
  includeLogBucket,
}: TrailOptions): string | undefined {
  if (managementEvents === "none" && dataEvents.length === 0) {
    return "This trail would record nothing: it has neither management nor data events.";
  }
  if (includeLogBucket && !dataEvents.includes("s3")) return "--include-log-bucket goes with --data-events s3.";
  const writes = managementEvents === "all" || managementEvents === "write";
  if (insights.includes("ApiCallRateInsight") && !writes) {
    return "ApiCallRateInsight counts management events that write: it needs --management-events all or write.";
  }
  return insights.includes("ApiErrorRateInsight") && managementEvents === "none"
    ? "ApiErrorRateInsight counts errors of management events: it needs --management-events all, read or write."
    : undefined;
}

const keyArn = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,128}$/;
const logGroupArn = /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[A-Za-z0-9._/#-]{1,512}(:\*)?$/;
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const topicArn = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

function arnMistake(value: string | undefined, form: RegExp, words: string): string | undefined {
  if (value === undefined || form.test(value)) return undefined;
  return `it must be ${words}, of something that exists: none is made here`;
}

function newOrArnMistake(value: string | undefined, form: RegExp, words: string): string | undefined {
  if (value === undefined || value === "new" || form.test(value)) return undefined;
  return `it must be ${words}; or new, and one is made`;
}

/** 100 years is what Object Lock takes at most. */
function daysMistake(days: number | undefined): string | undefined {
  return days === undefined || (Number.isInteger(days) && days >= 1 && days <= 36_500)
    ? undefined
    : "it must be whole days from 1 to 36500";
}
