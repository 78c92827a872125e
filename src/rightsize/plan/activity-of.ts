import type { Activity, PrincipalActivity } from "../../model/index.ts";
import { identityKey } from "../usage/subjects.ts";

/** Recorded calls of a user or role. The ARN of a role's session has lost the role's path, so that names must do. */
export function activityOf(activity: Activity | undefined, arn: string): readonly PrincipalActivity[] {
  const key = identityKey(arn);
  return (activity?.principals ?? []).filter((principal) => identityKey(principal.arn) === key);
}
