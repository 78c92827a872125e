import type { RequestContext, RequestPrincipal } from "./request.ts";

export interface RequestContextOptions {
  /** What AWS derives from the caller is filled in: `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:username`, ... */
  readonly principal?: RequestPrincipal;
  /** True: a key that is not given is absent. Otherwise it is unknown. */
  readonly complete?: boolean;
  /** Keys that may or may not be there, with any value. */
  readonly unknown?: Iterable<string>;
  /** Keys that are certainly not there. */
  readonly absent?: Iterable<string>;
}

/**
 * A context from keys as people write them. Given keys stand before those that the principal implies.
 *
 * Source: IAM User Guide, "AWS global condition context keys" and "IAM policy elements: Variables and tags".
 */
export function requestContext(
  keys: Readonly<Record<string, string | readonly string[]>>,
  options: RequestContextOptions = {},
): RequestContext {
  const { principal, complete = false, unknown = [], absent = [] } = options;
  const all = new Map<string, readonly string[]>(principal === undefined ? [] : principalKeys(principal));
  for (const key of absent) all.set(key.toLowerCase(), []);
  for (const [key, value] of Object.entries(keys)) {
    all.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  }
  return { keys: all, complete, unknown: new Set([...unknown].map((key) => key.toLowerCase())) };
}

function principalKeys(principal: RequestPrincipal): readonly (readonly [string, readonly string[]])[] {
  const { kind, arn, account } = principal;
  const principalType = principalTypes.get(kind);
  const isSigned = principalType !== undefined && kind !== "anonymous";
  return [
    ["aws:principalarn", isSigned ? [stableArn(principal)] : []],
    ["aws:principalaccount", isSigned ? [account] : []],
    ["aws:principaltype", principalType === undefined ? [] : [principalType]],
    ["aws:username", kind === "user" ? [arn.slice(arn.lastIndexOf("/") + 1)] : []],
    ["aws:principalisawsservice", [String(kind === "service")]],
    ["aws:principalservicename", kind === "service" ? [arn] : []],
  ];
}

const principalTypes: ReadonlyMap<RequestPrincipal["kind"], string> = new Map([
  ["user", "User"],
  ["role-session", "AssumedRole"],
  ["federated-user", "FederatedUser"],
  ["root", "Account"],
  ["anonymous", "Anonymous"],
]);

/** For a session the ARN of its role. */
function stableArn({ kind, arn, roleArn }: RequestPrincipal): string {
  if (kind !== "role-session") return arn;
  const match = /^arn:([^:]*):sts::(\d*):assumed-role\/([^/]+)\//.exec(arn);
  return roleArn ?? (match === null ? arn : `arn:${match[1]}:iam::${match[2]}:role/${match[3]}`);
}
