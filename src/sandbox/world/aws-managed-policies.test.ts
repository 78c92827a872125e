import { expect, test } from "vitest";
import { actionCatalogue, expandActions, lintPolicy, parsePolicy } from "../../iam/index.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";

const documentOf = (name: string): string => {
  const policy = awsManagedPolicies.get(`arn:aws:iam::aws:policy/${name}`);
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document ?? "";
};

test("every policy of AWS is under its ARN, and its document is one", () => {
  for (const [arn, policy] of awsManagedPolicies) {
    expect(arn).toBe(`arn:aws:iam::aws:policy${policy.path}${policy.name}`);
    expect(policy.id).toMatch(/^ANPA[A-Z2-7]{17}$/);
    const document = documentOf(arn.slice("arn:aws:iam::aws:policy/".length));
    expect(parsePolicy(JSON.parse(document)).problems).toEqual([]);
    // Some of AWS's own policies name actions that the reference does not have.
    expect(lintPolicy(document).filter(({ severity }) => severity === "error")).toEqual([]);
  }
  expect(new Set([...awsManagedPolicies.values()].map(({ id }) => id)).size).toBe(awsManagedPolicies.size);
});

test.each(["ReadOnlyAccess", "job-function/ViewOnlyAccess", "SecurityAudit"])(
  "%s reads, and gives no secrets",
  (name) => {
    const { statements } = parsePolicy(JSON.parse(documentOf(name)));
    const catalogue = actionCatalogue();
    const { actions } = expandActions(
      statements.flatMap(({ action }) => action.patterns),
      catalogue,
    );
    const writes = catalogue.actions.filter(
      ({ position, accessLevels }) =>
        actions.hasPosition(position) && accessLevels.some((level) => level !== "Read" && level !== "List"),
    );
    expect(writes).toEqual([]);
    const secrets = [
      "secretsmanager:GetSecretValue",
      "kms:Decrypt",
      "sts:AssumeRole",
      "sts:GetSessionToken",
      "ec2:GetPasswordData",
    ];
    expect(secrets.filter((secret) => actions.has(secret))).toEqual([]);
    for (const read of ["iam:ListUsers", "s3:ListAllMyBuckets", "cloudtrail:DescribeTrails"])
      expect(actions.has(read)).toBe(true);
    const isReadOnly = name === "ReadOnlyAccess";
    expect([actions.has("s3:GetObject"), actions.has("dynamodb:GetItem")]).toEqual([isReadOnly, isReadOnly]);
    expect(actions.has("iam:GetAccountAuthorizationDetails")).toBe(name !== "job-function/ViewOnlyAccess");
  },
);
