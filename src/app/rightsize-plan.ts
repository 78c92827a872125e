import { type Json, Problem } from "../model/index.ts";
import {
  type PlanOptions,
  planRightsize,
  type RightsizeFacts,
  type RightsizePlan,
  readPlan,
  type Verification,
  type VerifyCheck,
  verifyPlan,
} from "../rightsize/index.ts";

/** The plan for one user or role. Throws a Problem when the inputs do not have it, naming those that are near. */
export function planFor(principal: string, facts: RightsizeFacts, options: PlanOptions): RightsizePlan {
  return planRightsize(principalArn(principal, facts), facts, options);
}

/** A plan that was read; what it is about is needed to read its inputs. */
export interface SavedRightsizePlan {
  readonly principal: string;
  readonly asOf: string;
  check(facts: RightsizeFacts, expected: ExpectedPlan): Verification;
}

/** What the user says the plan is about. */
export interface ExpectedPlan {
  readonly principal?: string;
  readonly asOf?: string;
}

/** Throws a Problem when the text is no JSON; JSON that is no plan fails the first check. */
export function verifySaved(text: string, file: string): SavedRightsizePlan {
  let json: Json;
  try {
    // JSON.parse gives nothing but JSON.
    json = JSON.parse(text) as Json;
  } catch (cause) {
    throw new Problem("input.malformed", "The plan is no JSON.", { location: { file }, cause });
  }
  const plan = readPlan(json);
  const principal = typeof plan === "string" ? "" : plan.principal;
  const asOf = typeof plan === "string" ? "" : plan.options.asOf;
  return {
    principal,
    asOf,
    check(facts, expected) {
      const { checks } = verifyPlan(json, facts);
      const all = [...checks, ...expectations({ principal, asOf }, expected, facts)];
      return { holds: all.every(({ ok }) => ok), checks: all };
    },
  };
}

function expectations(
  plan: Required<ExpectedPlan>,
  expected: ExpectedPlan,
  facts: RightsizeFacts,
): readonly VerifyCheck[] {
  const wanted = expected.principal === undefined ? undefined : principalArn(expected.principal, facts);
  const isOther = wanted !== undefined && wanted !== plan.principal;
  const isLater = expected.asOf !== undefined && Date.parse(expected.asOf) !== Date.parse(plan.asOf);
  return [
    ...(isOther
      ? [{ name: "principal", ok: false, detail: `the plan is about ${plan.principal}, not ${wanted}` }]
      : []),
    ...(isLater ? [{ name: "as-of", ok: false, detail: `the plan is as of ${plan.asOf}, not ${expected.asOf}` }] : []),
  ];
}

/** An ARN as it is; a name stands for the user or role that has it. */
function principalArn(principal: string, { identities }: RightsizeFacts): string {
  const named = [...identities.users, ...identities.roles].filter(
    ({ name, arn }) => name === principal || arn === principal,
  );
  if (/^arn:[^:]*:iam::\d{12}:root$/.test(principal)) return principal;
  const [only] = named;
  if (only !== undefined && named.length === 1) return only.arn;
  throw new Problem(
    "cli.usage",
    `${JSON.stringify(principal)} is ${only === undefined ? "no" : "more than one"} user or role of the inputs.`,
    {
      hint: "Give its ARN.",
    },
  );
}
