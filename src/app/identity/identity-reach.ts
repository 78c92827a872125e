import { accessOf, assumeStatements, type PrincipalAccess, trustAdmits, trustPolicy } from "../../iam/index.ts";
import { type IamRole, type Identities, isServiceLinked } from "../../model/index.ts";
import type { ReachFact } from "../../report/index.ts";

/** Who can act as an identity, and whom it can act as. */
export interface IdentityReach {
  readonly reachedBy: readonly ReachFact[];
  readonly reaches: readonly ReachFact[];
}

/**
 * By trust policy and sts:AssumeRole, by credentials that somebody may make, and by trust policies that somebody may change.
 * Only what policies allow for certain; one step.
 */
export function identityReach(arn: string, identities: Identities): IdentityReach {
  const access = accessOf(identities);
  const own = access(arn);
  if (own === undefined) return { reachedBy: [], reaches: [] };
  const roles = identities.roles.filter((role) => !isServiceLinked(role));
  const others = [...identities.users, ...roles].flatMap((one) => (one.arn === arn ? [] : (access(one.arn) ?? [])));
  return {
    reachedBy: [
      ...("trustPolicy" in own.entity ? trusted(own.entity) : []),
      ...others.flatMap((other) => facts(other, ways(other, own))),
    ],
    reaches: others.flatMap((other) => facts(other, ways(own, other))),
  };
}

function facts({ kind, name }: PrincipalAccess, hows: readonly string[]): readonly ReachFact[] {
  return hows.length === 0 ? [] : [{ who: `${kind}/${name}`, how: hows.join("; ") }];
}

/** How one identity becomes another. */
function ways(from: PrincipalAccess, to: PrincipalAccess): readonly string[] {
  return "trustPolicy" in to.entity ? roleWays(from, to, to.entity) : userWays(from, to);
}

function roleWays(from: PrincipalAccess, to: PrincipalAccess, role: IamRole): readonly string[] {
  const { verdict, direct, conditional } = trustAdmits(role, from);
  const may = from.can("sts:AssumeRole", to.arn);
  const assumes = verdict === "yes" && (may.verdict === "allowed" || (direct && may.deniedBy === undefined));
  const condition = conditional ? " under a condition" : "";
  return [
    ...(assumes ? [`sts:AssumeRole${condition}`] : []),
    ...(from.can("iam:UpdateAssumeRolePolicy", to.arn).verdict === "allowed" ? ["may change its trust policy"] : []),
  ];
}

const credentialActions = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"];

function userWays(from: PrincipalAccess, to: PrincipalAccess): readonly string[] {
  return credentialActions.filter((action) => from.can(action, to.arn).verdict === "allowed");
}

/** Services, identity providers and other accounts that the trust policy lets in. */
function trusted(role: IamRole): readonly ReachFact[] {
  const problems = trustPolicy(role).problems.map((problem) => ({
    who: "not known",
    how: `the trust policy could not be read: ${problem}`,
  }));
  const named = assumeStatements(role).flatMap(({ effect, principal, conditions }) => {
    if (effect !== "Allow" || principal === undefined) return [];
    const condition = conditions.length === 0 ? "trust policy" : "trust policy, under a condition";
    if (principal.kind === "NotPrincipal") return [{ who: "everybody but those that are named", how: condition }];
    const outside = principal.AWS.map((name) => (name === "*" ? "everybody" : name));
    return [...principal.Service, ...principal.Federated, ...outside].map((who) => ({ who, how: condition }));
  });
  return [...named, ...problems];
}
