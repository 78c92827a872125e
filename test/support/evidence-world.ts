import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  CloudTrailClient,
  CreateTrailCommand,
  ListPublicKeysCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { deliveryPolicy } from "../../src/sandbox/deliver/trail.fixture.ts";
import { startSandbox } from "../../src/sandbox/start-sandbox.ts";

export const bucket = "iam-logs-111122223333";
const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events";

/** Some hours of an account on the sandbox with a trail, saved as a user would: a mirror of the bucket, metadata, public keys. */
export async function saveTrail(folder: string): Promise<{ readonly mirror: string; readonly keys: string }> {
  const saved = { ...process.env };
  const sandbox = await startSandbox({ speed: 0, startsAt: Date.parse("2026-11-21T20:00:00Z") });
  Object.assign(process.env, sandbox.env);
  const mirror = join(folder, "bucket");
  const keys = join(folder, "keys.json");
  try {
    const s3 = new S3Client({ forcePathStyle: true });
    const cloudTrail = new CloudTrailClient({});
    const iam = new IAMClient({});
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: deliveryPolicy(arn) }));
    const trail = { Name: "management-events", S3BucketName: bucket, EnableLogFileValidation: true };
    await cloudTrail.send(new CreateTrailCommand(trail));
    await cloudTrail.send(new StartLoggingCommand({ Name: arn }));
    for (const name of ["ana", "ben", "eve"]) {
      await iam.send(new CreateUserCommand({ UserName: name }));
      await iam.send(new CreateAccessKeyCommand({ UserName: name }));
      sandbox.tick(3_600_000);
    }
    const span = { StartTime: new Date("2026-11-21T19:00:00Z"), EndTime: new Date("2026-11-22T02:00:00Z") };
    const { PublicKeyList = [] } = await cloudTrail.send(new ListPublicKeysCommand(span));
    const list = PublicKeyList.map(({ Value, ...key }) => ({
      ...key,
      Value: Buffer.from(Value ?? []).toString("base64"),
    }));
    writeFileSync(keys, JSON.stringify({ PublicKeyList: list }));
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "AWSLogs/" }));
    for (const { Key = "" } of Contents) {
      if (Key.endsWith("/")) continue;
      const path = join(mirror, Key);
      mkdirSync(dirname(path), { recursive: true });
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      writeFileSync(path, (await Body?.transformToByteArray()) ?? "");
      if (!Key.includes("/CloudTrail-Digest/")) continue;
      const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }));
      writeFileSync(`${path}.metadata.json`, JSON.stringify({ Metadata }));
    }
    return { mirror, keys };
  } finally {
    await sandbox.close();
    for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
    Object.assign(process.env, saved);
  }
}
