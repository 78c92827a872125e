import { arnName } from "../../model/index.ts";

/** Description of a policy that takes the place of another: tells its readers where it comes from, and us that it is ours. */
export function ownDescription(plan: string, original: string): string {
  return `Cut from ${arnName(original)} by trailproof, plan ${plan}`;
}
