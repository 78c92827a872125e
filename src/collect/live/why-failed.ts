import type { FailureReason } from "../../model/index.ts";

export interface WhyFailed {
  /** As AWS answered it; `NoAnswer` where there was none. */
  readonly code: string;
  readonly reason: FailureReason;
  readonly message: string;
}

/** Tells from what the SDK threw why a call gave nothing. */
export function whyFailed(error: unknown): WhyFailed {
  // What the SDK and Node throw is an Error; the SDK's own tell the status and, for some services, the code apart.
  const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  if (name === "AbortError") return { code: "Interrupted", reason: "interrupted", message: "it was interrupted" };
  const text = (message || name).split("\n", 1)[0]?.trim() ?? "";
  if ($metadata === undefined || $metadata.httpStatusCode === undefined) {
    const isAboutCredentials = /Credentials|TokenProvider|SSO/i.test(name);
    return {
      code: isAboutCredentials ? name : "NoAnswer",
      reason: isAboutCredentials ? "credentials" : "unreachable",
      message: text,
    };
  }
  const status = $metadata.httpStatusCode;
  // A service that the endpoint does not have; the SDK may not even be able to read how it says so.
  if (status === 501) return { code: "NotImplemented", reason: "refused", message: notServed(name, text) };
  if (name === "SyntaxError") return { code: `Http${status}`, reason: reasonOf("", status, ""), message: unreadable };
  return { code: name, reason: reasonOf(name, status, text), message: text };
}

const unreadable = "the answer cannot be read";

function notServed(name: string, text: string): string {
  return name === "SyntaxError" ? "the endpoint does not serve this" : text.slice(0, 300);
}

function reasonOf(code: string, status: number, message: string): FailureReason {
  if (badCredentials.test(code)) return "credentials";
  if (/^(AccessDenied|Unauthorized|AuthorizationError|Forbidden)/.test(code) || code === "403")
    return deniedBy(message);
  if (throttled.test(code)) return "throttled";
  return status >= 500 ? "unreachable" : "refused";
}

/** Source: IAM API Reference, "Common Errors"; STS and S3 have some of their own. */
const badCredentials =
  /^(ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|MissingClientTokenId|RequestExpired|RequestTimeTooSkewed|NotSignedUp|OptInRequired)/;

const throttled =
  /^(Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete)/;

/**
 * Which kind of policy denied a call. Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
export function deniedBy(message: string): FailureReason {
  const limit = limits.find(([word]) => word.test(message));
  if (limit !== undefined) return limit[1];
  if (/explicit deny/i.test(message)) return "explicit-deny";
  return /no identity-based policy allows/i.test(message) ? "missing" : "unspecified";
}

const limits: readonly (readonly [RegExp, FailureReason])[] = [
  [/service control polic/i, "service-control-policy"],
  [/resource control polic/i, "resource-control-policy"],
  [/permissions boundar/i, "permissions-boundary"],
  [/session polic/i, "session-policy"],
  [/resource-based polic/i, "resource-policy"],
];
