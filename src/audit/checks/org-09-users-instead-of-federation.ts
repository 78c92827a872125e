import { compileGlob, globMatches, trustPolicy } from "../../iam/index.ts";
import type { CredentialRow, IamRole, Snapshot } from "../../model/index.ts";
import { ageOf } from "../age.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import {
  at,
  credentialReport,
  credentialRow,
  daysAgo,
  document,
  identities,
  role,
  rootRow,
  snapshot,
} from "../examples/example-builders.ts";
import { passwordEnabled } from "../identities/credentials.ts";
import { compareText } from "../order.ts";
import { gapsReason } from "../sources.ts";
import { listedUpTo } from "../verdict.ts";

/**
 * People sign in as IAM users although, or because, there is no federation. It is in use when a role that SAML or
 * Identity Center gives out was used lately. Users of breakGlassUsers do not count.
 */
export const org09UsersInsteadOfFederation: Check<"account"> = defineCheck({
  id: "ORG-09",
  title: "IAM users instead of federation",
  severity: "medium",
  subject: "account",
  needs: ["credential-report", "authorization-details"],
  risk: "Passwords of IAM users live beside the company's directory: nobody ends them when somebody leaves.",
  remediation: {
    text: "Give people access through IAM Identity Center or SAML, and take the console passwords away.",
    cli: "aws iam delete-login-profile --user-name <USER>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp"],
  parameters: {
    maxConsoleUsers: {
      default: 2,
      unit: "count",
      meaning: "IAM users with a console password while no federation is in use; more than this fails.",
    },
    federationUsedDays: {
      default: 90,
      unit: "days",
      meaning: "Federation is in use when one of its roles was used within so many days.",
    },
  },
  judgesGaps: true,

  evaluate(account, context): Verdict {
    const exempt = context.settings.breakGlassUsers.map((pattern) => compileGlob(pattern));
    const rows = (account.credentialReport?.rows ?? [])
      .filter((row) => !row.isRoot && !exempt.some((glob) => globMatches(glob, row.arn)))
      .toSorted((a, b) => compareText(a.user, b.user));
    const users = rows.filter((row) => passwordEnabled(row).kind === "yes");
    const unclear = rows.filter((row) => passwordEnabled(row).kind === "unknown");
    const federation = federationIn(account, context);
    const evidence = [
      { source: "credential-report", field: "password_enabled", value: users.map(({ user }) => user) },
      { source: "authorization-details", field: "RoleLastUsed", value: federation.roles.map(({ name }) => name) },
    ];
    const names = listedUpTo(
      users.map(({ user }) => user),
      5,
    );
    const { maxConsoleUsers } = context.parameters;
    const count = `${users.length} IAM ${users.length === 1 ? "user has a console password" : "users have console passwords"}`;

    const { inUse, since } = federation;
    const late = since === undefined ? [] : users.filter((row) => madeAfter(row, since));
    if (inUse && late.length > 0) {
      const lateNames = listedUpTo(
        late.map(({ user }) => user),
        5,
      );
      const reason = `Federation is in use since ${since}, and users with console passwords were made after that: ${lateNames}.`;
      return { status: "FAIL", reason, evidence };
    }
    const gaps = gapsReason(account, ["credential-report", "authorization-details"]);
    if (!inUse && users.length > maxConsoleUsers && gaps === undefined) {
      const doubt = federation.unknown === 0 ? "" : ` ${federation.unknown} federated roles have no record of use.`;
      const reason = `${count} (limit ${maxConsoleUsers}), and no role of SAML or Identity Center is in use: ${names}.${doubt}`;
      return { status: federation.unknown === 0 ? "FAIL" : "UNKNOWN", reason, evidence };
    }
    if (gaps !== undefined || (users.length <= maxConsoleUsers && users.length + unclear.length > maxConsoleUsers)) {
      const reason = gaps ?? `${count}, and of ${unclear.length} more that is not known.`;
      return { status: "UNKNOWN", reason, evidence };
    }
    const how = inUse
      ? "federation is in use, and no such user was made since it began"
      : `the limit is ${maxConsoleUsers}`;
    return { status: "PASS", reason: `${count}; ${how}.`, evidence };
  },

  examples: [
    { name: "two users, no federation", given: account(["ana", "bo"]), expect: "PASS" },
    { name: "three users, no federation", given: account(["ana", "bo", "cy"]), expect: "FAIL" },
    {
      name: "three users, one for emergencies",
      given: account(["ana", "bo", "cy"]),
      settings: { breakGlassUsers: ["arn:aws:iam::111122223333:user/cy"] },
      expect: "PASS",
    },
    {
      name: "three users that are older than federation",
      given: account(["ana", "bo", "cy"], [samlRole(1, 100)]),
      expect: "PASS",
    },
    { name: "a user that is younger than federation", given: account(["ana"], [samlRole(1, 600)]), expect: "FAIL" },
    { name: "Identity Center counts", given: account(["ana", "bo", "cy"], [identityCenterRole()]), expect: "PASS" },
    { name: "federation that nobody uses", given: account(["ana", "bo", "cy"], [samlRole(200, 300)]), expect: "FAIL" },
    {
      name: "federated roles without a record of use",
      given: account(["ana", "bo", "cy"], [samlRole(undefined, 300)]),
      expect: "UNKNOWN",
    },
    {
      name: "whether a third user has a password is garbled",
      given: {
        ...account(["ana", "bo"]),
        credentialReport: credentialReport(
          consoleUser("ana"),
          consoleUser("bo"),
          credentialRow({ user: "cy", passwordEnabled: "unreadable" }),
        ),
      },
      expect: "UNKNOWN",
    },
  ],
});

