import { assumeStatements, trustPolicy } from "../../iam/index.ts";
import type { IamRole, IdentityProvider } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { logs } from "../behaviour/examples.ts";
import { dayMs, notComplete, timeText, withoutLogs } from "../behaviour/questions.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, document, identities, role } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { iamArn, roleTrusting, unreadableTrust } from "../policies/examples.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * A SAML or OIDC provider by which nobody came in for long. It is judged by the roles that trust it: none at all, or none that
 * was used since. A role that others may assume as well may have been used by them: then the logs tell, where they were given.
 * Identity pools of Amazon Cognito and AWS Client VPN use providers without a role; they are not looked at.
 */
export const use10IdentityProviderUnused: Check<"identity-provider"> = defineCheck({
  id: "USE-10",
  title: "Identity provider unused",
  severity: "low",
  subject: "identity-provider",
  needs: ["identity-providers", "authorization-details"],
  risk: "Whoever takes over the forgotten provider, or its domain, signs tokens that this account believes.",
  remediation: {
    text: "Delete the provider, after making sure that no Cognito identity pool and no Client VPN endpoint uses it.",
    cli: "aws iam delete-open-id-connect-provider --open-id-connect-provider-arn <ARN>",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers.html",
    "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/federated-authentication.html",
  ],
  parameters: {
    unusedDays: { default: 90, unit: "days", meaning: "A provider by which nobody came in for so long is unused." },
  },

  evaluate({ arn, kind }, context): Verdict {
    const {
      snapshot,
      parameters: { unusedDays },
    } = context;
    const roles = (snapshot.identities?.roles ?? []).toSorted((a, b) => compareText(a.arn, b.arn));
    const trusting = roles.filter((one) => trusts(one, arn));
    const cli =
      kind === "saml" && /^[\w:/.@+=,-]+$/.test(arn)
        ? { cli: `aws iam delete-saml-provider --saml-provider-arn ${arn}` }
        : {};
    const evidence = [
      { source: "authorization-details", field: "roles that trust it", value: trusting.map((one) => one.arn) },
    ];
    const unread = roles.find((one) => trustPolicy(one).problems.length > 0);
    if (trusting.length === 0) {
      return unread === undefined
        ? { status: "FAIL", reason: "No role trusts the provider.", evidence, ...cli }
        : {
            status: "UNKNOWN",
            reason: `No role is known to trust the provider; the trust policy of ${unread.name} could not be read.`,
            evidence,
          };
    }
    const uses = trusting.map((one) => lastUseOf(one, arn, kind, context));
    const used = uses.find((use) => use.kind === "used");
    if (used !== undefined) return { status: "PASS", reason: sentence(used.text), evidence };
    const unsure = uses.find((use) => use.kind === "unsure");
    if (unsure !== undefined) return { status: "UNKNOWN", reason: sentence(unsure.text), evidence };
    const names = listedUpTo(
      trusting.map(({ name }) => name),
      3,
    );
    return {
      status: "FAIL",
      reason: `No role that trusts the provider was used for ${unusedDays} days: ${names}.`,
      evidence,
      ...cli,
    };
  },

  examples: [
    {
      name: "no role trusts it",
      given: gitlab(),
      snapshot: { identities: identities({ roles: [role()] }) },
      expect: "FAIL",
    },
    {
      name: "its only role was used 90.0 days ago",
      given: gitlab(),
      snapshot: trusted({ lastUsed: { at: daysAgo(90) } }),
      expect: "FAIL",
    },
    {
      name: "its only role was used 89.9 days ago",
      given: gitlab(),
      snapshot: trusted({ lastUsed: { at: daysAgo(89.9) } }),
      expect: "PASS",
    },
    { name: "its only role was never used", given: gitlab(), snapshot: trusted({ lastUsed: "never" }), expect: "FAIL" },
    {
      name: "its only role was made today",
      given: gitlab(),
      snapshot: trusted({ lastUsed: "never", createdAt: daysAgo(0.5) }),
      expect: "UNKNOWN",
    },
    {
      name: "its only role may be assumed by others too",
      given: gitlab(),
      snapshot: forOthersToo(),
      expect: "UNKNOWN",
    },
    {
      name: "its only role may be assumed by others too, and the logs show that the provider let somebody in",
      given: gitlab(),
      snapshot: forOthersToo(),
      behaviour: logs(95, {
        days: 3,
        name: "AssumeRoleWithWebIdentity",
        source: "sts",
        identity: { type: "WebIdentityUser" },
        request: { roleArn: roleTrusting("*").arn, roleSessionName: "job" },
      }),
      expect: "PASS",
    },
    {
      name: "its only role may be assumed by others too, and the logs of 95 days show nobody of the provider",
      given: gitlab(),
      snapshot: forOthersToo(),
      behaviour: logs(95),
      expect: "FAIL",
    },
    {
      name: "its only role may be assumed by others too, and the logs of 30 days show nobody of the provider",
      given: gitlab(),
      snapshot: forOthersToo(),
      behaviour: logs(30),
      expect: "UNKNOWN",
    },
    {
      name: "a trust policy that cannot be read",
      given: gitlab(),
      snapshot: { identities: identities({ roles: [unreadableTrust] }) },
      expect: "UNKNOWN",
    },
    {
      name: "used after the clock",
      given: gitlab(),
      snapshot: trusted({ lastUsed: { at: daysAgo(-1) } }),
      expect: "UNKNOWN",
    },
  ],
});

