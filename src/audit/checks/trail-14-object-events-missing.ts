import { compileGlob, globMatches } from "../../iam/index.ts";
import type { Bucket, FieldSelector, Snapshot, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { bucket, snapshot, trail } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { type ObjectCoverage, objectCoverage } from "../trails/object-coverage.ts";
import { combineParts, listed, listedUpTo, type Part } from "../verdict.ts";

/**
 * Reads and writes of objects in the buckets of sensitiveBuckets are not recorded. Without that list nobody can say which
 * buckets matter: it passes only where all objects of all buckets are recorded.
 */
export const trail14ObjectEventsMissing: Check<"account"> = defineCheck({
  id: "TRAIL-14",
  title: "Object-level events missing for named buckets",
  severity: "medium",
  subject: "account",
  needs: ["trails"],
  risk: "When data is stolen, nobody can tell which objects were read, by whom and when.",
  remediation: {
    text: "Let a trail record S3 data events, reads and writes, of these buckets.",
    cli: "aws cloudtrail put-event-selectors --trail-name <NAME> --advanced-event-selectors file://selectors.json",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html",
  ],
  parameters: {},
  judgesGaps: true,

  evaluate(account, { settings: { sensitiveBuckets } }): Verdict {
    if (sensitiveBuckets.length === 0) return withoutList(account);
    const meant = sensitiveBuckets.map((pattern) => bucketsOf(pattern, account));
    const buckets = new Map(meant.flatMap((one) => one.buckets.map((found) => [found.name, found])));
    const judged = [...buckets.values()]
      .toSorted((a, b) => compareText(a.name, b.name))
      .map((found) => judge(found, account));
    const parts = [...toParts(judged), ...meant.flatMap((one) => one.parts)];
    return combineParts(parts, "The account has none of the sensitiveBuckets.");
  },

  examples: [
    { name: "all objects, reads and writes", given: account(dataTrail()), settings: named("plans"), expect: "PASS" },
    { name: "no data events", given: account(), settings: named("plans"), expect: "FAIL" },
    {
      name: "reads only",
      given: account(dataTrail([{ field: "readOnly", equals: ["true"] }])),
      settings: named("plans"),
      expect: "FAIL",
    },
    {
      name: "one trail for reads and one for writes",
      given: account(
        dataTrail([{ field: "readOnly", equals: ["true"] }]),
        dataTrail([{ field: "readOnly", equals: ["false"] }]),
      ),
      settings: named("plans"),
      expect: "PASS",
    },
    {
      name: "one folder of it",
      given: account(dataTrail([{ field: "resources.ARN", startsWith: ["arn:aws:s3:::plans/secret/"] }])),
      settings: named("plans"),
      expect: "FAIL",
    },
    {
      name: "one folder, and by another trail all but that folder",
      given: account(
        dataTrail([{ field: "resources.ARN", startsWith: ["arn:aws:s3:::plans/secret/"] }]),
        dataTrail([{ field: "resources.ARN", notStartsWith: ["arn:aws:s3:::plans/secret/"] }]),
      ),
      settings: named("plans"),
      expect: "PASS",
    },
    {
      name: "a trail that is stopped",
      given: account({ ...dataTrail(), status: { isLogging: false } }),
      settings: named("plans"),
      expect: "FAIL",
    },
    {
      name: "a trail of another region",
      given: account({ ...dataTrail(), isMultiRegion: false, homeRegion: "us-west-2" }),
      settings: named("plans"),
      expect: "FAIL",
    },
    { name: "of a pattern, one bucket of two", given: account(planTrail()), settings: named("p*"), expect: "FAIL" },
    { name: "a pattern that fits no bucket", given: account(), settings: named("x*"), expect: "NOT_APPLICABLE" },
    {
      name: "a pattern, and the buckets were not listed",
      given: snapshot({ trails: [trail()] }),
      settings: named("p*"),
      expect: "UNKNOWN",
    },
    {
      name: "the selectors were not read",
      given: account(withoutSelectors()),
      settings: named("plans"),
      expect: "UNKNOWN",
    },
    { name: "no list, and everything is recorded", given: account(dataTrail()), expect: "PASS" },
    { name: "no list", given: account(), expect: "UNKNOWN" },
  ],
});

/** `~` is in no name of a bucket: what covers it covers all that no selector names. */
function withoutList(account: Snapshot): Verdict {
  const unsaid = "Which buckets are sensitive nobody has said (sensitiveBuckets in the configuration)";
  const buckets = [{ name: "~" }, ...(account.buckets ?? [])];
  const all = buckets.every((one) =>
    [true, false].every((readOnly) => coverageOf(one, readOnly, account).verdict === "all"),
  );
  if (all) return { status: "PASS", reason: "Reads and writes of all objects in all buckets are recorded." };
  return { status: "UNKNOWN", reason: `${unsaid}, and not all objects of all buckets are recorded.` };
}

/** The buckets that a pattern means, and what keeps us from knowing all of them. */
function bucketsOf(
  pattern: string,
  account: Snapshot,
): { readonly buckets: readonly Bucket[]; readonly parts: readonly Part[] } {
  const known = account.buckets ?? [];
  if (!pattern.includes("*"))
    return { buckets: [known.find(({ name }) => name === pattern) ?? { name: pattern }], parts: [] };
  if (isMissing(account, "buckets")) {
    return {
      buckets: [],
      parts: [{ status: "UNKNOWN", text: `which buckets ${pattern} means: ${notRead(account, "buckets")}` }],
    };
  }
  const glob = compileGlob(pattern);
  const buckets = known.filter(({ name }) => globMatches(glob, name));
  const gaps = gapsReason(account, ["buckets"]);
  if (gaps !== undefined) return { buckets, parts: [{ status: "UNKNOWN", text: gaps }] };
  if (buckets.length > 0) return { buckets, parts: [] };
  return { buckets, parts: [{ status: "NOT_APPLICABLE", text: `no bucket of the account fits ${pattern}` }] };
}

interface Judged {
  readonly bucket: string;
  readonly status: "PASS" | "FAIL" | "UNKNOWN";
  /** What is missing or why it is not known, a clause that fits after the bucket. */
  readonly text: string;
}

function judge(found: Bucket, account: Snapshot): Judged {
  const kinds = [
    { word: "reads", coverage: coverageOf(found, true, account) },
    { word: "writes", coverage: coverageOf(found, false, account) },
  ];
  const missing = kinds.filter(({ coverage }) => coverage.verdict === "none" || coverage.verdict === "some");
  const unknown = kinds.filter(({ coverage }) => coverage.verdict === "unknown");
  const { name: bucketName } = found;
  if (missing.length > 0) return { bucket: bucketName, status: "FAIL", text: listed(missing.map(gapText)) };
  if (unknown.length > 0) {
    const why = listedUpTo([...new Set(unknown.flatMap(({ coverage }) => coverage.gaps))], 3);
    return { bucket: bucketName, status: "UNKNOWN", text: why };
  }
  return { bucket: bucketName, status: "PASS", text: "reads and writes" };
}

/** Buckets of which the same is to be said are said together. */
function toParts(judged: readonly Judged[]): readonly Part[] {
  const same = new Map<string, Judged[]>();
  for (const one of judged) {
    const key = `${one.status} ${one.text}`;
    same.set(key, [...(same.get(key) ?? []), one]);
  }
  return [...same.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = listedUpTo(
      group.map((one) => one.bucket),
      5,
    );
    const where = `${group.length === 1 ? "bucket" : "buckets"} ${names}`;
    const texts = {
      FAIL: `not recorded of objects in ${where}: ${first.text}`,
      UNKNOWN: `whether all of ${where} is recorded: ${first.text}`,
      PASS: `reads and writes of all objects in ${where} are recorded`,
    };
    const evidence = group.map((one) => ({
      source: "event-selectors",
      field: one.bucket,
      value: `${one.status}: ${one.text}`,
    }));
    return [{ status: first.status, text: texts[first.status], evidence }];
  });
}

