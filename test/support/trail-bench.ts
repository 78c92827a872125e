import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, DescribeTrailsCommand, ListTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { connect } from "../../src/collect/index.ts";
import {
  type Clock,
  gatherFacts,
  openJournalOf,
  planTrail,
  type TrailAws,
  type TrailOptions,
  type TrailPlan,
  type TrailTools,
  trailOptions,
  trailStepSchema,
} from "../../src/provision/index.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts";

/** A sandbox with clients of AWS, and the trails that are made in it. */
export interface TrailBench {
  readonly sandbox: Sandbox;
  readonly aws: TrailAws;
  readonly s3: S3Client;
  readonly cloudtrail: CloudTrailClient;
  readonly folder: string;
  plan(given: Partial<TrailOptions>): Promise<TrailPlan>;
  /** Works with a journal of this name, and lets go of it whatever happens. */
  withTools<T>(journal: string, work: (tools: TrailTools) => Promise<T>, clock?: Clock): Promise<T>;
  /** Names of all buckets and trails of the account, as AWS's own clients are told them. */
  account(): Promise<{ readonly buckets: readonly string[]; readonly trails: readonly string[] }>;
  close(): Promise<void>;
}

/** Waits are real, but never longer than a moment. */
export const hastyClock: Clock = {
  now: () => new Date(),
  wait: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, Math.min(ms, 20));
    }),
};

export const account = "111122223333";
export const region = "us-east-1";

export async function trailBench(options: SandboxOptions = {}): Promise<TrailBench> {
  const sandbox = await startSandbox({ speed: 0, ...options });
  const folder = mkdtempSync(join(tmpdir(), "trailproof-trail-"));
  const { AWS_ENDPOINT_URL: endpoint = "", ...env } = sandbox.env;
  Object.assign(process.env, env);
  const connection = await connect({ endpointUrl: endpoint, region });
  const aws: TrailAws = { clients: connection, account, isPlainHttp: true };
  const credentials = {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const cloudtrail = new CloudTrailClient({ endpoint, region, credentials });
  return {
    sandbox,
    aws,
    s3,
    cloudtrail,
    folder,
    async plan(given) {
      const wanted = trailOptions(given);
      return planTrail(wanted, await gatherFacts({ ...aws, partition: "aws", region }, wanted));
    },
    async withTools(name, work, clock = hastyClock) {
      const journal = openJournalOf(join(folder, name), trailStepSchema);
      try {
        return await work({ aws, journal, clock, settleMs: 0 });
      } finally {
        journal.close();
      }
    },
    async account() {
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      const { Trails = [] } = await cloudtrail.send(new ListTrailsCommand({}));
      return {
        buckets: Buckets.map(({ Name = "" }) => Name),
        trails: Trails.map(({ TrailARN = "" }) => TrailARN),
      };
    },
    async close() {
      connection.close();
      s3.destroy();
      cloudtrail.destroy();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function describeTrail({ cloudtrail }: TrailBench, name: string): Promise<object | undefined> {
  const { trailList = [] } = await cloudtrail.send(new DescribeTrailsCommand({ trailNameList: [name] }));
  return trailList[0];
}
