import {
  actionCatalogue,
  assumeStatements,
  compileGlob,
  expandElement,
  globMatches,
  type PrincipalAccess,
  type Statement,
} from "../../iam/index.ts";
import type { IamRole, Json } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { identities, role } from "../examples/example-builders.ts";
import {
  allow,
  deny,
  iamArn,
  inline,
  roleTrusting,
  serviceLinkedRole,
  uncollectedPolicy,
  unreadableTrust,
} from "../policies/examples.ts";
import { requires } from "../policies/limiting-keys.ts";
import { trustEvidence, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";
import { sentence } from "../verdict.ts";

/**
 * A role for the guests and users of an identity pool that any pool, of any account, may hand out (no `aud`), that does not
 * say whether it is for guests (no `amr`), or that lets guests change something. What Cognito's own wizard gives guests
 * (cognito-sync, mobileanalytics) does not count as a change. Whether guests are enabled in the pool is not looked at.
 */
export const trust07CognitoTrustWithoutLimits: Check<"role"> = defineCheck({
  id: "TRUST-07",
  title: "Cognito role trust without aud or amr",
  severity: "high",
  subject: "role",
  needs: ["authorization-details"],
  risk: "Anybody on the internet gets the role's credentials from Cognito without signing in, or from a pool of their own.",
  remediation: {
    text: "Require your identity pool (StringEquals cognito-identity.amazonaws.com:aud) and who it is for (ForAnyValue:StringLike ...:amr).",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html",
    "https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
  ],
  parameters: {},

  evaluate(subject, { access }) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const statements = assumeStatements(subject, "sts:AssumeRoleWithWebIdentity").filter(
      ({ effect, principal }) =>
        effect === "Allow" && principal?.kind === "Principal" && principal.Federated.includes(cognito),
    );
    if (statements.length === 0) {
      return unlessUnreadable(subject, { status: "NOT_APPLICABLE", reason: "The role does not trust Amazon Cognito." });
    }
    const evidence = statements.map((statement) => trustEvidence(statement, cognito));
    if (statements.some(({ conditions }) => !requires(conditions, audience, isOnePool))) {
      return {
        status: "FAIL",
        reason: "Any identity pool of any account may hand the role out: no condition on aud.",
        evidence,
      };
    }
    if (statements.some(({ conditions }) => !requires(conditions, methods))) {
      return {
        status: "FAIL",
        reason: "The role is for guests as well as for users who signed in: no condition on amr.",
        evidence,
      };
    }
    if (!statements.some(letsGuestsIn)) {
      return unlessUnreadable(subject, {
        status: "PASS",
        reason: "Only users of one identity pool who signed in get the role.",
      });
    }
    const principal = access(subject.arn);
    const change = principal && firstChange(principal);
    if (change !== undefined) {
      return { status: "FAIL", reason: `Guests who did not sign in may do ${change} with the role.`, evidence };
    }
    if (principal === undefined || principal.gaps.length > 0) {
      const reason = sentence(
        `what guests may do is not known: ${principal?.gaps[0] ?? "the role's permissions were not read"}`,
      );
      return { status: "UNKNOWN", reason, evidence };
    }
    return unlessUnreadable(subject, {
      status: "PASS",
      reason: "Guests of one identity pool get the role, and may only read.",
    });
  },

  examples: [
    { name: "no condition at all", given: cognitoRole(), expect: "FAIL" },
    {
      name: "a pool, and no word of guests",
      given: cognitoRole({ StringEquals: { [aud()]: pool() } }),
      expect: "FAIL",
    },
    {
      name: "users of one pool who signed in",
      given: cognitoRole(conditions("authenticated")),
      expect: "PASS",
    },
    {
      name: "users of any pool who signed in",
      given: cognitoRole({ StringLike: { [aud()]: "*" }, "ForAnyValue:StringLike": { [amr()]: "authenticated" } }),
      expect: "FAIL",
    },
    {
      name: "guests who may write",
      ...guests([allow("dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:111122223333:table/logs")]),
      expect: "FAIL",
    },
    {
      name: "guests who may write, by a wildcard",
      ...guests([allow("s3:*", "arn:aws:s3:::public/*")]),
      expect: "FAIL",
    },
    { name: "guests who may only read", ...guests([allow("s3:GetObject", "arn:aws:s3:::public/*")]), expect: "PASS" },
    {
      name: "guests with what Cognito's wizard gives them",
      ...guests([allow(["mobileanalytics:PutEvents", "cognito-sync:*"])]),
      expect: "PASS",
    },
    {
      name: "guests whose writing is denied",
      ...guests([allow(["s3:GetObject", "s3:PutObject"]), deny("s3:Put*")]),
      expect: "PASS",
    },
    {
      name: "guests with a policy that was not collected",
      ...guests([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    { name: "a service", given: role(), expect: "NOT_APPLICABLE" },
    {
      name: "another provider",
      given: roleTrusting(
        { Federated: iamArn("oidc-provider/gitlab.com") },
        undefined,
        "sts:AssumeRoleWithWebIdentity",
      ),
      expect: "NOT_APPLICABLE",
    },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

const cognito = "cognito-identity.amazonaws.com";
const audience: ReadonlySet<string> = new Set([`${cognito}:aud`]);
const methods: ReadonlySet<string> = new Set([`${cognito}:amr`]);

function isOnePool(value: string): boolean {
  return value !== "" && !/[*?]/.test(value);
}

/** `amr` of a guest is the one word `unauthenticated`. */
function letsGuestsIn({ conditions: all }: Statement): boolean {
  return !requires(all, methods, (value) => !globMatches(compileGlob(value), "unauthenticated"));
}

/** Services that Cognito's wizard lets guests use, for data of their own. */
const harmless: ReadonlySet<string> = new Set(["cognito-sync", "mobileanalytics", "cognito-identity"]);

/** Some action of the role that does more than read; undefined: there is none. */
function firstChange(principal: PrincipalAccess): string | undefined {
  const catalogue = actionCatalogue();
  for (const { statement } of principal.statements) {
    if (statement.effect === "Deny") continue;
    const positions = expandElement(statement.action, catalogue).actions.positions();
    const found = positions
      .map((position) => catalogue.actions[position])
      .find(
        (action) =>
          action !== undefined &&
          !harmless.has(action.service) &&
          action.accessLevels.some((level) => level !== "List" && level !== "Read") &&
          principal.can(action.name, "*").verdict === "allowed",
      );
    if (found !== undefined) return found.name;
  }
  return undefined;
}

function aud(): string {
  return "cognito-identity.amazonaws.com:aud";
}

function amr(): string {
  return "cognito-identity.amazonaws.com:amr";
}

function pool(): string {
  return "us-east-1:00000000-0000-0000-0000-000000000000";
}

function conditions(who: "authenticated" | "unauthenticated"): Json {
  return { StringEquals: { [aud()]: pool() }, "ForAnyValue:StringLike": { [amr()]: who } };
}

function cognitoRole(limits?: Json): IamRole {
  return roleTrusting({ Federated: "cognito-identity.amazonaws.com" }, limits, "sts:AssumeRoleWithWebIdentity");
}

function guests(statements: readonly Json[], parts: Partial<IamRole> = {}) {
  const given = { ...cognitoRole(conditions("unauthenticated")), inlinePolicies: inline(statements), ...parts };
  return { given, snapshot: { identities: identities({ roles: [given] }) } };
}
