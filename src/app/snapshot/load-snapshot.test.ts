import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, test } from "vitest";
import { snapshotJsonSchema } from "../../collect/index.ts";
import { Problem, snapshotSources } from "../../model/index.ts";
import { loadSnapshot, parseSubjectFile, type SnapshotInputs } from "./load-snapshot.ts";
import { readSnapshot, writeSnapshot } from "./snapshot-file.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-load-"));
afterAll(() => rmSync(folder, { recursive: true }));

const now = new Date("2026-01-10T00:00:00Z");
const cells = ",true,N/A,N/A,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const reportText = [
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated",
  `<root_account>,arn:aws:iam::111122223333:root,2019-01-01T00:00:00+00:00${cells}`,
  `ana,arn:aws:iam::111122223333:user/ana,2020-01-01T00:00:00+00:00${cells}`,
].join("\n");
const report = file("report.csv", reportText);
const trail = {
  Name: "main",
  TrailARN: "arn:aws:cloudtrail:us-east-1:111122223333:trail/main",
  S3BucketName: "logs",
  HomeRegion: "us-east-1",
  IsMultiRegionTrail: true,
};
const trails = file("trails.json", { trailList: [trail] });
const status = file("status.json", { IsLogging: true, LatestDeliveryTime: 1_767_225_600 });
const broken = file("broken.json", '{"IsLogging":tru');
const details = file("details.json", {
  UserDetailList: [
    { UserName: "ana", Arn: "arn:aws:iam::111122223333:user/ana", Path: "/", Tags: [{ Key: "__proto__", Value: "x" }] },
  ],
  GroupDetailList: [],
  RoleDetailList: [
    {
      RoleName: "r",
      Arn: "arn:aws:iam::111122223333:role/r",
      Path: "/",
      AssumeRolePolicyDocument: { Statement: [] },
      RoleLastUsed: {},
    },
  ],
  Policies: [
    {
      Arn: "arn:aws:iam::111122223333:policy/p",
      DefaultVersionId: "v1",
      PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: "%7B%22Statement%22%3A%5B%5D%7D" }],
    },
  ],
});
const analyzerArn = "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/one";
const everything: SnapshotInputs = {
  ...accountFacts(),
  credentialReport: report,
  authorizationDetails: [details],
  accountSummary: file("summary.json", { SummaryMap: { Users: 1, AccountMFAEnabled: 1 } }),
  passwordPolicy: file("password.json", { PasswordPolicy: { MinimumPasswordLength: 14, MaxPasswordAge: 90 } }),
  trails: [trails],
  trailStatus: [{ file: status }],
  eventSelectors: [
    {
      file: file("selectors.json", {
        TrailARN: trail.TrailARN,
        AdvancedEventSelectors: [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Management"] }] }],
      }),
    },
  ],
  insightSelectors: [{ file: file("insights.json", { TrailARN: trail.TrailARN, InsightSelectors: [] }) }],
  serviceLastAccessed: [
    {
      subject: "arn:aws:iam::111122223333:user/ana",
      file: file("used.json", {
        JobStatus: "COMPLETED",
        JobType: "ACTION_LEVEL",
        ServicesLastAccessed: [{ ServiceNamespace: "s3", TrackedActionsLastAccessed: [{ ActionName: "GetObject" }] }],
      }),
    },
  ],
  buckets: [file("buckets.json", { Buckets: [{ Name: "logs" }] })],
  bucketPolicy: [{ file: file("policy.json", { Policy: '{"Statement":[]}' }) }],
  bucketAcl: [{ file: file("acl.json", { Grants: [{ Grantee: { ID: "x" }, Permission: "READ" }] }) }],
  publicAccessBlock: [{ file: file("block.json", { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }) }],
  bucketVersioning: [{ file: file("versioning.json", "") }],
  bucketLifecycle: [
    {
      file: file("lifecycle.json", { Rules: [{ ID: "a", Status: "Enabled", Filter: {}, Expiration: { Days: 400 } }] }),
    },
  ],
};

function accountFacts(): SnapshotInputs {
  const one = (name: string, content: object): { readonly file: string } => ({ file: file(`${name}.json`, content) });
  return {
    bucketLogging: [{ file: file("logging.json", "") }],
    bucketObjectLock: [one("lock", { ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } })],
    bucketEncryption: [one("encryption", { ServerSideEncryptionConfiguration: { Rules: [] } })],
    mfaDevices: [one("mfa", { VirtualMFADevices: [{ SerialNumber: "arn:aws:iam::111122223333:mfa/root" }] })],
    identityProviders: [one("oidc", { OpenIDConnectProviderList: [] }), one("saml", { SAMLProviderList: [] })],
    roles: [one("roles", { Roles: [{ Arn: "arn:aws:iam::111122223333:role/r", MaxSessionDuration: 3600 }] })],
    sshPublicKeys: [{ ...one("ssh", { SSHPublicKeys: [] }), subject: "ana" }],
    serviceSpecificCredentials: [one("credentials", { ServiceSpecificCredentials: [] })],
    serverCertificates: [one("certificates", { ServerCertificateMetadataList: [] })],
    organization: [
      one("organization", { Organization: { Id: "o-1", MasterAccountId: "444455556666", FeatureSet: "ALL" } }),
      one("accounts", { Accounts: [] }),
      one("delegated", { DelegatedAdministrators: [] }),
    ],
    serviceControlPolicies: [one("policies", { Policies: [] })],
    organizationsFeatures: [one("features", { OrganizationId: "o-1", EnabledFeatures: ["RootSessions"] })],
    securityContact: [
      one("contact", { AlternateContact: { AlternateContactType: "SECURITY", EmailAddress: "soc@example.com" } }),
    ],
    regions: [one("regions", { Regions: [{ RegionName: "us-east-1", RegionOptStatus: "ENABLED_BY_DEFAULT" }] })],
    analyzers: [one("analyzers", { analyzers: [{ arn: analyzerArn, type: "ACCOUNT", status: "ACTIVE" }] })],
    analyzerFindings: [one("findings", { findings: [] })],
    eventRules: [one("rules", { Rules: [] })],
    trailKeys: [
      one("key", {
        KeyMetadata: { Arn: "arn:aws:kms:us-east-1:111122223333:key/1", KeyState: "Enabled", KeyManager: "CUSTOMER" },
      }),
      one("rotation", { KeyRotationEnabled: false }),
      one("key-policy", { Policy: '{"Statement":[]}', PolicyName: "default" }),
    ],
    metricFilters: [],
    alarms: [{ ...one("alarms", { MetricAlarms: [], CompositeAlarms: [] }), subject: "us-east-1" }],
    rolesAnywhere: [{ ...one("profiles", { profiles: [] }), subject: "us-east-1" }],
    accountAssignments: [one("assignments", { AccountAssignments: [] })],
    workloads: [
      { ...one("instances", { Reservations: [] }), subject: "us-east-1" },
      { ...one("functions", { Functions: [] }), subject: "us-east-1" },
    ],
  };
}

