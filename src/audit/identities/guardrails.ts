import {
  type CompiledLayer,
  compileLayer,
  layerOutcome,
  parsePolicy,
  type RequestPrincipal,
  requestContext,
} from "../../iam/index.ts";
import type { Organization, ServiceControlPolicy, Snapshot } from "../../model/index.ts";

/** Something that service control policies should forbid in every account. */
export interface Guardrail {
  /** As half a sentence: `leaving the organization`. */
  readonly what: string;
  /** Every one of these calls must be denied. */
  readonly calls: readonly GuardedCall[];
}

interface GuardedCall {
  readonly action: string;
  /** What it would be about, in the account. */
  readonly resources: readonly string[];
  readonly by: "user" | "root";
}

/** Who an SCP keeps from it. `conditional`: it hangs on keys of the request; `elsewhere`: attached to parts of the organisation. */
export interface GuardrailState {
  readonly kind: "everywhere" | "elsewhere" | "conditional" | "missing";
  /** Half a sentence, where there is something to say. */
  readonly note?: string;
}

/**
 * Source: AWS Organizations User Guide, "Example service control policies"; AWS Control Tower User Guide, "Mandatory
 * controls". Root's own calls are asked as samples of several services.
 */
export function guardrails({ partition, trails = [] }: Snapshot, member: string): readonly Guardrail[] {
  const named = trails.filter(({ isOrganizationTrail }) => isOrganizationTrail).map(({ name }) => name);
  const trailArns = (named.length === 0 ? ["any"] : named).map(
    (name) => `arn:${partition}:cloudtrail:us-east-1:${member}:trail/${name}`,
  );
  const by = (who: GuardedCall["by"], resources: readonly string[], ...actions: readonly string[]) =>
    actions.map((action): GuardedCall => ({ action, resources, by: who }));
  const detector = [`arn:${partition}:guardduty:us-east-1:${member}:detector/12abc34d567e8fa901bc2d34e56789f0`];
  return [
    { what: "leaving the organization", calls: by("user", ["*"], "organizations:LeaveOrganization") },
    {
      what: "stopping or deleting a trail",
      calls: by("user", trailArns, "cloudtrail:StopLogging", "cloudtrail:DeleteTrail"),
    },
    {
      what: "disabling GuardDuty",
      calls: by("user", detector, "guardduty:DeleteDetector", "guardduty:UpdateDetector"),
    },
    {
      what: "stopping AWS Config",
      calls: by("user", ["*"], "config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder"),
    },
    {
      what: "acting as root",
      calls: [
        ...by("root", [`arn:${partition}:s3:::example`], "s3:CreateBucket"),
        ...by("root", [`arn:${partition}:iam::${member}:user/example`], "iam:CreateUser"),
        ...by("root", [`arn:${partition}:ec2:us-east-1:${member}:instance/i-0example`], "ec2:RunInstances"),
      ],
    },
  ];
}

/** Asks the policies that are attached somewhere, by evaluation and not by their text. */
export function guardrailState(
  { calls }: Guardrail,
  { accounts, managementAccount }: Organization,
  policies: readonly ServiceControlPolicy[],
  member: string,
  partition: string,
): GuardrailState {
  const rooted = layerOf(policies.filter(({ targets }) => targets.some(isRoot)));
  const anywhere = layerOf(policies.filter(({ targets }) => targets.length > 0));
  const whole = answer(rooted);
  if (whole.denies === "yes") return { kind: "everywhere" };
  const members = (accounts ?? []).filter(({ id, status }) => id !== managementAccount && status !== "SUSPENDED");
  const attachedTo = (id: string) =>
    layerOf(policies.filter(({ targets }) => targets.some((target) => isRoot(target) || target === id)));
  if (members.length > 0 && members.every(({ id }) => answer(attachedTo(id), id).denies === "yes")) {
    return { kind: "everywhere" };
  }
  const some = answer(anywhere);
  if (some.denies === "yes") {
    const targets = [...new Set(policies.flatMap((policy) => policy.targets))].filter((target) => !isRoot(target));
    return { kind: "elsewhere", note: `attached to ${targets.slice(0, 5).join(", ")}` };
  }
  if (some.denies === "unknown") {
    const keys = [...new Set(some.keys)].join(", ");
    return { kind: "conditional", note: keys === "" ? "a policy cannot be read" : `it hangs on ${keys}` };
  }
  return { kind: "missing" };

  function answer(layer: CompiledLayer, account: string = member) {
    const outcomes = calls.flatMap(({ action, resources, by }) =>
      resources.map((resource) => {
        const principal = principalOf(by, account, partition);
        const context = requestContext({}, { principal });
        const asked = { principal, action, resource: resource.replaceAll(member, account), context };
        return layerOutcome(layer, asked, "serviceControl");
      }),
    );
    const denies = outcomes.every((outcome) => outcome.denies === "yes")
      ? ("yes" as const)
      : outcomes.every((outcome) => outcome.denies !== "no")
        ? ("unknown" as const)
        : ("no" as const);
    return { denies, keys: outcomes.flatMap(({ unknownKeys }) => unknownKeys) };
  }
}

function isRoot(target: string): boolean {
  return /^r-[0-9a-z]{4,32}$/.test(target);
}

function layerOf(policies: readonly ServiceControlPolicy[]): CompiledLayer {
  return compileLayer(policies.map(({ name, document }) => ({ name, policy: parsePolicy(document) })));
}

/** An ordinary user with no tags that anybody knows: exempted roles are somebody else. */
function principalOf(by: GuardedCall["by"], account: string, partition: string): RequestPrincipal {
  return by === "root"
    ? { kind: "root", arn: `arn:${partition}:iam::${account}:root`, account }
    : { kind: "user", arn: `arn:${partition}:iam::${account}:user/example`, account };
}
