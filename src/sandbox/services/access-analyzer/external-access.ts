import { createHash } from "node:crypto";
import { type ParsedPolicy, parsePolicy, type Statement } from "../../../iam/index.ts";
import type { Json } from "../../../model/index.ts";
import type { Call } from "../../call.ts";
import type { Analyzer } from "../../world/nouns.ts";
import { isPublicPolicy } from "../s3/public-policy.ts";

/** Somebody outside the zone of trust whom the policy of a resource lets in. Times are ISO 8601. */
export interface ExternalAccess {
  readonly id: string;
  readonly resource: string;
  readonly resourceType: string;
  readonly owner: string;
  /** `AWS`, `Federated` or `CanonicalUser`, and who. */
  readonly principal: { readonly [kind: string]: string };
  readonly actions: readonly string[];
  readonly condition: { readonly [key: string]: string };
  readonly isPublic: boolean;
  readonly createdAt: string;
}

/**
 * What the analyzer finds now: in the policies of the buckets, keys and topics of its region and of the account's roles, each
 * principal that is allowed something and is not of the account (or organization). Denies are not weighed against it.
 *
 * Source: IAM User Guide, "IAM Access Analyzer resource types for external access" and "Findings for external and unused access".
 */
export function externalAccess(call: Call, analyzer: Analyzer): readonly ExternalAccess[] {
  const trusted = zoneOfTrust(call, analyzer);
  return resourcesOf(call, analyzer, trusted).flatMap((resource) => {
    const found = new Map<string, ExternalAccess>();
    for (const statement of policyOf(resource).statements) {
      for (const one of lettingIn(resource, statement, trusted, analyzer)) {
        const known = found.get(one.id);
        const actions = [...new Set([...(known?.actions ?? []), ...one.actions])];
        found.set(one.id, { ...one, actions, isPublic: one.isPublic || known?.isPublic === true });
      }
    }
    return [...found.values()];
  });
}

interface Resource {
  readonly arn: string;
  readonly type: string;
  readonly owner: string;
  readonly document: string;
  readonly use: "identity" | "trust";
  readonly createdAt: string;
}

function zoneOfTrust({ world, account }: Call, { type }: Analyzer): ReadonlySet<string> {
  const organization = world.organization.get("organization");
  if (type === "ACCOUNT" || organization === undefined) return new Set([account.id]);
  return new Set(organization.members.map((member) => member.account));
}

function resourcesOf({ world }: Call, { region }: Analyzer, trusted: ReadonlySet<string>): readonly Resource[] {
  const buckets = [...world.buckets.values()].flatMap((bucket): readonly Resource[] => {
    const { policy: document, name, owner, createdAt, publicAccessBlock } = bucket;
    if (document === undefined || bucket.region !== region || !trusted.has(owner)) return [];
    // A public policy then counts for the owner's account only.
    if (publicAccessBlock?.["RestrictPublicBuckets"] === true && isPublicPolicy(document)) return [];
    return [{ arn: `arn:aws:s3:::${name}`, type: "AWS::S3::Bucket", owner, document, use: "identity", createdAt }];
  });
  const others = [...trusted].flatMap((owner): readonly Resource[] => {
    const account = world.accounts.get(owner);
    if (account === undefined) return [];
    const here = <T extends { readonly region: string }>(things: Iterable<T>): readonly T[] =>
      [...things].filter((thing) => thing.region === region);
    return [
      ...[...account.roles.values()]
        .filter(({ path }) => !path.startsWith("/aws-service-role/"))
        .map(({ arn, trust: document, createdAt }) => {
          return { arn, type: "AWS::IAM::Role", owner, document, use: "trust", createdAt } as const;
        }),
      ...here(account.keys.values()).map(({ arn, policy: document, createdAt }) => {
        return { arn, type: "AWS::KMS::Key", owner, document, use: "identity", createdAt } as const;
      }),
      ...here(account.topics.values()).map(({ arn, policy: document }) => {
        return { arn, type: "AWS::SNS::Topic", owner, document, use: "identity", createdAt: "" } as const;
      }),
    ];
  });
  return [...buckets, ...others];
}

function policyOf({ document, use }: Resource): ParsedPolicy {
  // It was read when it was put.
  return parsePolicy(JSON.parse(document) as Json, use);
}

function lettingIn(
  resource: Resource,
  statement: Statement,
  trusted: ReadonlySet<string>,
  analyzer: Analyzer,
): readonly ExternalAccess[] {
  const { effect, principal, action, conditions } = statement;
  if (effect !== "Allow" || principal === undefined || isWithin(statement, trusted)) return [];
  const named =
    principal.kind === "NotPrincipal"
      ? [["AWS", "*"] as const]
      : (["AWS", "Federated", "CanonicalUser"] as const).flatMap((kind) =>
          principal[kind].map((name) => [kind, name] as const),
        );
  const condition = Object.fromEntries(conditions.map(({ key, values }) => [key, values.join(",")]));
  return named.flatMap(([kind, name]): readonly ExternalAccess[] => {
    const who = kind === "AWS" ? externalName(name, trusted) : name;
    if (who === undefined) return [];
    return [
      {
        id: idOf([analyzer.arn, resource.arn, kind, who, JSON.stringify(condition)]),
        resource: resource.arn,
        resourceType: resource.type,
        owner: resource.owner,
        principal: { [kind]: who },
        actions: action.kind === "NotAction" ? ["*"] : action.patterns,
        condition,
        isPublic: kind === "AWS" && who === "*" && conditions.length === 0,
        createdAt: later(resource.createdAt, analyzer.createdAt),
      },
    ];
  });
}

/** ISO 8601, which sorts as text. */
function later(...times: readonly string[]): string {
  return times.toSorted().at(-1) ?? "";
}

/** An account by its number, others by their ARN; undefined: it is within the zone of trust, or nobody. */
function externalName(name: string, trusted: ReadonlySet<string>): string | undefined {
  if (name === "*") return name;
  const account = /^\d{12}$/.test(name) ? name : name.split(":")[4];
  // Ids are left where somebody of the account was deleted.
  if (account === undefined || trusted.has(account)) return undefined;
  return name.endsWith(":root") ? account : name;
}

/** A condition that lets only accounts of the zone of trust in. */
function isWithin({ conditions }: Statement, trusted: ReadonlySet<string>): boolean {
  return conditions.some(
    ({ operator, key, values }) =>
      /^(StringEquals|StringEqualsIgnoreCase|StringLike)$/i.test(operator) &&
      accountKeys.has(key.toLowerCase()) &&
      values.every((value) => trusted.has(value)),
  );
}

const accountKeys: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:sourceaccount",
  "aws:sourceowner",
  "kms:calleraccount",
]);

/** The same finding has the same id each time. */
function idOf(parts: readonly string[]): string {
  const hex = createHash("sha256").update(parts.join("\n")).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
