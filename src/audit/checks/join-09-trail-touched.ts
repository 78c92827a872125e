import { compileGlob, globMatches } from "../../iam/index.ts";
import type { RecordedChange, Trail, TrailVerdicts } from "../../model/index.ts";
import { logs } from "../behaviour/examples.ts";
import { dayMs, eventEvidence, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, defineCheck } from "../check.ts";
import { bucket, daysAgo, snapshot, trail } from "../examples/example-builders.ts";
import { iamArn } from "../policies/examples.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { brokenSince } from "../trails/broken-chains.ts";
import { isSetUp } from "../trails/trail-set-up.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * Somebody changed what records everybody. What belongs to the making of a trail, by whoever made it, does not count. What `trail
 * verify` found broken in the same time is said with it, and undoes a PASS: the logs may lack the change.
 */
export const join09TrailTouched: Check<"account"> = defineCheck({
  id: "JOIN-09",
  title: "Trail touched by someone not approved",
  severity: "critical",
  subject: "account",
  needs: [],
  risk: "What happened after it may not be recorded, or not for long: whoever hides something begins here.",
  remediation: {
    text: "Start the trail again, restore its selectors and its bucket from the last snapshot, and follow the actor.",
    cli: "aws cloudtrail start-logging --name <NAME>",
  },
  references: ["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html"],
  parameters: {
    windowDays: { default: 90, unit: "days", meaning: "Changes older than this do not count." },
  },
  judgesGaps: true,
  unanswerable: withoutLogs,

  evaluate(account, { behaviour, now, settings, parameters: { windowDays } }) {
    if (behaviour === undefined) return { status: "UNKNOWN", reason: "There are no logs." };
    const since = now - windowDays * dayMs;
    const approved = settings.trailOperators.map((pattern) => compileGlob(pattern));
    const touched = behaviour.changes.filter((change) => {
      if (change.event.ms < since || change.actorType === "AWSService") return false;
      const resting = restingOn(change, account.trails ?? []);
      return blinds(change, resting) && !isSetUp(change, resting, behaviour.changes, account.buckets);
    });
    const strangers = touched.filter(
      ({ actor }) => actor === undefined || !approved.some((glob) => globMatches(glob, actor)),
    );
    const broken = brokenSince(account, since, now);
    if (strangers.length > 0) {
      const what = strangers.map(
        ({ event, actor, actorType }) => `${event.eventName} by ${actor ?? actorType} at ${timeText(event.ms)}`,
      );
      const list =
        settings.trailOperators.length === 0 ? "the list of trailOperators is empty" : "not among the trailOperators";
      return {
        status: "FAIL",
        reason: [`${listedUpTo(what, 4)}; ${list}.`, ...broken.map(({ text }) => text)].join(" "),
        evidence: [
          ...strangers.flatMap(({ event, request }) => [
            ...eventEvidence([event]),
            { source: event.file, field: `record ${event.index} requestParameters`, value: request },
          ]),
          ...broken.flatMap((one) => one.evidence),
        ],
      };
    }
    const causes = [
      notComplete(behaviour, ["changes"], since, now),
      isMissing(account, "trails")
        ? `which buckets and keys the trails rest on is not known: ${notRead(account, "trails")}`
        : gapsReason(account, ["trails"]),
    ].filter((cause) => cause !== undefined);
    if (broken.length > 0) {
      const reason = `${broken.map(({ text }) => text).join(" ")} What was done to a trail then may not be in the logs.`;
      return { status: "UNKNOWN", reason, evidence: broken.flatMap((one) => one.evidence) };
    }
    if (causes.length > 0) return { status: "UNKNOWN", reason: causes.map(sentence).join(" ") };
    return {
      status: "PASS",
      reason:
        touched.length === 0
          ? `Nobody changed a trail or what it rests on in the last ${windowDays} days.`
          : `All ${touched.length} changes of trails in the last ${windowDays} days were made by trailOperators.`,
    };
  },

  examples: [
    { name: "nobody touched it", given: withTrail(), behaviour: logs(95), expect: "PASS" },
    { name: "a user stopped the trail", given: withTrail(), behaviour: logs(95, stop()), expect: "FAIL" },
    {
      name: "a trail operator stopped the trail",
      given: withTrail(),
      behaviour: logs(95, stop()),
      settings: { trailOperators: [iamArn("user/a*")] },
      expect: "PASS",
    },
    {
      name: "a user stopped it long ago",
      given: withTrail(),
      behaviour: logs(200, { ...stop(), days: 120 }),
      expect: "PASS",
    },
    {
      name: "a user was refused to stop it",
      given: withTrail(),
      behaviour: logs(95, { ...stop(), error: "AccessDenied" }),
      expect: "PASS",
    },
    {
      name: "the trail's logs expire",
      given: withTrail(),
      behaviour: logs(95, {
        days: 2,
        source: "s3",
        name: "PutBucketLifecycle",
        request: { bucketName: "example-logs" },
      }),
      expect: "FAIL",
    },
    {
      name: "objects of another bucket expire",
      given: withTrail(),
      behaviour: logs(95, { days: 2, source: "s3", name: "PutBucketLifecycle", request: { bucketName: "plans" } }),
      expect: "PASS",
    },
    {
      name: "the trail was made, with its bucket and its selectors",
      given: withTrail(),
      behaviour: logs(
        95,
        onBucket("PutBucketTagging", 2.002),
        onBucket("PutBucketPolicy", 2.001),
        make(),
        select(1.999),
      ),
      expect: "PASS",
    },
    {
      name: "the trail was made, and its logs expire soon after",
      given: withTrail(),
      behaviour: logs(95, make(), onBucket("PutBucketLifecycle", 1.99)),
      expect: "FAIL",
    },
    {
      name: "the trail was made, and stopped soon after",
      given: withTrail(),
      behaviour: logs(95, make(), { ...stop(), days: 1.99 }),
      expect: "FAIL",
    },
    {
      name: "the trail was made, and somebody else put a policy on its bucket",
      given: withTrail(),
      behaviour: logs(95, { ...onBucket("PutBucketPolicy", 2.001), user: "bo" }, make()),
      expect: "FAIL",
    },
    {
      name: "the trail was made, and its selectors were changed the day after",
      given: withTrail(),
      behaviour: logs(95, make(), select(1)),
      expect: "FAIL",
    },
    {
      name: "a trail was made on the bucket of another trail",
      given: snapshot({
        trails: [trail(), trail({ name: "old", arn: "arn:aws:cloudtrail:us-east-1:111122223333:trail/old" })],
      }),
      behaviour: logs(95, onBucket("PutBucketPolicy", 2.001), make()),
      expect: "FAIL",
    },
    {
      name: "nobody touched it, and the logs begin last week",
      given: withTrail(),
      behaviour: logs(7),
      expect: "UNKNOWN",
    },
    {
      name: "nobody touched it, and the trails were not read",
      given: snapshot(),
      behaviour: logs(95),
      expect: "UNKNOWN",
    },
    { name: "no logs", given: withTrail(), expect: "UNKNOWN" },
    {
      name: "nobody is seen to touch it, and digests are missing",
      given: { ...withTrail(), trailVerdicts: verdicts(2) },
      behaviour: logs(95),
      expect: "UNKNOWN",
    },
    {
      name: "nobody touched it, and digests were missing last year",
      given: { ...withTrail(), trailVerdicts: verdicts(200) },
      behaviour: logs(95),
      expect: "PASS",
    },
    {
      name: "a user stopped it, and digests are missing",
      given: { ...withTrail(), trailVerdicts: verdicts(2) },
      behaviour: logs(95, stop()),
      expect: "FAIL",
    },
    {
      name: "the trail was made, then versioning of its bucket, which is on",
      given: snapshot({ trails: [trail()], buckets: [bucket()] }),
      behaviour: logs(95, make(), onBucket("PutBucketVersioning", 1.99)),
      expect: "PASS",
    },
    {
      name: "the trail was made, then versioning of its bucket was changed, which is off",
      given: snapshot({ trails: [trail()], buckets: [bucket({ versioning: { enabled: false, mfaDelete: false } })] }),
      behaviour: logs(95, make(), onBucket("PutBucketVersioning", 1.99)),
      expect: "FAIL",
    },
  ],
});

/** Making or starting a trail blinds nobody. */
const trailChanges: ReadonlySet<string> = new Set([
  "StopLogging",
  "UpdateTrail",
  "DeleteTrail",
  "PutEventSelectors",
  "PutInsightSelectors",
  "DeleteEventDataStore",
  "StopEventDataStoreIngestion",
  "UpdateEventDataStore",
]);

function blinds({ event }: RecordedChange, resting: readonly Trail[]): boolean {
  return event.eventSource === "cloudtrail.amazonaws.com" ? trailChanges.has(event.eventName) : resting.length > 0;
}

/** The trails that the change is about, or that rest on what it is about. */
function restingOn({ event, request }: RecordedChange, trails: readonly Trail[]): readonly Trail[] {
  const value = (name: string): string => (Object.hasOwn(request, name) ? (request[name] ?? "") : "");
  switch (event.eventSource) {
    case "cloudtrail.amazonaws.com":
      return trails.filter(({ name }) => name === lastPart(value("name") || value("trailName")));
    case "s3.amazonaws.com":
      return trails.filter(({ bucket }) => bucket === value("bucketName"));
    case "kms.amazonaws.com":
      return trails.filter(({ kmsKeyId = "" }) => kmsKeyId !== "" && lastPart(kmsKeyId) === lastPart(value("keyId")));
    case "logs.amazonaws.com":
      return trails.filter(({ cloudWatchLogGroupArn = "" }) =>
        cloudWatchLogGroupArn.includes(`:log-group:${value("logGroupName")}:`),
      );
    default:
      return [];
  }
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function withTrail() {
  return snapshot({ trails: [trail()] });
}

function stop() {
  return { days: 2, source: "cloudtrail", name: "StopLogging", request: { name: "main" } };
}

function make() {
  return {
    days: 2,
    source: "cloudtrail",
    name: "CreateTrail",
    request: { name: "main", s3BucketName: "example-logs" },
  };
}

function select(days: number) {
  return { days, source: "cloudtrail", name: "PutEventSelectors", request: { trailName: "main" } };
}

function onBucket(name: string, days: number) {
  return { days, source: "s3", name, request: { bucketName: "example-logs" } };
}

/** A run of `trail verify` that ended so many days ago and missed digests. */
function verdicts(days: number): TrailVerdicts {
  const none = { valid: 0, invalid: 0, unchecked: 0 };
  const chain = {
    bucket: "example-logs",
    prefix: "",
    account: "111122223333",
    region: "us-east-1",
    trail: "main",
    homeRegion: "us-east-1",
    isBackfill: false,
    counts: { digests: { ...none, valid: 24 }, backfillDigests: none, logs: none, unreferenced: 0, gaps: 1 },
    unread: 0,
    first: [],
  };
  const run = { from: daysAgo(days + 1), to: daysAgo(days), chains: [chain] };
  return { source: { state: "complete", origins: [], gaps: [] }, runs: [run] };
}
