import { conditionsMayHold } from "./condition-holds.ts";
import type { Gain, StepQuestion } from "./escalation-step.ts";
import { candidates } from "./escalation-targets.ts";
import { powerOf, powerText } from "./powers.ts";
import type { CountsStatement } from "./principal-access.ts";
import { trustsService } from "./trust.ts";

/**
 * It hands a role to a service and makes the service work for it. The role must trust the service and be worth
 * having; a condition on `iam:PassedToService` must let the service through. EC2 also wants an instance profile for the
 * role, which anybody may have made by tomorrow, so that a role without one counts. Where it must give the
 * role to work that is there already, it is possible only.
 */
export function* passRole({ method, principal, account, allowed, wide, worth }: StepQuestion): Iterable<Gain> {
  const others = method.actions.filter((action) => action !== "iam:PassRole");
  const work = allowed(others, "*");
  if (work === undefined) return;
  const { workload } = method;
  const on = workload === undefined ? "" : ` on ${withArticle(workload)}, if there is one`;
  const isOnAny = workload !== undefined && wide(others, "any") !== undefined;
  for (const service of method.services) {
    const counts = passesTo(service);
    for (const role of candidates(account.mightyRolesFor(service), ["iam:PassRole"], { principal, allowed }, counts)) {
      const more = worth(role);
      if (more === "no") continue;
      const pass = allowed(["iam:PassRole"], role.arn, counts);
      if (pass === undefined) continue;
      const isTrusted = "trustPolicy" in role.entity && trustsService(role.entity, service);
      yield {
        target: role.arn,
        how: `pass role ${role.name} (${powerText(role)}) to ${service} with ${others.join(", ")}${on}`,
        power: powerOf(role),
        certainty: more === "yes" && isTrusted && workload === undefined ? "certain" : "possible",
        ...(isOnAny && more === "yes" && isTrusted && { onAnyWork: true }),
        conditional: false,
        proof: [...work, ...pass],
      };
    }
  }
}

/** Grants whose conditions let the service through; the same function for all who ask about it. */
function passesTo(service: string): CountsStatement {
  const known = counting.get(service);
  if (known !== undefined) return known;
  const facts = new Map([["iam:passedtoservice", service]]);
  const counts: CountsStatement = ({ statement }) => conditionsMayHold(statement.conditions, facts);
  counting.set(service, counts);
  return counts;
}

const counting: Map<string, CountsStatement> = new Map();

/**
 * It takes over work that a service does already. Whether any function, stack or instance runs as a role is not in a
 * snapshot, so that it is never certain; where the grant is on all of them, the first that runs as the role is enough.
 */
export function* runsAs({ method, account, allowed, wide, worth }: StepQuestion): Iterable<Gain> {
  const everywhere = wide(method.actions, "any");
  const somewhere = everywhere ?? allowed(method.actions, "*");
  if (somewhere === undefined) return;
  for (const service of method.services) {
    for (const role of account.mightyRolesFor(service)) {
      const more = worth(role);
      if (more === "no") continue;
      yield {
        target: role.arn,
        how: `use ${method.actions.join(", ")} on ${withArticle(method.workload ?? "workload")}, if one runs as role ${role.name} (${powerText(role)})`,
        power: powerOf(role),
        certainty: "possible",
        ...(everywhere && more === "yes" && { onAnyWork: true }),
        conditional: false,
        proof: somewhere,
      };
      // The others are the same but for their names.
      if (everywhere === undefined) return;
    }
  }
}

function withArticle(workload: string): string {
  return /^[aeiou]/i.test(workload) ? `an ${workload}` : `a ${workload}`;
}
