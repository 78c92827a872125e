import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { Json } from "../../model/index.ts";
import { actionOf } from "./action-of.ts";
import { call } from "./events.fixture.ts";

const catalogue = actionCatalogue();

describe("the outcome", () => {
  const outcomes: readonly (readonly [code: Json, message: Json, expected: string])[] = [
    [null, null, "done"],
    ["AccessDenied", null, "denied"],
    ["AccessDeniedException", null, "denied"],
    ["Client.UnauthorizedOperation", null, "denied"],
    ["VpceAccessDenied", null, "denied"],
    ["AuthorizationError", null, "denied"],
    ["AccessDeniedExcepti", null, "denied"],
    ["ServiceException", "User: arn:aws:iam::111122223333:user/a is not authorized to perform: x:Y", "denied"],
    ["KMSAccessDeniedException", null, "done"],
    ["NoSuchBucket", null, "done"],
    ["ThrottlingException", null, "done"],
    ["Client.DryRunOperation", null, "done"],
    ["ValidationException", null, "done"],
    ["ExpiredToken", null, "unauthenticated"],
    ["ExpiredTokenException", null, "unauthenticated"],
    ["InvalidClientTokenId", null, "unauthenticated"],
    ["SignatureDoesNotMatch", null, "unauthenticated"],
    ["Client.AuthFailure", "AWS was not able to validate the provided access credentials", "unauthenticated"],
    [{ omitted: true }, null, "unmapped"],
    [403, null, "unmapped"],
  ];

  test.each(outcomes)("of %j with %j is %s", (errorCode, errorMessage, expected) => {
    const found = actionOf(call("ec2", "StopInstances", null, { errorCode, errorMessage }), catalogue);
    expect(found.kind === "actions" ? found.outcome : found.kind === "none" ? found.why : found.kind).toBe(expected);
  });
});
