import { parseStored } from "../../iam/index.ts";
import {
  type IamPolicy,
  type Identities,
  isServiceLinked,
  type LastAccessed,
  type Snapshot,
} from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, document, group, identities, lastAccessed, policy, user } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { allow, iamArn } from "../policies/examples.ts";
import { useWithin } from "../usage/service-use.ts";
import { usageDoubt, usageParameters } from "../usage/usage-evidence.ts";
import { usageSubjects } from "../usage/usage-subjects.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * A managed policy of which nobody who has it used any of its services. Access Advisor counts the use of a service, not by
 * which policy it was allowed: a policy whose services are used by the right of another one passes. Last accessed details
 * of the policy itself answer for all of its holders.
 */
export const use08ManagedPolicyUnused: Check<"policy"> = defineCheck({
  id: "USE-08",
  title: "Managed policy nobody uses",
  severity: "low",
  subject: "policy",
  needs: ["authorization-details", "service-last-accessed"],
  risk: "Permissions that nobody needs serve only whoever takes one of the identities over.",
  remediation: {
    text: "Detach the policy from everybody who has it; when nobody misses it, delete it.",
    cli: "aws iam list-entities-for-policy --policy-arn <POLICY_ARN>  # then: aws iam detach-role-policy, detach-user-policy, detach-group-policy",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"],
  foldsUnknown: true,
  parameters: usageParameters,

  evaluate(subject, context): Verdict {
    const { identities: all } = context.snapshot;
    if (all === undefined) return { status: "UNKNOWN", reason: "The account's identities are not known." };
    const holders = holdersOf(all, subject.arn);
    if (holders.length === 0) return { status: "NOT_APPLICABLE", reason: "Nobody has this policy by attachment." };
    const services = servicesOf(subject);
    if (services === undefined) {
      return {
        status: "UNKNOWN",
        reason: "Which services the policy allows is not known: its document could not be read.",
      };
    }
    if (services !== "any" && services.size === 0)
      return { status: "NOT_APPLICABLE", reason: "The policy allows nothing." };
    const answers = usageByArn(context.snapshot);
    const ofPolicy = answers.get(subject.arn);
    if (ofPolicy === undefined && !holders.some((arn) => answers.has(arn))) {
      return { status: "UNKNOWN", reason: "There are no last accessed details of anybody who has the policy." };
    }
    const uses = (ofPolicy ? [ofPolicy] : holders.map((arn) => answers.get(arn) ?? arn)).map((answer) =>
      lastUseOf(answer, services, context),
    );
    const used = uses.find(({ kind }) => kind === "used");
    if (used !== undefined) return { status: "PASS", reason: sentence(used.text) };
    const doubts = uses.filter(({ kind }) => kind === "doubt");
    if (doubts.length > 0) {
      const more = doubts.length === 1 ? "" : ` (and of ${doubts.length - 1} more)`;
      return { status: "UNKNOWN", reason: sentence(`${doubts[0]?.text ?? ""}${more}`) };
    }
    const names = services === "any" ? "any service" : `a service of it (${listedUpTo([...services].toSorted(), 6)})`;
    return {
      status: "FAIL",
      reason: `Of ${holders.length} who ${holders.length === 1 ? "has" : "have"} the policy nobody used ${names} for ${context.parameters.windowDays} days.`,
      evidence: [{ source: "authorization-details", field: "holders", value: holders }],
    };
  },

  examples: [
    { name: "its service was never used", ...having("s3"), expect: "FAIL" },
    { name: "its service was used 90.0 days ago", ...having("s3", daysAgo(90)), expect: "FAIL" },
    { name: "its service was used 89.9 days ago", ...having("s3", daysAgo(89.9)), expect: "PASS" },
    { name: "another service was used", ...having("ec2", daysAgo(1)), expect: "FAIL" },
    { name: "everything, and any service was used", ...having("ec2", daysAgo(1), "*"), expect: "PASS" },
    {
      name: "a member of a group that has it, and no details of that member",
      given: policy(),
      snapshot: {
        identities: identities({
          users: [user({ name: "bob", groups: ["engineers"] })],
          groups: [group({ attachedPolicies: [{ name: policy().name, arn: policy().arn }] })],
        }),
        lastAccessed: [lastAccessed()],
      },
      expect: "UNKNOWN",
    },
    {
      name: "details of the policy itself",
      given: policy(),
      snapshot: {
        ...having("s3").snapshot,
        lastAccessed: [
          lastAccessed({
            arn: policy().arn,
            services: [{ namespace: "s3", name: "S3", lastAuthenticated: daysAgo(3) }],
          }),
        ],
      },
      expect: "PASS",
    },
    {
      name: "the job failed",
      given: policy(),
      snapshot: { ...having("s3").snapshot, lastAccessed: [lastAccessed({ jobStatus: "FAILED" })] },
      expect: "UNKNOWN",
    },
    {
      name: "nobody has it",
      given: policy(),
      snapshot: { identities: identities(), lastAccessed: [] },
      expect: "NOT_APPLICABLE",
    },
  ],
});

type PolicyUse = { readonly kind: "used" | "unused" | "doubt"; readonly text: string };

function lastUseOf(
  answer: LastAccessed | string,
  services: ReadonlySet<string> | "any",
  { snapshot, now, parameters }: CheckContext<"windowDays" | "evidenceMaxAgeDays">,
): PolicyUse {
  if (typeof answer === "string") return { kind: "doubt", text: `there are no last accessed details of ${answer}` };
  const uses = answer.services
    .filter(({ namespace }) => services === "any" || services.has(namespace))
    .map(({ namespace, lastAuthenticated }) => ({
      namespace,
      use: useWithin(lastAuthenticated, now, parameters.windowDays),
    }));
  const who = answer.arn ?? "somebody who has it";
  const used = uses.find(({ use }) => use.kind === "used");
  if (used !== undefined) {
    return { kind: "used", text: `${who} used ${used.namespace} within ${parameters.windowDays} days` };
  }
  const dates = uses.flatMap(({ use }) => (use.kind === "doubt" ? [use.because] : []));
  const doubt = usageDoubt(answer, snapshot, parameters) ?? dates[0];
  return doubt === undefined ? { kind: "unused", text: "" } : { kind: "doubt", text: `${who}: ${doubt}` };
}

/** Prefixes of the services that the policy allows something of; `any`: not to be told by name. */
function servicesOf({ document: stored }: IamPolicy): ReadonlySet<string> | "any" | undefined {
  const { statements, problems } = parseStored(stored);
  if (problems.length > 0) return undefined;
  const prefixes = statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ action }) =>
      action.kind === "NotAction" ? ["*"] : action.patterns.map((pattern) => pattern.split(":")[0] ?? "*"),
    );
  return prefixes.some((prefix) => /[*?]/.test(prefix))
    ? "any"
    : new Set(prefixes.map((prefix) => prefix.toLowerCase()));
}

