import { arnName, parseArn } from "../../model/index.ts";
import { oncePerKey } from "../once.ts";
import type { PrincipalElement } from "../policy.ts";
import type { RequestPrincipal } from "./request.ts";

/**
 * How a statement means somebody. `direct`: itself or everybody; `role`: a session by its role; `account`: everybody whom
 * its account lets. `perhaps`: it may be meant (a canonical user ID stands there, which may be its account's).
 */
export type Naming = "direct" | "role" | "account" | "perhaps" | "none";

/** `Principal` or `NotPrincipal`, ready to be asked about one caller. */
export interface CompiledPrincipal {
  /** For a Deny, `hasBoundary` counts: `NotPrincipal` never spares a principal with a permissions boundary. */
  means(principal: RequestPrincipal, isDeny: boolean, hasBoundary: boolean): Naming;
}

/**
 * Names are compared whole, without wildcards. To be spared by `NotPrincipal`, a caller must be named there itself, a
 * session also by its role, and the account must be too; some services do without the account, so that it stays open.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "AWS JSON policy elements: NotPrincipal".
 */
export function compilePrincipal(element: PrincipalElement): CompiledPrincipal {
  const names = namesOf(element);
  if (element.kind === "Principal") return { means: (principal) => naming(names, principal) };
  return {
    means: (principal, isDeny, hasBoundary) => {
      if (isDeny && hasBoundary) return "direct";
      return notNaming(names, principal);
    },
  };
}

interface Names {
  readonly everyone: boolean;
  readonly arns: ReadonlySet<string>;
  /** `111122223333`, also of those named by the ARN of the root user. */
  readonly accounts: ReadonlySet<string>;
  /** `111122223333/NAME`: the name alone tells roles of an account apart, and ARNs of sessions have no path. */
  readonly roles: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly federated: ReadonlySet<string>;
  readonly canonical: boolean;
}

function namesOf({ AWS, Service, Federated, CanonicalUser }: PrincipalElement): Names {
  return {
    everyone: AWS.includes("*"),
    arns: new Set(AWS),
    accounts: new Set(AWS.flatMap((name) => accountNamed(name) ?? [])),
    roles: new Set(AWS.flatMap((name) => roleKey(name) ?? [])),
    services: new Set(Service),
    federated: new Set(Federated),
    canonical: CanonicalUser.length > 0,
  };
}

function naming(names: Names, principal: RequestPrincipal): Naming {
  if (names.everyone) return "direct";
  switch (principal.kind) {
    case "anonymous":
      return "none";
    case "service":
      return names.services.has(principal.arn) || names.services.has("*") ? "direct" : "none";
    case "web-identity":
    case "saml":
      return names.federated.has(principal.arn) || names.federated.has("*") ? "direct" : "none";
    case "root":
      return names.arns.has(principal.arn) || names.accounts.has(principal.account) ? "direct" : byCanonicalId(names);
    default:
      if (names.arns.has(principal.arn)) return "direct";
      if (isOwnerNamed(names, principal)) return "role";
      return names.accounts.has(principal.account) ? "account" : byCanonicalId(names);
  }
}

function byCanonicalId({ canonical }: Names): Naming {
  return canonical ? "perhaps" : "none";
}

function notNaming(names: Names, principal: RequestPrincipal): Naming {
  if (names.everyone) return "none";
  const { kind, arn, account } = principal;
  if (kind === "user" || kind === "federated-user" || kind === "role-session") {
    const isSpared = names.arns.has(arn) && (kind !== "role-session" || isOwnerNamed(names, principal));
    if (isSpared) return names.accounts.has(account) ? "none" : "perhaps";
  } else if (naming(names, principal) === "direct") {
    return "none";
  }
  return names.canonical ? "perhaps" : "direct";
}

/** Is the role of the session named, or the user of a federated user's session? */
function isOwnerNamed(names: Names, principal: RequestPrincipal): boolean {
  const { kind, roleArn } = principal;
  if (kind === "federated-user") return roleArn !== undefined && names.arns.has(roleArn);
  const key = kind === "role-session" && names.roles.size > 0 ? roleOf(principal) : undefined;
  return key !== undefined && names.roles.has(key);
}

const roleOf: (session: RequestPrincipal) => string | undefined = oncePerKey(
  ({ arn, roleArn }) => roleKey(roleArn ?? "") ?? sessionRoleKey(arn),
);

function accountNamed(name: string): string | undefined {
  if (/^\d{12}$/.test(name)) return name;
  const arn = parseArn(name);
  return arn?.service === "iam" && arn.resource === "root" ? arn.account : undefined;
}

function roleKey(name: string): string | undefined {
  const arn = parseArn(name);
  return arn?.service === "iam" && arn.resource.startsWith("role/") ? `${arn.account}/${arnName(name)}` : undefined;
}

function sessionRoleKey(session: string): string | undefined {
  const arn = parseArn(session);
  const role = arn && /^assumed-role\/([^/]+)\//.exec(arn.resource)?.[1];
  return role === undefined ? undefined : `${arn?.account}/${role}`;
}
