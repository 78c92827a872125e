import type { IamUser, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { credentialReport, credentialRow, identities, role, snapshot, user } from "../examples/example-builders.ts";
import { administratorsOf } from "../identities/administrators.ts";
import { isForPeople } from "../identities/people.ts";
import { allow, iamArn, inline, roleTrusting, uncollectedPolicy } from "../policies/examples.ts";
import { listedUpTo } from "../verdict.ts";

/**
 * More administrators than an account needs: users and roles that people can use, counted by what they may do in effect. A
 * share of all principals says nothing in a small account, so that a few administrators are never too many.
 */
export const pol02TooManyAdministrators: Check<"account"> = defineCheck({
  id: "POL-02",
  title: "Too many administrators",
  severity: "medium",
  subject: "account",
  needs: ["authorization-details"],
  risk: "Each administrator is one more password, laptop and person by whom the whole account can be lost.",
  remediation: {
    text: "Give most of them a role with what they do each day, and keep a few administrators behind MFA.",
    cli: "aws iam detach-user-policy --user-name <USER> --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"],
  parameters: {
    maxAdministrators: { default: 5, unit: "count", meaning: "More administrators than this are too many." },
    maxPercent: { default: 10, unit: "percent", meaning: "A larger share of all users and roles is too many." },
    alwaysAllowed: { default: 2, unit: "count", meaning: "So many are fine, whatever their share." },
  },

  evaluate(subject, { access, parameters }): Verdict {
    if (subject.identities === undefined)
      return { status: "UNKNOWN", reason: "The account's identities are not known." };
    const { all, administrators, doubtful } = administratorsOf(subject.identities, access);
    const found = administrators.filter((one) => isForPeople(one, subject));
    const unsure = doubtful.filter((one) => isForPeople(one, subject)).length;
    const { maxAdministrators, maxPercent, alwaysAllowed } = parameters;
    const isTooMany = (count: number): boolean =>
      count > alwaysAllowed && (count > maxAdministrators || (count / all.length) * 100 > maxPercent);
    const evidence = [
      { source: "authorization-details", field: "effective administrators", value: found.map(({ arn }) => arn) },
    ];
    const share = all.length === 0 ? "" : ` (${((found.length / all.length) * 100).toFixed(1)} %)`;
    const limits = `limits ${maxAdministrators} and, above ${alwaysAllowed}, ${maxPercent} %`;
    const names =
      found.length === 0
        ? ""
        : `: ${listedUpTo(
            found.map(({ name }) => name),
            8,
          )}`;
    const counted = `${found.length} of ${all.length} users and roles${share} are administrators that people can use (${limits})`;
    if (isTooMany(found.length)) return { status: "FAIL", reason: `${counted}${names}.`, evidence };
    if (isTooMany(found.length + unsure)) {
      return { status: "UNKNOWN", reason: `${counted}, and of ${unsure} more it is not known${names}.`, evidence };
    }
    return { status: "PASS", reason: `${counted}${names}.`, evidence };
  },

  examples: [
    { name: "6 administrators of 100", given: accountOf(6, 94), expect: "FAIL" },
    { name: "5 administrators of 100", given: accountOf(5, 95), expect: "PASS" },
    { name: "3 administrators of 29 (10.3 %)", given: accountOf(3, 26), expect: "FAIL" },
    { name: "3 administrators of 30 (10.0 %)", given: accountOf(3, 27), expect: "PASS" },
    { name: "2 administrators of 3", given: accountOf(2, 1), expect: "PASS" },
    {
      name: "6 roles of administrators for services only",
      given: snapshot({
        identities: identities({
          roles: numbered(6).map((index) =>
            role({ ...named("role", `svc-${index}`), inlinePolicies: inline([allow("*")]) }),
          ),
        }),
      }),
      expect: "PASS",
    },
    {
      name: "6 roles of administrators for people",
      given: snapshot({
        identities: identities({
          roles: numbered(6).map((index) => ({
            ...roleTrusting({ AWS: iamArn("root") }),
            ...named("role", `ops-${index}`),
            inlinePolicies: inline([allow("*")]),
          })),
        }),
      }),
      expect: "FAIL",
    },
    { name: "6 administrators, 2 of them without any credential", given: withDeadOnes(), expect: "PASS" },
    {
      name: "2 administrators, and 4 whose policies were not collected",
      given: snapshot({
        identities: identities({
          users: [
            ...admins(2),
            ...numbered(4).map((index) =>
              user({ ...named("user", `x${index}`), attachedPolicies: [uncollectedPolicy] }),
            ),
          ],
        }),
      }),
      expect: "UNKNOWN",
    },
  ],
});

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function named(kind: "user" | "role", name: string): { readonly name: string; readonly arn: string } {
  return { name, arn: iamArn(`${kind}/${name}`) };
}

function admins(count: number): readonly IamUser[] {
  return numbered(count).map((index) =>
    user({ ...named("user", `admin-${index}`), inlinePolicies: inline([allow("*")]) }),
  );
}

function accountOf(administrators: number, others: number): Snapshot {
  const rest = numbered(others).map((index) => user(named("user", `user-${index}`)));
  return snapshot({ identities: identities({ users: [...admins(administrators), ...rest] }) });
}

/** Six administrators, of whom two have neither password nor key, among a hundred. */
function withDeadOnes(): Snapshot {
  const { identities: all } = accountOf(6, 94);
  const rows = numbered(6).map((index) =>
    credentialRow({ ...namedRow(`admin-${index}`), passwordEnabled: index < 2 ? "false" : "true" }),
  );
  return snapshot({ ...(all && { identities: all }), credentialReport: credentialReport(...rows) });
}

function namedRow(name: string): { readonly user: string; readonly arn: string } {
  return { user: name, arn: iamArn(`user/${name}`) };
}
