import type { Random } from "../../../bench/random.ts";
import type { RequestPrincipal } from "../../../src/iam/index.ts";
import type { Json, JsonObject } from "../../../src/model/index.ts";
import { account, type ContextKey, otherAccount, type Target, targets } from "./targets.ts";

/** What the policies are to be about, so that they often match. */
export interface Subject {
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: { readonly [key: string]: readonly string[] };
  readonly target: Target;
}

export type PolicyKind = "identity" | "resource" | "trust" | "endpoint" | "rcp";

/** `generous`: of ten first statements, how many allow without a condition. */
export function policyOf(subject: Subject, kind: PolicyKind, generous: number, random: Random): JsonObject {
  const count = 1 + random.below(3);
  const statements = Array.from({ length: count }, (_, index) => statement(subject, kind, random, index));
  if (random.below(10) < generous) statements.unshift(generousStatement(subject, kind, random));
  const version = kind !== "rcp" && random.below(40) === 0 ? "2008-10-17" : "2012-10-17";
  return { Version: version, Statement: statements };
}

function generousStatement(subject: Subject, kind: PolicyKind, random: Random): JsonObject {
  return {
    Sid: "Open",
    Effect: "Allow",
    ...principalElement(subject, kind, "Allow", random),
    Action: random
      .pick(["*", `${subject.action.split(":")[0]}:*`, subject.action])
      .replace(/^\*$/, wideAction(subject, kind)),
    ...(kind !== "trust" && { Resource: kind === "identity" ? "*" : ownResources(subject) }),
  };
}

/** Policies of resources name actions of their service. */
function wideAction({ action }: Subject, kind: PolicyKind): string {
  return kind === "identity" ? "*" : `${action.split(":")[0]}:*`;
}

function statement(subject: Subject, kind: PolicyKind, random: Random, index: number): JsonObject {
  const effect = kind === "rcp" || random.below(4) === 0 ? "Deny" : "Allow";
  return {
    Sid: `S${index}`,
    Effect: effect,
    ...principalElement(subject, kind, effect, random),
    ...actionElement(subject, kind, random),
    ...(kind !== "trust" && resourceElement(subject, kind, random)),
    ...conditionElement(subject, random),
  };
}

function actionElement(subject: Subject, kind: PolicyKind, random: Random): JsonObject {
  const patterns = several(random, () => actionPattern(subject, kind, random));
  if (kind === "identity" && random.below(6) === 0) return { NotAction: patterns };
  return { Action: patterns };
}

function actionPattern({ action }: Subject, kind: PolicyKind, random: Random): string {
  const [service = "", name = ""] = action.split(":");
  const verb = name.slice(0, 3);
  const other =
    kind === "identity" ? random.pick(targets).action : `${service}:${random.pick(["Get*", "List*", "*Item"])}`;
  return random.pick([
    action,
    action.toLowerCase(),
    `${service}:${verb}*`,
    `${service}:*${name.slice(-4)}`,
    `${service}:${name.slice(0, 1)}?${name.slice(2)}`,
    `${service}:*`,
    kind === "identity" ? "*" : `${service}:*`,
    other,
    other,
  ]);
}

function resourceElement(subject: Subject, kind: PolicyKind, random: Random): JsonObject {
  const patterns = several(random, () => resourcePattern(subject, kind, random));
  if (random.below(6) === 0) return { NotResource: patterns };
  return { Resource: patterns };
}

function resourcePattern(subject: Subject, kind: PolicyKind, random: Random): string {
  const { resource } = subject;
  const own = kind === "identity" ? "*" : ownResources(subject);
  if (resource === "*")
    return random.pick(["*", "*", "arn:aws:s3:::logs", "arn:aws:sqs:eu-west-1:111122223333:orders"]);
  const parts = resource.split(":");
  const head = parts.slice(0, 5).join(":");
  const tail = parts.slice(5).join(":");
  const last = tail.slice(-1);
  return random.pick([
    resource,
    own,
    `${head}:*`,
    `${head}:${tail.slice(0, Math.ceil(tail.length / 2))}*`,
    `${head}:*${last}`,
    `${head}:${tail.slice(0, -1)}?`,
    `${head}:${tail.slice(0, 1)}*${tail.slice(-2)}`,
    `${head}:${tail.replace(/ana|red/, (name) => (name === "ana" ? "${aws:username}" : "${aws:PrincipalTag/team}"))}`,
    `${head}:${tail.replace(/ana|red/, "${aws:PrincipalTag/team, 'red'}")}`,
    `${head}:${tail}x`,
    `${head}:${tail.toUpperCase()}`,
  ]);
}