interface ProviderUse {
  readonly kind: "used" | "unused" | "unsure";
  readonly text: string;
}

function trusts(one: IamRole, arn: string): boolean {
  return assumeStatements(one).some(
    ({ effect, principal }) =>
      effect === "Allow" && principal?.kind === "Principal" && principal.Federated.includes(arn),
  );
}

function lastUseOf(
  one: IamRole,
  arn: string,
  kind: IdentityProvider["kind"],
  context: CheckContext<"unusedDays">,
): ProviderUse {
  const {
    now,
    parameters: { unusedDays: days },
  } = context;
  const { lastUsed, createdAt, name } = one;
  const since = lastUsed === "never" ? createdAt : lastUsed?.at;
  if (since === undefined)
    return { kind: "unsure", text: `when role ${name} was used, or made, the answer does not say` };
  const age = ageOf(since, now);
  if (age.kind === "unknown") return { kind: "unsure", text: `role ${name}: ${age.because}` };
  if (age.days >= days) return { kind: "unused", text: "" };
  const ago = formatDays(age.days);
  if (lastUsed === "never") return { kind: "unsure", text: `role ${name} is only ${ago} old and was not used yet` };
  if (isForOthersToo(one, arn)) {
    const seen = seenInLogs(one, arn, kind, context);
    if (seen !== undefined) return seen;
    return {
      kind: "unsure",
      text: `role ${name} was used ${ago} ago, but others than the provider may assume it: give the logs a look (sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity)`,
    };
  }
  return { kind: "used", text: `role ${name}, which only the provider lets in, was used ${ago} ago` };
}

/** By the way in which providers hand out roles; undefined: the logs do not tell. */
function seenInLogs(
  one: IamRole,
  arn: string,
  kind: IdentityProvider["kind"],
  context: CheckContext<"unusedDays">,
): ProviderUse | undefined {
  const { behaviour, now, parameters } = context;
  if (behaviour === undefined || withoutLogs(context) !== undefined) return undefined;
  const eventName = kind === "saml" ? "AssumeRoleWithSAML" : "AssumeRoleWithWebIdentity";
  const since = now - parameters.unusedDays * dayMs;
  const last = behaviour.sessions.findLast(
    ({ role, event }) => role === one.arn && event.eventName === eventName && event.ms >= since,
  );
  if (last === undefined) {
    return notComplete(behaviour, ["sessions"], since, now) === undefined ? { kind: "unused", text: "" } : undefined;
  }
  const providers = new Set(assumeStatements(one).flatMap(({ principal }) => principal?.Federated ?? []));
  if ([...providers].some((name) => name !== arn)) return undefined;
  return { kind: "used", text: `role ${one.name} was taken by ${eventName} at ${timeText(last.event.ms)}` };
}

function isForOthersToo(one: IamRole, arn: string): boolean {
  return assumeStatements(one).some(
    ({ effect, principal }) =>
      effect === "Allow" &&
      principal !== undefined &&
      (principal.kind === "NotPrincipal" ||
        principal.AWS.length + principal.Service.length > 0 ||
        principal.Federated.some((name) => name !== arn)),
  );
}

/** A function, since examples are made before constants below them. */
function gitlab(): IdentityProvider {
  return { arn: iamArn("oidc-provider/gitlab.com"), kind: "oidc", url: "gitlab.com" };
}

function trusted(parts: Partial<IamRole>) {
  const one = { ...roleTrusting({ Federated: gitlab().arn }, undefined, "sts:AssumeRoleWithWebIdentity"), ...parts };
  return { identities: identities({ roles: [one, role({ name: "other", arn: iamArn("role/other") })] }) };
}

function forOthersToo() {
  return trusted({
    trustPolicy: document(
      { Effect: "Allow", Principal: { Federated: gitlab().arn }, Action: "sts:AssumeRoleWithWebIdentity" },
      { Effect: "Allow", Principal: { AWS: iamArn("root") }, Action: "sts:AssumeRole" },
    ),
  });
}
