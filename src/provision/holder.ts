import { arnName, Problem, parseArn } from "../model/index.ts";

/** A user, role or group: what policies are put into and attached to. */
export interface Holder {
  readonly type: HolderType;
  readonly name: string;
  readonly arn: string;
  /** `AIDA...`, `AROA...`, if it is known: one that was made anew under the same name has another one. */
  readonly id?: string | undefined;
}

export type HolderType = "user" | "role" | "group";

/**
 * The holder with an ARN. Throws a {@link Problem} for anything else, and for roles that only AWS may change: service-linked
 * ones and those of IAM Identity Center.
 */
export function holderOf(arn: string, id?: string): Holder {
  const parsed = parseArn(arn);
  const [type = ""] = parsed?.resource.split("/") ?? [];
  if (parsed?.service !== "iam" || !isHolderType(type)) {
    throw new Problem("input.unsupported", `${arn} is not the ARN of a user, role or group.`);
  }
  const owner = owners.find(({ path }) => parsed.resource.startsWith(path));
  if (owner !== undefined) {
    throw new Problem("input.unsupported", `${arn} ${owner.is} and cannot be changed here.`, { hint: owner.hint });
  }
  return { type, name: arnName(arn), arn, ...(id && { id }) };
}

export function isHolderType(type: string): type is HolderType {
  return type === "user" || type === "role" || type === "group";
}

const owners = [
  {
    path: "role/aws-service-role/",
    is: "is a service-linked role",
    hint: "Leave it as it is; its service needs it so.",
  },
  {
    path: "role/aws-reserved/sso.amazonaws.com/",
    is: "is made by IAM Identity Center",
    hint: "Change the permission set.",
  },
] as const;
