import { compileGlob, globMatches } from "../../iam/index.ts";
import { isServiceLinked, type Json, Problem } from "../../model/index.ts";
import {
  createPlanner,
  isPlanFile,
  type PlanOptions,
  planRightsize,
  type RightsizeFacts,
  type RightsizePlan,
  readPlan,
  recheckPlan,
  type Verification,
  type VerifyCheck,
  verifyPlan,
} from "../../rightsize/index.ts";

/** The plan for one user or role. Throws a Problem when the inputs do not have it, naming those that are near. */
export function planFor(principal: string, facts: RightsizeFacts, options: PlanOptions): RightsizePlan {
  return planRightsize(principalArn(principal, facts), facts, options);
}

/**
 * Plans for several, or for all users and roles that are neither protected nor an AWS service's, in the order of the inputs.
 * Each is the same as if it were made alone; they come one by one, so that none needs to be kept. Throws a Problem before
 * the first one when the inputs do not have one of them.
 */
export function plansFor(
  principals: readonly string[] | "all",
  facts: RightsizeFacts,
  options: PlanOptions,
): Iterable<RightsizePlan> {
  const arns = principals === "all" ? everybody(facts, options) : principals.map((one) => principalArn(one, facts));
  const planner = createPlanner(facts, options);
  return (function* () {
    for (const arn of new Set(arns)) yield planner.plan(arn);
  })();
}

/** `role-worker.json`: names of users and of roles are unique in an account. */
export function planFileName({ principal: { type, name } }: RightsizePlan): string {
  return `${type}-${name}.json`;
}

/**
 * A plan as it is stored: JSON, indented by two. The inputs are most of it, and the same list in the plans that were made
 * together, so that they are written once.
 */
export function planText(plan: RightsizePlan): string {
  const text = JSON.stringify({ ...plan, inputs: [] }, null, 2);
  const inputs = inputTexts.get(plan.inputs) ?? JSON.stringify({ inputs: plan.inputs }, null, 2).slice(1, -2);
  inputTexts.set(plan.inputs, inputs);
  // Only the members of the plan itself stand two spaces from the line's start, and no text in JSON holds a line break.
  const at = text.indexOf(emptyInputs);
  return `${text.slice(0, at)}${inputs}${text.slice(at + emptyInputs.length)}\n`;
}

const emptyInputs = '\n  "inputs": []';
const inputTexts = new WeakMap<RightsizePlan["inputs"], string>();

function everybody({ identities }: RightsizeFacts, { protect }: PlanOptions): readonly string[] {
  const patterns = protect.filter((pattern) => pattern.startsWith("arn:")).map(compileGlob);
  const own = identities.roles.filter((role) => !isServiceLinked(role) && !role.path.startsWith("/aws-reserved/"));
  return [...identities.users, ...own]
    .map(({ arn }) => arn)
    .filter((arn) => !patterns.some((pattern) => globMatches(pattern, arn)));
}

/** A plan that was read; what it is about is needed to read its inputs. */
export interface SavedRightsizePlan {
  readonly principal: string;
  readonly asOf: string;
  /** It was asked for to disable the principal if nothing was used. */
  readonly isDisabling: boolean;
  /** Days of its window, where resources may be narrowed in it: then the logs must be shown to be whole. */
  readonly narrowingDays?: number;
  check(facts: RightsizeFacts, expected: ExpectedPlan): Verification;
  /** Whether what is known at another time, `asOf`, still bears it out. */
  checkNow(facts: RightsizeFacts, asOf: string): readonly VerifyCheck[];
}

/** One that was edited so that it does not even say what it is about: no inputs are needed to see that it does not hold. */
export interface UnreadablePlan {
  readonly failed: Verification;
}

/** What the user says the plan is about. */
export interface ExpectedPlan {
  readonly principal?: string;
  readonly asOf?: string;
}

/** Throws a Problem when the text is no JSON, or JSON of something else. */
export function verifySaved(text: string, file: string): SavedRightsizePlan | UnreadablePlan {
  let json: Json;
  try {
    // JSON.parse gives nothing but JSON.
    json = JSON.parse(text) as Json;
  } catch (cause) {
    throw new Problem("input.malformed", "The plan is no JSON.", { location: { file }, cause });
  }
  if (!isPlanFile(json)) {
    throw new Problem("input.malformed", "It is no rightsize plan.", {
      location: { file },
      hint: "Name a file that `trailproof rightsize plan` wrote.",
    });
  }
  const plan = readPlan(json);
  if (typeof plan === "string") {
    return { failed: { holds: false, checks: [{ name: "plan", ok: false, detail: plan }] } };
  }
  const { principal } = plan;
  const { asOf, disableUnused, level, windowDays } = plan.options;
  return {
    principal,
    asOf,
    isDisabling: disableUnused === true,
    ...(level === "resource" && { narrowingDays: windowDays }),
    check(facts, expected) {
      const { checks } = verifyPlan(json, facts);
      const all = [...checks, ...expectations({ principal, asOf }, expected, facts)];
      return { holds: all.every(({ ok }) => ok), checks: all };
    },
    checkNow: (facts, clock) => recheckPlan(json, facts, clock),
  };
}

function expectations(
  plan: Required<ExpectedPlan>,
  expected: ExpectedPlan,
  facts: RightsizeFacts,
): readonly VerifyCheck[] {
  const wanted = expected.principal === undefined ? undefined : wantedArn(expected.principal, plan.principal, facts);
  const isOther = wanted !== undefined && wanted !== plan.principal;
  const isLater = expected.asOf !== undefined && Date.parse(expected.asOf) !== Date.parse(plan.asOf);
  return [
    ...(isOther
      ? [{ name: "principal", ok: false, detail: `the plan is about ${plan.principal}, not ${wanted}` }]
      : []),
    ...(isLater ? [{ name: "as-of", ok: false, detail: `the plan is as of ${plan.asOf}, not ${expected.asOf}` }] : []),
  ];
}

/** Whom the inputs do not have any more, the plan cannot be about. */
function wantedArn(principal: string, planned: string, { identities }: RightsizeFacts): string {
  const named = [...identities.users, ...identities.roles].filter(
    ({ name, arn }) => name === principal || arn === principal,
  );
  return named.find(({ arn }) => arn === planned)?.arn ?? named[0]?.arn ?? principal;
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