interface Federation {
  readonly inUse: boolean;
  /** When the oldest role of a federation that is in use was made; undefined: AWS does not say. */
  readonly since?: string;
  readonly roles: readonly IamRole[];
  /** Roles whose last use is not known. */
  readonly unknown: number;
}

function federationIn({ identities: known }: Snapshot, { now, parameters }: CheckContext): Federation {
  const roles = (known?.roles ?? []).filter(isFederated).toSorted((a, b) => compareText(a.arn, b.arn));
  const used = roles.filter(({ lastUsed }) => {
    if (lastUsed === undefined || lastUsed === "never") return false;
    const age = ageOf(lastUsed.at, now);
    return age.kind !== "unknown" && age.days <= (parameters["federationUsedDays"] ?? 0);
  });
  const [since] = used.flatMap(({ createdAt }) => (createdAt === undefined ? [] : [createdAt])).toSorted();
  const unknown = roles.filter(({ lastUsed }) => lastUsed === undefined).length;
  return { inUse: used.length > 0, roles: used, unknown, ...(since !== undefined && { since }) };
}

/** Roles of Identity Center trust a SAML provider of AWS's own, like all others that people come by. */
function isFederated(candidate: IamRole): boolean {
  const { statements } = trustPolicy(candidate);
  return statements.some(
    ({ effect, principal }) =>
      effect === "Allow" &&
      principal?.kind === "Principal" &&
      principal.Federated.some((arn) => /:saml-provider\//.test(arn)),
  );
}

function madeAfter({ createdAt }: CredentialRow, since: string): boolean {
  return createdAt.kind === "at" && Date.parse(createdAt.time) > Date.parse(since);
}

function consoleUser(user: string): CredentialRow {
  return credentialRow({ user, passwordEnabled: "true", passwordLastUsed: at(1) });
}

function account(users: readonly string[], roles: readonly IamRole[] = []): Snapshot {
  return snapshot({
    credentialReport: credentialReport(rootRow(), ...users.map(consoleUser)),
    identities: identities({ roles }),
  });
}

function samlRole(usedDays: number | undefined, madeDays: number, name = "people", provider = "company"): IamRole {
  const { lastUsed: _, ...rest } = role({ name, createdAt: daysAgo(madeDays) });
  return {
    ...rest,
    ...(usedDays !== undefined && { lastUsed: { at: daysAgo(usedDays), region: "us-east-1" } }),
    trustPolicy: document({
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:saml-provider/${provider}` },
      Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
    }),
  };
}

function identityCenterRole(): IamRole {
  return samlRole(2, 100, "AWSReservedSSO_ReadOnly_0123456789abcdef", "AWSSSO_0123456789abcdef_DO_NOT_DELETE");
}