describe("a snapshot of all saved answers", () => {
  test("has every source complete and no problem", async () => {
    const { snapshot, problems } = await load(everything);
    expect(problems).toEqual([]);
    expect(Object.values(snapshot.sources).map(({ state }) => state)).toEqual(
      Object.keys(snapshotSources).map(() => "complete"),
    );
  });

  test("says which bytes it was read from", async () => {
    const { snapshot } = await load(everything);
    const bytes = readFileSync(report);
    expect(snapshot.sources["credential-report"].origins).toEqual([
      {
        file: report,
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        readAt: "2026-01-10T00:00:00Z",
      },
    ]);
  });

  test("is the same twice", async () => {
    expect(await load(everything)).toEqual(await load(everything));
  });

  test.each<[string, SnapshotInputs]>([
    ["all answers", everything],
    ["a report only", { credentialReport: report }],
    [
      "a refusal",
      {
        accountSummary: file(
          "denied.txt",
          "An error occurred (AccessDenied) when calling the GetAccountSummary operation: no",
        ),
      },
    ],
    ["a damaged report", { credentialReport: file("cut.csv", reportText.slice(0, -30)) }],
  ])("of %s is what the published JSON Schema says, and is read back as it was written", async (_name, inputs) => {
    const { snapshot } = await load(inputs);
    const validate = new Ajv2020({ strict: true }).compile(snapshotJsonSchema());
    expect([validate(JSON.parse(JSON.stringify(snapshot))), validate.errors]).toEqual([true, null]);
    const path = join(folder, "back.json.gz");
    await writeSnapshot(path, snapshot);
    expect(await readSnapshot(path)).toEqual(snapshot);
  });
});

