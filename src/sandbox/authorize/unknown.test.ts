import { describe, expect, it } from "vitest";
import type { Need } from "../call.ts";
import { createTestSandbox } from "../sandbox.fixture.ts";
import { accountId, addUser, allow, decision, deny, policy } from "./authorize.fixture.ts";

const getAnna: Need = { action: "iam:GetUser", resource: `arn:aws:iam::${accountId}:user/anna` };

describe("what the evaluator cannot know", () => {
  it("a document that cannot be read allows nobody, also if another policy allows", () => {
    const sandbox = createTestSandbox();
    const caller = addUser(sandbox, "anna", policy(allow("*")));
    const user = sandbox.world.addAccount(accountId).users.get("anna");
    if (user === undefined) throw new Error("no user");
    sandbox.world
      .addAccount(accountId)
      .users.put("anna", { ...user, inline: [...user.inline, { name: "broken", document: "{" }] });
    expect(decision(sandbox, caller, getAnna)).toContain("is not authorized");
  });

  it("nobody gets past without a signature but for S3 and the operations with tokens", () => {
    const sandbox = createTestSandbox();
    expect(sandbox.refusal("iam", "ListUsers", {}, { as: { kind: "anonymous" } }).shape).toBe(
      "MissingAuthenticationToken",
    );
    expect(sandbox.refusal("sts", "GetCallerIdentity", {}, { as: { kind: "anonymous" } }).shape).toBe(
      "MissingAuthenticationToken",
    );
  });

  it("decides several thousand times a second", () => {
    const sandbox = createTestSandbox();
    const caller = addUser(sandbox, "anna", policy(allow("iam:*"), deny("s3:*")));
    for (let i = 0; i < 500; i += 1) decision(sandbox, caller, getAnna);
    const start = performance.now();
    for (let i = 0; i < 2000; i += 1) decision(sandbox, caller, getAnna);
    // A busy machine gets a tenth of what a quiet one does.
    expect(2000 / ((performance.now() - start) / 1000)).toBeGreaterThan(1000);
  });
});
