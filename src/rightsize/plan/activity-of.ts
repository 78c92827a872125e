import type { Activity, PrincipalActivity } from "../../model/index.ts";
import { identityKey } from "../usage/subjects.ts";

/** Recorded calls of a user or role. The ARN of a role's session has lost the role's path, so that names must do. */
export function activityOf(activity: Activity | undefined, arn: string): readonly PrincipalActivity[] {
  return activity === undefined ? [] : (byKey(activity).get(identityKey(arn)) ?? []);
}

const indexes = new WeakMap<Activity, ReadonlyMap<string, readonly PrincipalActivity[]>>();

function byKey(activity: Activity): ReadonlyMap<string, readonly PrincipalActivity[]> {
  const known = indexes.get(activity);
  if (known !== undefined) return known;
  const made = new Map<string, PrincipalActivity[]>();
  for (const principal of activity.principals) {
    const key = identityKey(principal.arn);
    const others = made.get(key);
    if (others === undefined) made.set(key, [principal]);
    else others.push(principal);
  }
  indexes.set(activity, made);
  return made;
}