describe("an input that the user named", () => {
  test.each<[string, SnapshotInputs, string, string]>([
    ["is missing", { credentialReport: join(folder, "nowhere.csv") }, "input.unreadable", "nowhere.csv"],
    ["is a folder", { credentialReport: folder }, "input.unreadable", folder],
    ["is another answer", { accountSummary: trails }, "input.malformed", "trails.json"],
    [
      "is one of two of its kind, and both are bad",
      { trails: [broken, join(folder, "nowhere.json")] },
      "input.truncated",
      "broken.json",
    ],
    [
      "is compressed",
      { trails: [file("trails.json.gz", Buffer.from([0x1f, 0x8b, 8, 0]))] },
      "input.unsupported",
      "trails.json.gz",
    ],
  ])("and that %s throws a Problem with the file, when it is the only one", async (_name, inputs, code, name) => {
    const problem = await problemOf(load(inputs));
    expect(problem.code).toBe(code);
    expect(problem.location?.file).toContain(name);
  });

  test("and that is the only one of its kind and broken takes nothing from the other kinds", async () => {
    const { snapshot, problems, unusable } = await load({ trails: [trails], trailStatus: [{ file: broken }] });
    expect(unusable).toEqual(["trail-status"]);
    expect(problems.map(({ code, location }) => [code, location?.file])).toEqual([["input.truncated", broken]]);
    expect(snapshot.trails).toHaveLength(1);
    expect(snapshot.sources["trail-status"]).toMatchObject({ state: "missing", gaps: [{ what: broken }] });
  });

  test("and that is broken beside a good one of its kind is a problem and a gap", async () => {
    const { snapshot, problems } = await load({ trails: [trails], trailStatus: [{ file: status }, { file: broken }] });
    expect(problems.map(({ code, location }) => [code, location?.file])).toEqual([["input.truncated", broken]]);
    expect(snapshot.trails?.[0]?.status?.isLogging).toBe(true);
    expect(snapshot.sources["trail-status"]).toMatchObject({ state: "partial", gaps: [{ what: broken }] });
  });

  test("a report that was cut is judged as far as it goes, with file and line", async () => {
    const cut = file("cut2.csv", reportText.slice(0, -30));
    const { snapshot, problems } = await load({ credentialReport: cut });
    expect(problems.find(({ code }) => code === "input.truncated")?.location).toEqual({ file: cut, line: 3 });
    expect(snapshot.credentialReport?.rows).toHaveLength(2);
    expect(snapshot.sources["credential-report"].state).toBe("partial");
  });

  test("text that is no UTF-8 is read, with one problem", async () => {
    const latin = file("latin.csv", Buffer.from(reportText.replaceAll("/ana", "/an\u00e9"), "latin1"));
    const { snapshot, problems } = await load({ credentialReport: latin });
    expect(problems.map(({ code, location }) => [code, location?.line])).toEqual([["input.malformed", 3]]);
    expect(snapshot.credentialReport?.rows).toHaveLength(2);
  });

  test("UTF-16, as PowerShell writes it, is read", async () => {
    const utf16 = file("utf16.csv", Buffer.from(`\uFEFF${reportText}`, "utf16le"));
    const { snapshot, problems } = await load({ credentialReport: utf16 });
    expect([snapshot.credentialReport?.rows.length, problems]).toEqual([2, []]);
  });

  test("no input at all, and standard input twice, are refused", async () => {
    expect((await problemOf(load({ trails: [] }))).code).toBe("input.nothing");
    expect((await problemOf(load({ credentialReport: "-", trails: ["-"] }))).code).toBe("cli.usage");
  });

  test("- is standard input", () => {
    const script = `import { loadSnapshot } from ${JSON.stringify(join(process.cwd(), "src/app/snapshot/load-snapshot.ts"))};
      const { snapshot } = await loadSnapshot({ credentialReport: "-" }, { now: new Date(0) });
      console.log(snapshot.credentialReport.rows.length, snapshot.sources["credential-report"].origins[0].file);`;
    const path = file("stdin.mts", script);
    const out = execFileSync(process.execPath, ["--import", "tsx", path], {
      input: reportText,
      encoding: "utf8",
      cwd: process.cwd(),
    });
    expect(out.trim()).toBe("2 -");
  });
});

describe("SUBJECT=FILE", () => {
  mkdirSync(join(folder, "a=b"));
  const inFolder = file("a=b/status.json", {});

  test.each<[string, { subject?: string; file: string }]>([
    ["status.json", { file: "status.json" }],
    [`main=${status}`, { subject: "main", file: status }],
    ["main=nowhere.json", { subject: "main", file: "nowhere.json" }],
    ["main=-", { subject: "main", file: "-" }],
    [inFolder, { file: inFolder }],
    [`main=${inFolder}`, { subject: "main", file: inFolder }],
    [`arn:aws:iam::111122223333:user/a=b=${status}`, { subject: "arn:aws:iam::111122223333:user/a=b", file: status }],
  ])("%s", (text, expected) => {
    expect(parseSubjectFile(text)).toEqual(expected);
  });

  test.each(["", "=file", "main="])("%j is refused", async (text) => {
    expect((await problemOf(Promise.resolve().then(() => parseSubjectFile(text)))).code).toBe("cli.usage");
  });
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 4),
  );
  return path;
}

function load(inputs: SnapshotInputs): ReturnType<typeof loadSnapshot> {
  return loadSnapshot(inputs, { now });
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
