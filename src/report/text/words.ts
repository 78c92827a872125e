import {
  type FindingStatus,
  type Principal,
  parseArn,
  type Resource,
  type Severity,
  severities,
} from "../../model/index.ts";

/** Worst first, as every report lists them. */
export const worstFirst: readonly Severity[] = severities.toReversed();

/** Statuses in the words of a reader. */
export const statusWords: { readonly [status in FindingStatus]: string } = {
  FAIL: "failed",
  PASS: "passed",
  UNKNOWN: "not evaluated",
  NOT_APPLICABLE: "not applicable",
  SUPPRESSED: "suppressed",
};

/** `12,345` whatever the locale of the machine. */
export function formatCount(count: number): string {
  numberFormat ??= new Intl.NumberFormat("en-US");
  return numberFormat.format(count);
}

/** `1 check`, `12 checks`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}

/** `2026-11-21 20:02:11Z`, or to the minute. Text that is no ISO 8601 time in UTC stays as it is. */
export function formatTime(time: string, precision: "second" | "minute" = "second"): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?Z$/.exec(time);
  if (match === null) return time;
  const [, day = "", minute = "", second = ""] = match;
  return `${day} ${minute}${precision === "second" ? second : ""}Z`;
}

/** Who made a call, short: `user/ana`, `role/Admin (ana-session)`, `root`, `AWSService`. */
export function principalName(principal: Principal): string {
  const stable = principal.stableArn === undefined ? undefined : parseArn(principal.stableArn);
  if (stable === undefined) return principal.stableArn ?? principal.arn ?? principal.type;
  const session = /^assumed-role\/[^/]+\/(.+)$/s.exec(parseArn(principal.arn ?? "")?.resource ?? "")?.[1];
  return session === undefined ? stable.resource : `${stable.resource} (${session})`;
}

/** A principal without its session, so that the sessions of a role count as one. */
export function stablePrincipalName(principal: Principal): string {
  return principalName(principal.stableArn === undefined ? principal : { ...principal, arn: principal.stableArn });
}

/** Name with its kind, since a user and a role may share a name: `analyst-user`, `role/Admin`, `trail/main`. */
export function resourceName({ type, name, arn }: Resource): string {
  const shown = name === "" ? arn : name;
  const kind = type.slice(type.lastIndexOf(".") + 1);
  return ["user", "root", "account", ""].includes(kind) || shown === "" ? shown : `${kind}/${shown}`;
}

/** `T1098.001` for the tag `attack.t1098.001`, the name for a tactic; undefined for tags that are not ATT&CK's. */
export function attackName(tag: string): string | undefined {
  const match = /^attack\.(.+)$/i.exec(tag);
  const name = match?.[1];
  if (name === undefined) return undefined;
  return /^[tsg]\d/i.test(name) ? name.toUpperCase() : name.replaceAll(/[-_]/g, " ");
}

/** Made when first asked for: it loads tables that most formats do without. */
let numberFormat: Intl.NumberFormat | undefined;
