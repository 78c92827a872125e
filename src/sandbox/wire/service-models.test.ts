import * as iam from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { neededOperations } from "./phase-operations.fixture.ts";
import { loadServiceModels } from "./service-models.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** What the pinned SDK's schemas look like is no promise of theirs: this says what we rely on. */
describe("the schemas of the pinned SDK", () => {
  const models = loadServiceModels();

  it("have the tuples that are read here", () => {
    expect(iam.CreateUserRequest$.slice(0, 5)).toEqual([
      3,
      "com.amazonaws.iam",
      "CreateUserRequest",
      0,
      ["UserName", "Path", "PermissionsBoundary", "Tags"],
    ]);
    expect(iam.CreateUserRequest$[6]).toBe(1);
    expect(iam.NoSuchEntityException$.slice(0, 4)).toEqual([
      -3,
      "com.amazonaws.iam",
      "NoSuchEntityException",
      { awsQueryError: ["NoSuchEntity", 404], error: "client", httpError: 404 },
    ]);
    expect(iam.CreateUser$.slice(0, 3)).toEqual([9, "com.amazonaws.iam", "CreateUser"]);
    expect(s3.PutObject$[3]).toMatchObject({ http: ["PUT", "/{Key+}?x-id=PutObject", 200] });
    expect(s3.DeleteObjectsRequest$[5]?.[1]).toMatchObject([
      expect.any(Function),
      { httpPayload: 1, xmlName: "Delete" },
    ]);
  });

  it("are there for all operations that are needed", () => {
    expect(neededOperations).toHaveLength(141);
    const missing = neededOperations.filter(([service, name]) => !models.get(service)?.operations.has(name));
    expect(missing).toEqual([]);
  });

  it.each(neededOperations)("%s %s: every shape below it is one that wire/ reads and writes", (service, name) => {
    const operation = models.get(service)?.operations.get(name);
    if (operation === undefined) throw new Error("missing");
    expect(kindsBelow(shapeOf(operation.input), new Set())).toBeGreaterThan(0);
    expect(kindsBelow(shapeOf(operation.output), new Set())).toBeGreaterThan(0);
    expect(operation.http === undefined).toBe(service !== "s3");
  });

  const errors = [
    ["iam", "NoSuchEntityException", "NoSuchEntity", 404],
    ["iam", "EntityAlreadyExistsException", "EntityAlreadyExists", 409],
    ["iam", "CredentialReportNotPresentException", "ReportNotPresent", 410],
    ["sts", "MalformedPolicyDocumentException", "MalformedPolicyDocument", 400],
    ["cloudtrail", "TrailNotFoundException", "TrailNotFound", 404],
    ["s3", "NoSuchBucket", "NoSuchBucket", 404],
    ["s3", "BucketAlreadyOwnedByYou", "BucketAlreadyOwnedByYou", 409],
  ] as const;
  it.each(errors)("%s %s is %s with status %d", (service, shape, code, status) => {
    expect(models.get(service)?.errors.get(shape)).toEqual({ shape, code, status });
  });
});

function kindsBelow(shape: Shape, seen: Set<Shape>): number {
  if (seen.has(shape)) return 0;
  seen.add(shape);
  if (shape.kind === "structure") return shape.members.reduce((sum, member) => sum + kindsBelow(member.shape, seen), 1);
  if (shape.kind === "list") return 1 + kindsBelow(shape.item.shape, seen);
  return shape.kind === "map" ? 1 + kindsBelow(shape.value.shape, seen) : 1;
}