/** Everything that the policy's own resource may be called. */
function ownResources({ resource }: Subject): string {
  if (resource.startsWith("arn:aws:s3")) return `${resource.split("/")[0]}*`;
  return resource.includes(":kms:") ? "*" : resource;
}

function principalElement(subject: Subject, kind: PolicyKind, effect: string, random: Random): JsonObject {
  if (kind === "identity") return {};
  if (kind === "rcp" || kind === "endpoint") return { Principal: "*" };
  const names = several(random, () => principalName(subject, random));
  const isNot = kind === "resource" && effect === "Deny" && random.below(4) === 0;
  const services =
    subject.principal.kind === "service"
      ? { Service: random.pick(["cloudtrail.amazonaws.com", "ec2.amazonaws.com"]) }
      : {};
  if (!isNot && random.below(6) === 0) return { Principal: random.pick<Json>(["*", { AWS: "*" }]) };
  return { [isNot ? "NotPrincipal" : "Principal"]: { AWS: names, ...services } };
}

function principalName({ principal }: Subject, random: Random): string {
  return random.pick([
    principal.kind === "service" ? `arn:aws:iam::${account}:root` : principal.arn,
    principal.roleArn ?? `arn:aws:iam::${account}:user/ana`,
    `arn:aws:iam::${account}:root`,
    account,
    otherAccount,
    `arn:aws:iam::${account}:role/audit`,
    `arn:aws:iam::${account}:user/ben`,
  ]);
}

function conditionElement(subject: Subject, random: Random): JsonObject {
  const count = random.pick([0, 0, 1, 1, 1, 2]);
  const condition: { [operator: string]: { [key: string]: Json } } = {};
  for (let index = 0; index < count; index += 1) {
    const key = random.pick(subject.target.keys);
    const operator = operatorFor(key, random);
    const values =
      operator === "Null"
        ? [random.pick(["true", "false"])]
        : several(random, () => conditionValue(key, operator, random));
    condition[operator] = { ...condition[operator], [flipped(key.key, random)]: values };
  }
  return count === 0 ? {} : { Condition: condition };
}

const operators: Readonly<Record<ContextKey["type"], readonly string[]>> = {
  string: [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
  ],
  number: ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
    (name) => `Numeric${name}`,
  ),
  date: ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
    (name) => `Date${name}`,
  ),
  bool: ["Bool"],
  ip: ["IpAddress", "NotIpAddress"],
  arn: ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
};

function operatorFor({ type, isList }: ContextKey, random: Random): string {
  if (random.below(10) === 0) return "Null";
  const suffix = random.below(4) === 0 ? "IfExists" : "";
  const quantifier = isList ? random.pick(["ForAllValues:", "ForAnyValue:"]) : "";
  return `${quantifier}${random.pick(operators[type])}${suffix}`;
}

function conditionValue({ key, type, samples }: ContextKey, operator: string, random: Random): string {
  const sample = random.pick(samples);
  switch (type) {
    case "number":
      return random.pick([sample, "10", "100", "3600"]);
    case "date":
      return random.pick([sample, "2026-03-01T00:00:00Z", "2026-12-01"]);
    case "ip":
      return random.pick([sample, "192.0.2.0/24", "203.0.113.0/29", "0.0.0.0/0", "2001:db8::/32", "198.51.0.0/16"]);
    case "arn":
      return random.pick([
        sample,
        "arn:aws:sns:*:111122223333:*",
        "arn:aws:s3:::lo?s",
        "arn:*:sns:*:*:*",
        "arn:aws:sns:*:b",
      ]);
    case "string":
      return operator.includes("Like")
        ? random.pick([
            sample,
            `${sample.slice(0, 2)}*`,
            `*${sample.slice(-2)}`,
            "*",
            `?${sample.slice(1)}`,
            variable(key),
          ])
        : random.pick([sample, sample, sample.toUpperCase(), variable(key)]);
    default:
      return sample;
  }
}

function variable(key: string): string {
  return key === "s3:prefix" ? "${aws:username}/" : "${aws:username}";
}

/** Condition keys ignore case. */
function flipped(key: string, random: Random): string {
  return random.below(8) === 0 ? key.toLowerCase() : key;
}

function several<T>(random: Random, make: () => T): readonly T[] {
  return [...new Set(Array.from({ length: random.pick([1, 1, 2]) }, make))];
}
