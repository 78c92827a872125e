import { assumeStatements, conditionOperator, type Statement, trustPolicy } from "../../iam/index.ts";
import { type Evidence, type IamRole, isServiceLinked } from "../../model/index.ts";
import type { Verdict } from "../check.ts";
import { sentence } from "../verdict.ts";
import { requires } from "./limiting-keys.ts";

/** Somebody from AWS whom a role's trust policy lets in, and the statement that does. */
export interface TrustedPrincipal {
  /** As written: `*`, an account id, an ARN, the id of a deleted user or role. */
  readonly name: string;
  /** Twelve digits; `*` for everybody; undefined when the name does not say. */
  readonly account: string | undefined;
  /** `NotPrincipal` in an Allow lets in everybody but those it names. */
  readonly everybody: boolean;
  readonly statement: Statement;
}

/** All AWS principals that the trust policy allows; those that an unconditional Deny takes away are left out. */
export function trustedPrincipals(role: IamRole): readonly TrustedPrincipal[] {
  const statements = assumeStatements(role);
  const denied = new Set(
    statements
      .filter(
        ({ effect, conditions, principal }) =>
          effect === "Deny" && conditions.length === 0 && principal?.kind === "Principal",
      )
      .flatMap(({ principal }) => principal?.AWS ?? []),
  );
  if (denied.has("*")) return [];
  return statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement) => namesOf(statement).map((name) => toTrusted(name, statement)))
    .filter(({ name }) => !denied.has(name));
}

/** Keys that say who may come in. An external id is a shared secret, not a name. */
const bindingKeys: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);

export const organisationKeys: ReadonlySet<string> = new Set(["aws:principalorgid", "aws:principalorgpaths"]);
export const principalArnKeys: ReadonlySet<string> = new Set(["aws:principalarn"]);
const accountKeys: ReadonlySet<string> = new Set(["aws:principalaccount", "aws:sourceaccount"]);

/** Is the statement bound to somebody: by a condition of its own, or by a Deny for all others? */
export function isBound(role: IamRole, { conditions }: Statement): boolean {
  return requires(conditions, bindingKeys, namesSomebody) || deniesOthers(role, bindingKeys);
}

export function isBoundBy(role: IamRole, { conditions }: Statement, keys: ReadonlySet<string>): boolean {
  return requires(conditions, keys, namesSomebody) || deniesOthers(role, keys);
}

/** `aws:PrincipalArn` and the like, when they hold an account or no wildcard. */
export function namesSomebody(value: string): boolean {
  const account = /^arn:[^:]*:[^:]*:[^:]*:([^:]*):/.exec(value)?.[1];
  if (account !== undefined) return /^(\d{12}|\$\{.*\})$/.test(account);
  return value !== "" && !/[*?]/.test(value.replace(/^(o-[a-z0-9]+\/).*$/s, "$1"));
}

/** Accounts that the conditions require: values of keys about accounts, and of ARNs. */
export function requiredAccounts({ conditions }: Statement): readonly string[] {
  return conditions
    .filter((condition) => requires([condition], new Set([...accountKeys, ...principalArnKeys]), namesSomebody))
    .flatMap(({ values }) => values)
    .map((value) => accountOf(value))
    .filter((account) => account !== undefined);
}

/** What the trust checks answer where they do not apply, or could not read the trust policy. */
export function trustVerdict(role: IamRole): Verdict | undefined {
  if (isServiceLinked(role)) {
    return { status: "NOT_APPLICABLE", reason: "The role is service-linked: AWS defines who may use it." };
  }
  const { problems, statements } = trustPolicy(role);
  if (problems.length === 0 || statements.length > 0) return undefined;
  return unreadable(problems);
}

/** PASS only where the whole trust policy was read. */
export function unlessUnreadable(role: IamRole, verdict: Verdict): Verdict {
  const { problems } = trustPolicy(role);
  return problems.length === 0 ? verdict : unreadable(problems);
}

export function trustEvidence({ sid, position }: Statement, value: string): Evidence {
  return {
    source: "authorization-details",
    field: `AssumeRolePolicyDocument ${sid || `statement ${position}`}`,
    value,
  };
}

function unreadable(problems: readonly string[]): Verdict {
  return { status: "UNKNOWN", reason: sentence(`the trust policy could not be read wholly: ${problems.join("; ")}`) };
}

function namesOf({ principal }: Statement): readonly string[] {
  if (principal === undefined) return [];
  return principal.kind === "NotPrincipal" ? ["*"] : principal.AWS;
}

function toTrusted(name: string, statement: Statement): TrustedPrincipal {
  const everybody = name === "*";
  return { name, account: everybody ? "*" : accountOf(name), everybody, statement };
}

function accountOf(name: string): string | undefined {
  if (/^\d{12}$/.test(name)) return name;
  return /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(name)?.[1];
}

/** A Deny for everybody who does not have one of the values: `StringNotEquals aws:PrincipalOrgID`. */
function deniesOthers(role: IamRole, keys: ReadonlySet<string>): boolean {
  return assumeStatements(role).some(({ effect, principal, conditions }) => {
    const [condition] = conditions;
    if (effect !== "Deny" || condition === undefined || conditions.length > 1) return false;
    const { negated, quantifier } = conditionOperator(condition.operator);
    const isForAll = principal?.kind === "Principal" && principal.AWS.includes("*");
    return (
      isForAll &&
      negated &&
      quantifier === undefined &&
      keys.has(condition.key.toLowerCase()) &&
      condition.values.every(namesSomebody)
    );
  });
}