function gapText({ word, coverage }: { readonly word: string; readonly coverage: ObjectCoverage }): string {
  return coverage.verdict === "none" ? word : `${word} in part (not ${listedUpTo(coverage.gaps, 3)})`;
}

function coverageOf(found: Bucket, readOnly: boolean, account: Snapshot): ObjectCoverage {
  return objectCoverage(account.trails ?? [], {
    bucket: found,
    readOnly,
    partition: account.partition,
    moreTrails: gapsReason(account, ["trails"]) !== undefined,
  });
}

function named(...sensitiveBuckets: readonly string[]) {
  return { sensitiveBuckets };
}

function account(...more: readonly Trail[]): Snapshot {
  const region = "us-east-1";
  return snapshot({
    trails: [trail(), ...more],
    buckets: [bucket({ name: "plans", region }), bucket({ name: "parts", region })],
  });
}

function dataTrail(narrower: readonly FieldSelector[] = []): Trail {
  const fieldSelectors = [
    { field: "eventCategory", equals: ["Data"] },
    { field: "resources.type", equals: ["AWS::S3::Object"] },
    ...narrower,
  ];
  return trail({ name: "data", selectors: { kind: "advanced", selectors: [{ fieldSelectors }] } });
}

function planTrail(): Trail {
  return dataTrail([{ field: "resources.ARN", startsWith: ["arn:aws:s3:::plans/"] }]);
}

function withoutSelectors(): Trail {
  const { selectors: _, ...rest } = trail({ name: "dark" });
  return rest;
}
