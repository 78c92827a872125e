import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditAccount } from "../../src/app/audit/audit-account.ts";
import { defaultSettings } from "../../src/app/settings/settings.ts";
import { loadSnapshot, type SnapshotInputs } from "../../src/app/snapshot/load-snapshot.ts";
import { collectAccount, connect } from "../../src/collect/index.ts";
import type { Snapshot } from "../../src/model/index.ts";
import { account, bucket, type CollectWorld, startCollectWorld } from "../support/collect-world.ts";

const hasCli = spawnSync("aws", ["--version"], { timeout: 30_000 }).status === 0;

/** Of these AWS CLI is not asked here: other tests have them. */
const notAsked: readonly string[] = [
  "buckets",
  "service-last-accessed",
  "organization",
  "service-control-policies",
  "organizations-features",
  "analyzers",
  "analyzer-findings",
  "event-rules",
  "trail-keys",
  "ssh-public-keys",
  "metric-filters",
  "alarms",
  "roles-anywhere",
  "account-assignments",
  "workloads",
];

/** What was read, without when and whence, and of what AWS CLI is asked here. */
const contentOf = ({
  sources,
  collection,
  clock,
  takenAt,
  sshPublicKeys,
  eventRules,
  trailKeys,
  ...content
}: Snapshot): object => ({
  ...content,
  // Where a bucket is, is told by the call that the other calls were made with.
  buckets: content.buckets?.map(({ region, ...settings }) => settings),
  // Of likely administrators `collect` asks for all devices, AWS CLI here for virtual ones only.
  mfaDevices: content.mfaDevices?.map(({ isOfUsersList, ...device }) => device),
  states: Object.entries(sources)
    .filter(([name]) => !notAsked.includes(name))
    .map(([name, { state, gaps }]) => ({ name, state, gaps })),
});

describe.skipIf(!hasCli)(`AWS CLI, asked for the same account${hasCli ? "" : " (skipped: no AWS CLI here)"}`, () => {
  let world: CollectWorld;
  beforeAll(async () => {
    world = await startCollectWorld({ speed: 0 });
  });
  afterAll(() => world?.close());

  test("its saved answers give the same snapshot and the same findings", { timeout: 180_000 }, async () => {
    const { snapshot } = await collectAccount(await connect(), { features: ["core", "trail"], wait: async () => {} });
    const asOf = snapshot.takenAt;
    const saved = await loadSnapshot(await save(), { asOf, now: new Date() });
    expect(contentOf(snapshot)).toEqual(contentOf(saved.snapshot));
    const findings = (made: Snapshot) =>
      auditAccount(made, defaultSettings, [])
        .findings.filter(
          ({ status, source }) => status !== "UNKNOWN" && !/^(?:USE-|TRAIL-1[1256]|CRED-2[57])/.test(source.id),
        )
        .map(({ uid, status, severity, reason, evidence }) => ({ uid, status, severity, reason, evidence }));
    expect(findings(snapshot)).toEqual(findings(saved.snapshot));
    expect(findings(snapshot).filter(({ status }) => status === "FAIL").length).toBeGreaterThan(10);
  });

  test("says the same of what developer-1 used", { timeout: 60_000 }, async () => {
    const { snapshot } = await collectAccount(await connect(), { features: ["usage"], wait: async () => {} });
    const arn = `arn:aws:iam::${account}:user/developer-1`;
    const started = await aws("iam", "generate-service-last-accessed-details", "--arn", arn);
    const { JobId } = JSON.parse(started) as { JobId: string };
    await aws("iam", "get-service-last-accessed-details", "--job-id", JobId);
    const file = join(world.folder, "developer-1.json");
    writeFileSync(file, await aws("iam", "get-service-last-accessed-details", "--job-id", JobId));
    const { snapshot: saved } = await loadSnapshot(
      { serviceLastAccessed: [{ subject: arn, file }] },
      { asOf: snapshot.takenAt, now: new Date() },
    );
    const servicesOf = (made: Snapshot) => made.lastAccessed?.find((answer) => answer.arn === arn)?.services;
    expect(servicesOf(snapshot)).toEqual(servicesOf(saved));
    expect(
      servicesOf(snapshot)?.filter(({ lastAuthenticated }) => lastAuthenticated !== undefined).length,
    ).toBeGreaterThan(0);
  });

  async function save(): Promise<SnapshotInputs> {
    const trail = "lab-trail";
    const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
    const file = async (name: string, ...args: string[]): Promise<string> => {
      const path = join(world.folder, `${name}.json`);
      writeFileSync(path, await aws(...args));
      return path;
    };
    const ofBucket = async (name: string, call: string) => [
      { subject: bucket, file: await file(name, "s3api", call, "--bucket", bucket) },
    ];
    const ofTrail = async (name: string, call: string, flag: string) => [
      { subject: trail, file: await file(name, "cloudtrail", call, flag, trail) },
    ];
    return {
      credentialReport: await file("report", "iam", "get-credential-report"),
      authorizationDetails: [await file("details", "iam", "get-account-authorization-details")],
      accountSummary: await file("summary", "iam", "get-account-summary"),
      passwordPolicy: await file("password", "iam", "get-account-password-policy"),
      roles: [{ file: await file("roles", "iam", "list-roles") }],
      mfaDevices: [{ file: await file("mfa", "iam", "list-virtual-mfa-devices") }],
      identityProviders: [
        { file: await file("oidc", "iam", "list-open-id-connect-providers") },
        { file: await file("saml", "iam", "list-saml-providers") },
        {
          file: await file(
            "provider",
            "iam",
            "get-open-id-connect-provider",
            "--open-id-connect-provider-arn",
            provider,
          ),
        },
      ],
      serviceSpecificCredentials: [
        { file: await file("credentials", "iam", "list-service-specific-credentials", "--all-users") },
      ],
      serverCertificates: [{ file: await file("certificates", "iam", "list-server-certificates") }],
      securityContact: [
        { file: await file("contact", "account", "get-alternate-contact", "--alternate-contact-type", "SECURITY") },
      ],
      regions: [{ file: await file("regions", "account", "list-regions") }],
      trails: [await file("trails", "cloudtrail", "describe-trails")],
      trailStatus: await ofTrail("status", "get-trail-status", "--name"),
      eventSelectors: await ofTrail("selectors", "get-event-selectors", "--trail-name"),
      insightSelectors: await ofTrail("insights", "get-insight-selectors", "--trail-name"),
      bucketPolicy: await ofBucket("policy", "get-bucket-policy"),
      bucketAcl: await ofBucket("acl", "get-bucket-acl"),
      publicAccessBlock: await ofBucket("block", "get-public-access-block"),
      bucketVersioning: await ofBucket("versioning", "get-bucket-versioning"),
      bucketLogging: await ofBucket("logging", "get-bucket-logging"),
      bucketObjectLock: await ofBucket("lock", "get-object-lock-configuration"),
      bucketEncryption: await ofBucket("encryption", "get-bucket-encryption"),
      bucketLifecycle: await ofBucket("lifecycle", "get-bucket-lifecycle-configuration"),
    };
  }

  /** What it prints, or the error that people save with `2>&1`. */
  async function aws(...args: string[]): Promise<string> {
    try {
      return (await promisify(execFile)("aws", args, { env: process.env, maxBuffer: 1 << 26 })).stdout;
    } catch (error) {
      // What execFile rejects with has what the program wrote.
      return (error as { readonly stderr: string }).stderr;
    }
  }
});
