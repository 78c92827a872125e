import { accessOf, type PrincipalAccess } from "../iam/index.ts";
import type { Snapshot } from "../model/index.ts";
import type { AuditSettings, Beside, Check, CheckContext, Regression } from "./check.ts";
import { parametersOf } from "./settings.ts";

/** Makes the context of each check of one snapshot; effective access is worked out once and only when asked for. */
export function contextMaker(
  snapshot: Snapshot,
  settings: AuditSettings,
  { behaviour, previous }: Beside = {},
  regressions: () => readonly Regression[] = () => [],
): (check: Check) => CheckContext {
  const now = Date.parse(snapshot.takenAt);
  let find: ((arn: string) => PrincipalAccess | undefined) | undefined;
  const access = (arn: string): PrincipalAccess | undefined => {
    if (snapshot.identities === undefined) return undefined;
    find ??= accessOf(snapshot.identities);
    return find(arn);
  };
  return (check) => ({
    snapshot,
    now,
    parameters: parametersOf(check, settings),
    settings,
    ...(behaviour && { behaviour }),
    ...(previous && { previous }),
    access,
    regressions,
  });
}
