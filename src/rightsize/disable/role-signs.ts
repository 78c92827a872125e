import { compileGlob, globMatches, parseStored } from "../../iam/index.ts";
import { type Activity, arnName, type IamRole, parseArn, type RecordedCall } from "../../model/index.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { PlanOptions } from "../plan/plan.ts";
import { windowStart } from "../plan/window.ts";
import { isInWindow } from "./recorded-signs.ts";

/** Signs that a role is used or waited for, and why nobody can tell, clauses. */
export function roleSigns(role: IamRole, { activity }: RightsizeFacts, options: PlanOptions): readonly string[] {
  return [...lastUsedSigns(role, options), ...waitingSigns(role), ...takenSigns(role, activity, options)];
}

function lastUsedSigns({ lastUsed }: IamRole, options: PlanOptions): readonly string[] {
  if (lastUsed === "never") return [];
  if (lastUsed === undefined) return ["the authorization details do not tell when it was last used (RoleLastUsed)"];
  return Date.parse(lastUsed.at) < windowStart(options) ? [] : [`it was used at ${lastUsed.at}`];
}

/** What a service keeps a role for shows only when it does it: a function that runs once a year, an instance that is stopped. */
function waitingSigns({ trustPolicy, instanceProfiles }: IamRole): readonly string[] {
  const { statements, problems } = parseStored(trustPolicy, "trust");
  const [problem] = problems;
  if (problem !== undefined) return [`its trust policy cannot be read: ${problem}`];
  const allowed = statements.filter(({ effect }) => effect === "Allow").map(({ principal }) => principal);
  const services = [...new Set(allowed.flatMap((principal) => principal?.Service ?? []))];
  const isOpen = allowed.some(
    (principal) => principal === undefined || principal.kind === "NotPrincipal" || principal.AWS.includes("*"),
  );
  return [
    ...(services.length === 0
      ? []
      : [`${services.join(", ")} may assume it, and what of the service waits for it cannot be seen`]),
    ...(isOpen ? ["its trust policy names nobody, so that a service may wait for it unseen"] : []),
    ...(instanceProfiles.length === 0
      ? []
      : [`it is in instance profile ${instanceProfiles.join(", ")}, and an instance that starts would need it`]),
  ];
}

/** Somebody assumed it, tried to, or gave it to a service. Calls that do not tell of which role they were may be of this one. */
function takenSigns(role: IamRole, activity: Activity | undefined, options: PlanOptions): readonly string[] {
  if (activity === undefined) return [];
  const taken = takingCalls(activity).find(
    ({ call }) => isInWindow(call, options) && (call.resources.length === 0 || call.resources.some(isIt)),
  );
  if (taken === undefined) return [];
  const { call, by } = taken;
  const which = call.resources.length === 0 ? "some role, perhaps this one" : "it";
  return [`${by} called ${call.action} on ${which} at ${call.last} (event ${call.example})`];

  function isIt(resource: string): boolean {
    const named = parseArn(resource);
    if (named?.service === "iam" && named.resource.startsWith("role/") && !/[*?]/.test(resource)) {
      return named.account === parseArn(role.arn)?.account && arnName(resource) === role.name;
    }
    return globMatches(compileGlob(resource), role.arn);
  }
}

const taking: ReadonlySet<string> = new Set([
  "sts:AssumeRole",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
  "iam:PassRole",
]);

interface TakingCall {
  readonly by: string;
  readonly call: RecordedCall;
}

/** Of all principals, once for all the roles that are asked about. */
function takingCalls(activity: Activity): readonly TakingCall[] {
  const known = takings.get(activity);
  if (known !== undefined) return known;
  const found = activity.principals.flatMap(({ arn, calls }) =>
    calls.filter(({ action }) => taking.has(action)).map((call) => ({ by: arn, call })),
  );
  takings.set(activity, found);
  return found;
}

const takings = new WeakMap<Activity, readonly TakingCall[]>();
