import { hash } from "node:crypto";
import type { Json, JsonObject } from "../../../model/index.ts";
import { documentJson } from "../../document.ts";
import { type StateKind, type TrailStep, wholeOf } from "../step.ts";
import { stepsTo } from "./desired-steps.ts";
import { keyStatements, logRoleDocuments, type NeededBy, topicStatement } from "./needed-documents.ts";
import { costsOf, type PlanNote, warningsOf } from "./notes.ts";
import type { Delivery } from "./policy-documents.ts";
import type { TrailFacts } from "./trail-facts.ts";
import type { TrailOptions } from "./trail-options.ts";

/** A trail as it shall be, and every call on the way there. The same options and facts give the same bytes. */
export interface TrailPlan {
  readonly schemaVersion: 1;
  readonly kind: "trail-plan";
  /** Of everything else in the plan, see {@link trailPlanHash}. */
  readonly sha256: string;
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly partition: string;
  /** The trail's home region. */
  readonly region: string;
  readonly preset?: string;
  /** `o-...` of an organization trail. */
  readonly organization?: string;
  /** The endpoint that it was planned for is asked without TLS, so that the bucket's policy does not ask for it. */
  readonly isPlainHttp: boolean;
  readonly bucket: PlannedBucket;
  readonly resources: readonly PlannedResource[];
  readonly steps: readonly TrailStep[];
  readonly costs: readonly string[];
  readonly warnings: readonly PlanNote[];
  /** What was asked for, with all defaults. */
  readonly options: TrailOptions;
}

export interface PlannedBucket {
  readonly name: string;
  readonly region: string;
  readonly origin: "new" | "ours" | "existing";
}

/** A thing of the account, with the documents that it gets or, where it is not made here, must have. */
export interface PlannedResource {
  /** As CloudFormation names it. */
  readonly type: string;
  /** Name or ARN. */
  readonly id: string;
  readonly state: "new" | "existing";
  readonly documents: { readonly [name: string]: Json };
}

/** Makes the plan. Pure: what is known of the account is in the facts. */
export function planTrail(options: TrailOptions, facts: TrailFacts): TrailPlan {
  const { account, partition, region, isPlainHttp, bucket } = facts;
  const arn = `arn:${partition}:cloudtrail:${region}:${account}:trail/${options.name}`;
  const organization = options.organization ? facts.organization : undefined;
  const delivery: Delivery = {
    trailArn: arn,
    partition,
    account,
    bucket: bucket.name,
    deniesPlainHttp: !isPlainHttp && bucket.origin !== "existing",
    ...(options.prefix !== undefined && { prefix: options.prefix }),
    ...(organization !== undefined && { organization }),
  };
  const steps = stepsTo(options, facts, delivery);
  const { name, region: bucketRegion, origin } = bucket;
  const content: Omit<TrailPlan, "sha256"> = {
    schemaVersion: 1,
    kind: "trail-plan",
    name: options.name,
    arn,
    account,
    partition,
    region,
    ...(options.preset !== undefined && { preset: options.preset }),
    ...(organization !== undefined && { organization }),
    isPlainHttp,
    bucket: { name, region: bucketRegion, origin },
    resources: [
      bucketResource(facts, steps),
      trailResource(arn, facts, steps),
      ...extraResources(facts, steps),
      ...neededResources(options, { ...delivery, region }),
    ],
    steps,
    costs: costsOf(options),
    warnings: warningsOf(options, facts),
    options,
  };
  const { schemaVersion, kind, ...rest } = content;
  return { schemaVersion, kind, sha256: trailPlanHash(content), ...rest };
}

/** SHA-256 of a plan without its own hash, as compact JSON, its members in their order. Hex. */
export function trailPlanHash(plan: object): string {
  const content = Object.entries(plan).filter(([name]) => name !== "sha256");
  return hash("sha256", JSON.stringify(Object.fromEntries(content)), "hex");
}

function bucketResource({ bucket }: TrailFacts, steps: readonly TrailStep[]): PlannedResource {
  const own = steps.filter(({ target, call }) => target === bucket.name && call.startsWith("s3:"));
  return {
    type: "AWS::S3::Bucket",
    id: bucket.name,
    state: bucket.origin === "new" ? "new" : "existing",
    documents: Object.fromEntries(own.map(({ kind, after }) => [kind, after])),
  };
}

function trailResource(arn: string, { trail }: TrailFacts, steps: readonly TrailStep[]): PlannedResource {
  const own = steps.filter(({ target }) => target === arn);
  return {
    type: "AWS::CloudTrail::Trail",
    id: arn,
    state: trail.has("trail") ? "existing" : "new",
    documents: Object.fromEntries(own.map(({ kind, after }) => [kind, after])),
  };
}

/** What is made beside the trail, or was before. */
function extraResources({ extras = new Map() }: TrailFacts, steps: readonly TrailStep[]): readonly PlannedResource[] {
  const made = steps.filter(({ kind }) => resourceTypes.has(wholeOf(kind)));
  return [...new Set(made.map(({ target }) => target))].map((target) => {
    const own = made.filter((step) => step.target === target);
    const whole = own[0] === undefined ? "topic" : wholeOf(own[0].kind);
    return {
      type: resourceTypes.get(whole) ?? "",
      id: target,
      state: extras.get(target)?.has(whole) === true ? "existing" : "new",
      documents: Object.fromEntries(own.flatMap(documentOf)),
    };
  });
}

/** A new key gets its policy with the call that makes it. */
function documentOf({ kind, call, input, after }: TrailStep): readonly (readonly [string, Json])[] {
  const policy = call === "kms:CreateKey" ? documentJson(String(input["Policy"])) : undefined;
  return [[kind, after], ...(policy === undefined ? [] : [["kms-policy", policy] as const])];
}

const resourceTypes: ReadonlyMap<StateKind, string> = new Map([
  ["kms-key", "AWS::KMS::Key"],
  ["log-group", "AWS::Logs::LogGroup"],
  ["log-role", "AWS::IAM::Role"],
  ["topic", "AWS::SNS::Topic"],
  ["event-rule", "AWS::Events::Rule"],
]);

/** Things that are given by ARN: they are neither made nor looked at, so the plan says what they must allow. */
function neededResources(
  { kmsKey, logGroup, logRole, snsTopic }: TrailOptions,
  by: NeededBy,
): readonly PlannedResource[] {
  const existing = (type: string, id: string, documents: { readonly [name: string]: Json }): PlannedResource => ({
    type,
    id,
    state: "existing",
    documents,
  });
  const role = logGroup === undefined ? undefined : logRoleDocuments(by, logGroup);
  return [
    ...(kmsKey === undefined || kmsKey === "new"
      ? []
      : [existing("AWS::KMS::Key", kmsKey, { "must-allow": keyStatements(by) })]),
    ...(logGroup === undefined ? [] : [existing("AWS::Logs::LogGroup", logGroup, {})]),
    ...(logRole === undefined || role === undefined
      ? []
      : [existing("AWS::IAM::Role", logRole, { "must-trust": role.trust, "must-allow": role.permissions })]),
    ...(snsTopic === undefined || snsTopic === "new"
      ? []
      : [
          existing("AWS::SNS::Topic", snsTopic, {
            "must-allow": [topicStatement(by, snsTopic)] as readonly JsonObject[],
          }),
        ]),
  ];
}
