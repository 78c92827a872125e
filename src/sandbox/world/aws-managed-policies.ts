import { createHash } from "node:crypto";
import { generalPolicies } from "./aws-policies-general.ts";
import { servicePolicies } from "./aws-policies-services.ts";
import type { AwsPolicy } from "./aws-policy.ts";
import type { ManagedPolicy } from "./nouns.ts";
import type { Account } from "./world.ts";

/**
 * Policies that AWS owns: the same in all accounts. By ARN. Names, paths, dates and versions are AWS's; of the documents, only those
 * of a few actions are the same, the larger ones are ours and say what the policy is for. Earlier versions are not there.
 */
export const awsManagedPolicies: ReadonlyMap<string, ManagedPolicy> = new Map(
  [...generalPolicies, ...servicePolicies].map((policy) => {
    const managed = managedPolicy(policy);
    return [managed.arn, managed];
  }),
);

/** A managed policy of the account, or of AWS. */
export function findPolicy({ policies }: Account, arn: string): ManagedPolicy | undefined {
  return policies.get(arn) ?? awsManagedPolicies.get(arn);
}

function managedPolicy({
  name,
  path = "",
  createdAt,
  version,
  updatedAt = createdAt,
  description,
  ...policy
}: AwsPolicy): ManagedPolicy {
  const arn = `arn:aws:iam::aws:policy/${path}${name}`;
  return {
    name,
    path: `/${path}`,
    id: policy.id ?? idOf(arn),
    arn,
    createdAt,
    description,
    tags: [],
    defaultVersion: version,
    versions: [
      {
        id: version,
        get document(): string {
          return documentOf(policy);
        },
        createdAt: updatedAt,
      },
    ],
    lastVersion: Number(version.slice(1)),
  };
}

function documentOf({ allows }: Pick<AwsPolicy, "allows">): string {
  if (typeof allows === "function") return allows();
  const statements = "statements" in allows ? allows.statements : [{ Effect: "Allow", Action: allows, Resource: "*" }];
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Of policies whose id is not known: looks like one, and is the same in each run. */
function idOf(arn: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const hash = createHash("sha256").update(arn).digest().subarray(0, 17);
  return `ANPA${[...hash].map((byte) => alphabet[byte % 32]).join("")}`;
}