const holdersOfAccounts: WeakMap<Identities, Map<string, readonly string[]>> = new WeakMap();

function holdersOf(all: Identities, arn: string): readonly string[] {
  const known = holdersOfAccounts.get(all) ?? new Map<string, readonly string[]>();
  holdersOfAccounts.set(all, known);
  const before = known.get(arn);
  if (before !== undefined) return before;
  const has = ({ attachedPolicies }: Pick<IamPolicyHolder, "attachedPolicies">): boolean =>
    attachedPolicies.some((one) => one.arn === arn);
  const groups = new Set(all.groups.filter(has).map(({ name }) => name));
  const found = [
    ...all.users.filter((one) => has(one) || one.groups.some((name) => groups.has(name))),
    ...all.roles.filter((one) => !isServiceLinked(one) && has(one)),
  ]
    .map((one) => one.arn)
    .sort(compareText);
  known.set(arn, found);
  return found;
}

type IamPolicyHolder = Identities["groups"][number];

const usageOf: WeakMap<Snapshot, ReadonlyMap<string, LastAccessed>> = new WeakMap();

function usageByArn(snapshot: Snapshot): ReadonlyMap<string, LastAccessed> {
  const known =
    usageOf.get(snapshot) ??
    new Map(usageSubjects(snapshot).flatMap((one) => (one.arn === undefined ? [] : [[one.arn, one] as const])));
  usageOf.set(snapshot, known);
  return known;
}

/** User `ana` has the policy, and used this service. */
function having(namespace: string, lastAuthenticated?: string, action: string = "s3:GetObject") {
  const given = policy({ arn: iamArn("policy/read-logs"), document: document(allow(action)) });
  const service = { namespace, name: namespace, ...(lastAuthenticated !== undefined && { lastAuthenticated }) };
  return {
    given,
    snapshot: {
      identities: identities({
        users: [user({ attachedPolicies: [{ name: given.name, arn: given.arn }] })],
        policies: [given],
      }),
      lastAccessed: [lastAccessed({ services: [service] })],
    },
  };
}
