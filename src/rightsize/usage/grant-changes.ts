import { type IamGroup, type IamRole, type IamUser, parseArn, type RecordedGrant } from "../../model/index.ts";
import type { UsageLimits } from "./usage-request.ts";

/** A call in the logs that gave somebody a policy, or a policy another content. */
export interface GrantChange {
  /** Milliseconds since 1970. */
  readonly ms: number;
  /** It changed the policy for all who have it, who may have had a part of it before. */
  readonly isVersion: boolean;
  /** `AttachUserPolicy, event 1c5f...`. */
  readonly what: string;
}

export type Holder = IamUser | IamRole | IamGroup;

/** The last call that gave a holder one of its policies (ARN, or name of an inline one), or a user what its group has. */
export interface GrantChanges {
  ofPolicy(holder: Holder, policy: string): GrantChange | undefined;
  ofMembership(user: Holder, group: string): GrantChange | undefined;
}

/** Changes since the window began; names ignore case, as IAM's do. */
export function grantChanges(
  grants: readonly RecordedGrant[],
  { nowMs, windowDays, graceDays }: UsageLimits,
): GrantChanges {
  const from = nowMs - Math.max(windowDays, graceDays) * 86_400_000;
  const found = new Map<string, GrantChange>();
  for (const { eventName, account, holder, grants: granted, time, example } of grants) {
    const ms = Date.parse(time);
    // What has no age may be new.
    if (ms <= from) continue;
    const key = keyOf(account, holder, granted);
    const other = found.get(key);
    if (other !== undefined && !(ms > other.ms)) continue;
    const name = eventName === "*" ? "one of the calls of IAM that were too many to keep apart" : eventName;
    const what = `${name}${example === "" ? "" : `, event ${example}`}`;
    found.set(key, { ms, isVersion: holder === "" && eventName !== "*", what });
  }
  if (found.size === 0) return { ofPolicy: () => undefined, ofMembership: () => undefined };
  return {
    ofPolicy(holder, policy) {
      const [account, name] = placeOf(holder);
      return latest([...at(account, name, policy), ...at(account, "", policy), ...at("", "", "*")]);
    },
    ofMembership(user, group) {
      const [account, name] = placeOf(user);
      return latest(at(account, name, `group/${group}`));
    },
  };

  /** A call whose account is not known may be of any. */
  function at(account: string, holder: string, granted: string): readonly GrantChange[] {
    return [account, ""].flatMap((one) => found.get(keyOf(one, holder, granted)) ?? []);
  }
}

function keyOf(account: string, holder: string, granted: string): string {
  return `${account}\n${holder}\n${granted}`.toLowerCase();
}

/** Account, and `user/ana` without the path. */
function placeOf({ arn, name }: Holder): readonly [string, string] {
  const { account = "", resource = "" } = parseArn(arn) ?? {};
  return [account, `${resource.slice(0, resource.indexOf("/"))}/${name}`];
}

export function latest(changes: readonly (GrantChange | undefined)[]): GrantChange | undefined {
  return changes.reduce(
    (last, one) => (one !== undefined && !(last !== undefined && last.ms >= one.ms) ? one : last),
    undefined,
  );
}
