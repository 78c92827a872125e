import { describe, expect, test } from "vitest";
import { deniedBy, whyFailed } from "./why-failed.ts";

const user = "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: iam:GetUser on resource: user bob";

// Source of the messages: IAM User Guide, "Troubleshoot access denied error messages".
describe("which policy denied a call", () => {
  test.each([
    [`${user} because no identity-based policy allows the iam:GetUser action`, "missing"],
    [`${user} with an explicit deny in an identity-based policy`, "explicit-deny"],
    [`${user} with an explicit deny`, "explicit-deny"],
    [`${user} because no service control policy allows the iam:GetUser action`, "service-control-policy"],
    [`${user} with an explicit deny in a service control policy`, "service-control-policy"],
    [`${user} with an explicit deny in a resource control policy`, "resource-control-policy"],
    [`${user} because no permissions boundary allows the iam:GetUser action`, "permissions-boundary"],
    [`${user} with an explicit deny in a permissions boundary`, "permissions-boundary"],
    [`${user} because no session policy allows the iam:GetUser action`, "session-policy"],
    [`${user} with an explicit deny in a resource-based policy`, "resource-policy"],
    [user, "unspecified"],
    ["Access Denied", "unspecified"],
    ["", "unspecified"],
  ])("%s", (message, reason) => {
    expect(deniedBy(message)).toBe(reason);
  });
});

describe("why a call gave nothing", () => {
  const error = (name: string, message: string, status?: number): Error =>
    Object.assign(new Error(message), { name, ...(status !== undefined && { $metadata: { httpStatusCode: status } }) });

  test.each([
    [error("AccessDenied", "Access Denied", 403), "AccessDenied", "unspecified"],
    [error("Throttling", "Rate exceeded", 400), "Throttling", "throttled"],
    [error("SlowDown", "Please reduce your request rate.", 503), "SlowDown", "throttled"],
    [error("ServiceFailureException", "", 500), "ServiceFailureException", "unreachable"],
    [
      error("ExpiredToken", "The security token included in the request is expired", 403),
      "ExpiredToken",
      "credentials",
    ],
    [error("RequestTimeTooSkewed", "", 403), "RequestTimeTooSkewed", "credentials"],
    [
      error("CredentialsProviderError", "Could not load credentials from any providers"),
      "CredentialsProviderError",
      "credentials",
    ],
    [error("TrailNotFoundException", "Unknown trail", 400), "TrailNotFoundException", "refused"],
    [error("Error", "connect ECONNREFUSED 192.0.2.1:443"), "NoAnswer", "unreachable"],
    [error("TimeoutError", "Connection timed out"), "NoAnswer", "unreachable"],
    [error("AbortError", "Request aborted"), "Interrupted", "interrupted"],
  ])("%s", (thrown, code, reason) => {
    expect(whyFailed(thrown)).toMatchObject({ code, reason });
  });

  test("of a wrong signature only the first line is told: the next ones repeat what was signed, with the session token", () => {
    const message =
      "The request signature we calculated does not match.\n\nThe Canonical String was\n'x-amz-security-token:canary'";
    expect(whyFailed(error("SignatureDoesNotMatch", message, 403)).message).not.toContain("canary");
  });
});
