import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { GetAccountAuthorizationDetailsCommand, IAMClient, ListVirtualMFADevicesCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListBucketsCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts";

/** A sandbox and a workspace, both gone when the tests are over. */
export interface LabBench {
  readonly sandbox: Sandbox;
  readonly workspace: string;
  readonly client: ClientConfig;
}

export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const ends: (() => Promise<void> | void)[] = [];

/** Its credentials are those of the environment until the next one. It has the trail, unless it is to be without. */
export async function labBench(options: SandboxOptions = {}, hasTrail = true): Promise<LabBench> {
  const sandbox = await startSandbox(options);
  const workspace = mkdtempSync(join(tmpdir(), "trailproof-lab-test-"));
  ends.push(
    () => sandbox.close(),
    () => rmSync(workspace, { recursive: true, force: true }),
  );
  const { AWS_ENDPOINT_URL: _unused, ...env } = sandbox.env;
  Object.assign(process.env, env);
  const [accessKeyId = "", secretAccessKey = ""] = [env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]];
  const credentials = { accessKeyId, secretAccessKey };
  const bench = { sandbox, workspace, client: { endpoint: sandbox.endpoint, region: "us-east-1", credentials } };
  if (hasTrail) await addTrail(bench);
  return bench;
}

export async function endBenches(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}

/** All that IAM has, as AWS's own client is told it. */
export async function accountOf({ client }: LabBench): Promise<object> {
  const iam = new IAMClient(client);
  const { $metadata: _first, ...details } = await iam.send(
    new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }),
  );
  const { $metadata: _second, ...devices } = await iam.send(new ListVirtualMFADevicesCommand({}));
  return { ...details, ...devices };
}

/** Trails and buckets, by name. */
export async function trailsOf({ client }: LabBench): Promise<readonly string[]> {
  const { trailList } = await new CloudTrailClient(client).send(new DescribeTrailsCommand({}));
  const { Buckets } = await new S3Client({ ...client, forcePathStyle: true }).send(new ListBucketsCommand({}));
  return [...(trailList ?? []), ...(Buckets ?? [])].map(({ Name }) => Name ?? "");
}

export async function stopTrail({ client }: LabBench): Promise<void> {
  await new CloudTrailClient(client).send(new StopLoggingCommand({ Name: "iam-trail-demo" }));
}

export async function deleteTrail({ client }: LabBench): Promise<void> {
  await new CloudTrailClient(client).send(new DeleteTrailCommand({ Name: "iam-trail-demo" }));
}

/** The trail of the exercises, made by nothing of ours. */
async function addTrail({ client }: LabBench): Promise<void> {
  const [Bucket, account] = ["iam-logs-demo-111122223333", "111122223333"];
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  const statement = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { ...statement, Action: "s3:GetBucketAcl", Resource: `arn:aws:s3:::${Bucket}` },
      { ...statement, Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/AWSLogs/${account}/*` },
    ],
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const cloudTrail = new CloudTrailClient(client);
  const Name = "iam-trail-demo";
  await cloudTrail.send(new CreateTrailCommand({ Name, S3BucketName: Bucket, IsMultiRegionTrail: true }));
  await cloudTrail.send(new StartLoggingCommand({ Name }));
}
