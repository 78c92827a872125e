import { expect, test } from "vitest";
import { tick } from "./index.ts";
import { bucketName, createTrailSandbox, trailName } from "./trail.fixture.ts";

const minute = 60_000;

test("a trail that is made again within the hour begins a chain of its own, without files of its former life", () => {
  const sandbox = createTrailSandbox();
  const live = (): void => {
    sandbox.ask("cloudtrail", "CreateTrail", {
      Name: trailName,
      S3BucketName: bucketName,
      EnableLogFileValidation: true,
    });
    sandbox.ask("cloudtrail", "StartLogging", { Name: trailName });
    sandbox.ask("iam", "ListUsers");
    tick(sandbox, 10 * minute);
  };
  live();
  sandbox.ask("cloudtrail", "DeleteTrail", { Name: trailName });
  const before = sandbox.keys().filter((key) => key.includes("/CloudTrail/"));
  expect(before.length).toBeGreaterThan(0);
  live();
  tick(sandbox, 120 * minute);
  const [first = "", ...others] = sandbox.keys().filter((key) => key.includes("/CloudTrail-Digest/"));
  expect(others.length).toBeGreaterThan(0);
  const digest = JSON.parse(sandbox.text(first));
  expect(digest.previousDigestS3Object).toBeNull();
  const named = digest.logFiles.map(({ s3Object }: { s3Object: string }) => s3Object);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((key: string) => before.includes(key))).toEqual([]);
});
