import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import type { Io } from "../../src/cli/io.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";

export const account = "111122223333";
export const bucket = "aerosecure-audit-logs";

/** The account of AeroSecure with a trail, behind HTTP, and the environment of this process set to its administrator. */
export interface CollectWorld {
  readonly sandbox: Sandbox;
  readonly iam: IAMClient;
  readonly folder: string;
  /** A user with this policy; gives the environment of its key. */
  user(name: string, policy: object): Promise<{ readonly id: string; readonly secret: string }>;
  /** What the next connection finds in the environment. */
  use(key: { readonly id: string; readonly secret: string } | undefined): void;
  close(): Promise<void>;
}

export async function startCollectWorld(options: Parameters<typeof startSandbox>[0] = {}): Promise<CollectWorld> {
  const sandbox = await startSandbox({ startsAt: Date.parse("2026-11-21T20:00:00Z"), seed: "collect", ...options });
  const response = await fetch(`${sandbox.endpoint}/_sandbox/seed`, {
    method: "POST",
    headers: { "x-trailproof-control": "1" },
    body: JSON.stringify({ name: "aerosecure" }),
  });
  if (!response.ok) throw new Error(await response.text());
  const folder = mkdtempSync(join(tmpdir(), "trailproof-collect-"));
  const before = { ...process.env };
  const nowhere = join(folder, "none");
  Object.assign(process.env, sandbox.env, { AWS_CONFIG_FILE: nowhere, AWS_SHARED_CREDENTIALS_FILE: nowhere });
  const iam = new IAMClient(adminOf(sandbox));
  await makeTrail(sandbox);
  return {
    sandbox,
    iam,
    folder,
    async user(name, policy) {
      await iam.send(new CreateUserCommand({ UserName: name }));
      await iam.send(
        new PutUserPolicyCommand({ UserName: name, PolicyName: "own", PolicyDocument: JSON.stringify(policy) }),
      );
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
      return { id: AccessKey?.AccessKeyId ?? "", secret: AccessKey?.SecretAccessKey ?? "" };
    },
    use(key) {
      const { AWS_ACCESS_KEY_ID: id = "", AWS_SECRET_ACCESS_KEY: secret = "" } = sandbox.env;
      process.env["AWS_ACCESS_KEY_ID"] = key?.id ?? id;
      process.env["AWS_SECRET_ACCESS_KEY"] = key?.secret ?? secret;
    },
    async close() {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function adminOf({ endpoint, env }: Sandbox) {
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = env;
  return { endpoint, region: "us-east-1", credentials: { accessKeyId, secretAccessKey } };
}

async function makeTrail(sandbox: Sandbox): Promise<void> {
  const s3 = new S3Client({ ...adminOf(sandbox), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal, Action: "s3:GetBucketAcl", Resource: `arn:aws:s3:::${bucket}` },
      { Effect: "Allow", Principal, Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/AWSLogs/${account}/*` },
    ],
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  const cloudtrail = new CloudTrailClient(adminOf(sandbox));
  await cloudtrail.send(new CreateTrailCommand({ Name: "lab-trail", S3BucketName: bucket, IsMultiRegionTrail: true }));
  await cloudtrail.send(new StartLoggingCommand({ Name: "lab-trail" }));
}

/** A terminal that keeps what is written to it. */
export function recordingIo(env: Io["env"]): { readonly io: Io; out(): string; err(): string } {
  const [written, complaints]: [string[], string[]] = [[], []];
  return {
    io: {
      stdin: { async *[Symbol.asyncIterator]() {} },
      stdout: { write: (text) => written.push(text) },
      stderr: { write: (text) => complaints.push(text) },
      env,
    },
    out: () => written.join(""),
    err: () => complaints.join(""),
  };
}

/** Files of AWS's configuration with these profiles. */
export function writeProfiles(folder: string, text: string): string {
  const file = join(folder, `credentials-${Math.random().toString(36).slice(2)}`);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
