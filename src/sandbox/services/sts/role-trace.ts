import type { Call, Trace } from "../../call.ts";
import type { WantedRole } from "./role-need.ts";

/** The record of an assumed role: the role beside it, and a copy in its account. One-time codes are not recorded. */
export function assumedRoleTrace(call: Call, { arn, accountId }: WantedRole, incoming: object): Trace {
  const { TokenCode, ...input } = call.input;
  const isPlain = TokenCode === undefined && Object.keys(incoming).length === 0;
  return {
    resources: [{ accountId, type: "AWS::IAM::Role", ARN: arn }],
    ...(accountId !== call.account.id && { copies: [accountId] }),
    ...(!isPlain && { requestParameters: { ...incoming, ...lowerFirst(input) } }),
  };
}

/** As CloudTrail writes the members of STS: `RoleArn` is `roleArn`, on all levels. */
export function lowerFirst(input: object): object {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), inner(value)]),
  );
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  return typeof value === "object" && value !== null ? lowerFirst(value) : value;
}
