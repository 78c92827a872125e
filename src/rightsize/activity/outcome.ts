import { type CloudTrailEvent, ownText, ownValue } from "../../model/index.ts";

/**
 * `done`: authorised, also where the call failed for another reason later. `denied`: access was refused.
 * `unauthenticated`: it is not known who called, so that nothing was authorised. `unreadable`: the event had an error
 * and does not say which.
 */
export type Outcome = "done" | "denied" | "unauthenticated" | "unreadable";

/**
 * What an event says about the caller's access. Errors that may come before the authorisation, such as throttling,
 * count as authorised: to keep a permission is the safe mistake.
 */
export function outcomeOf(event: CloudTrailEvent): Outcome {
  const code = ownValue(event, "errorCode");
  const message = ownText(event, "errorMessage");
  if (code === undefined || code === null || code === "") {
    return message !== undefined && refusals.test(message) ? "denied" : "done";
  }
  if (typeof code !== "string") return "unreadable";
  const name = code.slice(Math.max(code.lastIndexOf("."), code.lastIndexOf(":"), code.lastIndexOf("#")) + 1);
  if (denials.test(name) || (message !== undefined && refusals.test(message))) return "denied";
  if (failedSignatures.test(name)) return "unauthenticated";
  if (name === "AuthFailure" && message?.includes("validate the provided access credentials")) return "unauthenticated";
  return "done";
}

/** The code may be cut, so only its beginning is asked for; `KMSAccessDeniedException` is about another call. */
const denials = /^(AccessDenied|Unauthorized|AuthorizationError|Forbidden|VpceAccessDenied)/i;

const refusals = /\bis not authorized to perform\b|\bexplicit deny\b/;

/** Source: IAM User Guide and service references, "Common errors": credentials or signatures that are not valid. */
const failedSignatures =
  /^(ExpiredToken(Exception)?$|RequestExpired|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|InvalidAccessKeyId|NotAuthenticated|TokenRefreshRequired|RequestTimeTooSkewed|InvalidSecurity)/;
