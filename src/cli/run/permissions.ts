import { leastPolicy, permissionRows } from "../../app/aws/permissions.ts";
import type { CollectFeature } from "../../model/index.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import type { Io } from "../io.ts";

export interface PermissionsOptions {
  readonly for: readonly CollectFeature[];
  readonly orgRole?: string;
  readonly output: "table" | "json";
}

/** `permissions`: a policy, or its actions by feature. */
export function runPermissions(options: PermissionsOptions, io: Io): number {
  if (options.output === "json") {
    io.stdout.write(`${JSON.stringify(leastPolicy(options.for, options.orgRole), null, 2)}\n`);
    return 0;
  }
  for (const { feature, actions } of permissionRows(options.for, options.orgRole)) {
    io.stdout.write(`${feature}\n`);
    for (const action of actions) io.stdout.write(`  ${sanitizeTerminal(action)}\n`);
  }
  return 0;
}
