import type { StepDescription } from "../steps/describe-step.ts";
import { nameOfArn } from "./plan/extras.ts";
import { type StateKind, type TrailStep, wholeOf } from "./step.ts";

/** A step in words: the call, which is also the permission that it needs but for its name in S3, and what it is made on. */
export function describeTrailStep({ call, kind, target, isDefault }: TrailStep): StepDescription {
  const what = words[kind];
  const name = `${things.get(wholeOf(kind)) ?? "bucket"} ${target.startsWith("arn:") ? nameOfArn(target) : target}`;
  const note = isDefault === true ? ", which a new trail has by itself" : "";
  return { call, target: what === "" ? name : `${what} of ${name}${note}` };
}

const words: Readonly<Record<StateKind, string>> = {
  bucket: "",
  "bucket-tag": "tag",
  "public-access-block": "public access block",
  ownership: "object ownership",
  encryption: "encryption",
  versioning: "versioning",
  "object-lock": "Object Lock",
  lifecycle: "lifecycle",
  "bucket-policy": "policy",
  "bucket-objects": "all versions, delete markers and uploads",
  trail: "",
  "event-selectors": "event selectors",
  insights: "Insights",
  logging: "logging",
  "kms-key": "",
  "kms-policy": "policy",
  "kms-rotation": "yearly rotation",
  "kms-alias": "alias",
  "log-group": "",
  "log-role": "",
  "log-role-policy": "policy",
  topic: "",
  "topic-policy": "policy",
  "event-rule": "",
  "event-target": "target",
};

const things: ReadonlyMap<StateKind, string> = new Map([
  ["trail", "trail"],
  ["kms-key", "key"],
  ["log-group", "log group"],
  ["log-role", "role"],
  ["topic", "topic"],
  ["event-rule", "rule"],
]);
