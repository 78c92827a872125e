import type { AccessRequest, LayerName, RequestPrincipal } from "./request.ts";

/** Which rules a request falls under. */
export interface Situation {
  /** `entity`: users, role sessions, federated users; `outsider`: services, nobody, and who has only a token. */
  readonly caller: "entity" | "root" | "outsider";
  readonly isCrossAccount: boolean;
  /** KMS keys and roles: their own policy must allow, without it identity policies say nothing. */
  readonly needsResourcePolicy: "key" | "role" | undefined;
}

/**
 * Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic"; AWS KMS Developer
 * Guide, "Key policies in AWS KMS".
 */
export function situationOf({ principal, action, resource, resourceAccount }: AccessRequest): Situation {
  return {
    caller: callerOf(principal.kind),
    isCrossAccount: (resourceAccount ?? accountIn(resource, principal.account)) !== principal.account,
    needsResourcePolicy: ownPolicy(action, resource),
  };
}

/** The account in an ARN; `own` where there is none. */
function accountIn(resource: string, own: string): string {
  let start = 0;
  for (let field = 0; field < 4; field += 1) {
    start = resource.indexOf(":", start) + 1;
    if (start === 0) return own;
  }
  if (resource.startsWith(own, start)) return own;
  const account = resource.slice(start, resource.indexOf(":", start));
  return /^\d{12}$/.test(account) ? account : own;
}

function ownPolicy(action: string, resource: string): "key" | "role" | undefined {
  // Both services have three letters: most actions need no further look.
  if (action[3] !== ":") return undefined;
  const lower = action.toLowerCase();
  if (lower.startsWith("kms:")) return /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource) ? "key" : undefined;
  return trustActions.has(lower) && /^arn:[^:]*:iam:[^:]*:[^:]*:role\//.test(resource) ? "role" : undefined;
}

const trustActions: ReadonlySet<string> = new Set([
  "sts:assumerole",
  "sts:assumerolewithsaml",
  "sts:assumerolewithwebidentity",
  "sts:tagsession",
  "sts:setsourceidentity",
  "sts:setcontext",
]);

function callerOf(kind: RequestPrincipal["kind"]): Situation["caller"] {
  if (kind === "root") return "root";
  return kind === "user" || kind === "role-session" || kind === "federated-user" ? "entity" : "outsider";
}

/**
 * Does the layer bind this caller? Organisation policies do not bind service-linked roles, and service control policies
 * bind only who belongs to an account.
 *
 * Source: AWS Organizations User Guide, "Service control policies" and "Resource control policies".
 */
export function layerBinds(layer: LayerName, { kind, isServiceLinked }: RequestPrincipal): boolean {
  const caller = callerOf(kind);
  switch (layer) {
    case "identity":
    case "boundary":
      return caller === "entity";
    case "session":
      return kind === "role-session" || kind === "federated-user";
    case "serviceControl":
      return caller !== "outsider" && isServiceLinked !== true;
    case "resourceControl":
      return isServiceLinked !== true;
    default:
      return true;
  }
}

/**
 * Nobody who has signed in needs a permission for these, and a Deny does not take them away.
 *
 * Source: AWS STS API Reference, "GetCallerIdentity" and "GetSessionToken".
 */
export function isAlwaysAllowed({ principal: { kind }, action }: AccessRequest): boolean {
  if (action[3] !== ":") return false;
  const lower = action.toLowerCase();
  if (lower === "sts:getcalleridentity") return callerOf(kind) !== "outsider";
  return lower === "sts:getsessiontoken" && (kind === "user" || kind === "root");
}
