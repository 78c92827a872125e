import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { CloudTrailClient, CreateTrailCommand, DeleteTrailCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { auditAccount } from "../src/app/audit/audit-account.ts";
import { collectAccounts } from "../src/app/aws/collect-accounts.ts";
import { leastPolicy } from "../src/app/aws/permissions.ts";
import { defaultSettings } from "../src/app/settings/settings.ts";
import { readSnapshot } from "../src/app/snapshot/snapshot-file.ts";
import { runAudit } from "../src/cli/run/audit.ts";
import { type CollectCommandOptions, runCollect } from "../src/cli/run/collect.ts";
import { runDoctor } from "../src/cli/run/doctor.ts";
import { runUsage } from "../src/cli/run/usage.ts";
import {
  collectAccount,
  connect,
  featurePermissions,
  organizationActions,
  startSession,
} from "../src/collect/index.ts";
import { probeFeatures } from "../src/collect/live/probe-features.ts";
import { actionCatalogue } from "../src/iam/index.ts";
import type { CollectFeature, SourceName } from "../src/model/index.ts";
import {
  account,
  bucket,
  type CollectWorld,
  recordingIo,
  startCollectWorld,
  writeProfiles,
} from "./support/collect-world.ts";
import { type OtherServices, startOtherServices, usualAnswer } from "./support/other-services.ts";

const all: readonly CollectFeature[] = ["core", "usage", "trail", "organization", "access"];

let world: CollectWorld;
let others: OtherServices;
beforeAll(async () => {
  world = await startCollectWorld();
  others = await startOtherServices();
  Object.assign(process.env, others.env);
  others.answer(usualAnswer);
});
afterEach(() => {
  world.use(undefined);
  others.answer(usualAnswer);
});
afterAll(async () => {
  await others.close();
  await world.close();
});

const options = (more: Partial<CollectCommandOptions> = {}): CollectCommandOptions => ({
  for: all,
  level: "service",
  concurrency: 4,
  workspace: join(world.folder, `workspace-${Math.random().toString(36).slice(2)}`),
  color: "never",
  quiet: false,
  verbose: false,
  progress: false,
  ...more,
});

const leastOf = (Action: readonly string[]): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

/** The list of buckets, and what only saved answers of AWS CLI hold. */
const notCollected: readonly string[] = ["buckets", "alarms", "roles-anywhere", "account-assignments", "workloads"];

/** Jobs of the sandbox are done when they are asked for the second time. */
const quick = { wait: async () => {} };

describe("an account that lets itself be read", () => {
  test("is read whole: each source that a check asks for is complete", async () => {
    const { snapshot, problems } = await collectAccount(await connect(), { ...quick, features: all });
    const states = Object.entries(snapshot.sources).filter(([name]) => !notCollected.includes(name));
    expect(states.filter(([, { state }]) => state !== "complete")).toEqual([]);
    expect(problems).toEqual([]);
    expect(snapshot).toMatchObject({ account, clock: "collected", passwordPolicy: { minimumLength: 8 } });
    expect(snapshot.collection).toMatchObject({
      caller: `arn:aws:iam::${account}:user/sandbox-admin`,
      features: all,
      failures: [],
    });
    expect(snapshot.identityProviders).toMatchObject([
      { kind: "oidc", url: "token.actions.githubusercontent.com", clientIds: ["sts.amazonaws.com"] },
    ]);
    expect(snapshot.mfaDevices?.map(({ user }) => user)).toContain(`arn:aws:iam::${account}:user/admin-user`);
    expect(snapshot.trails).toMatchObject([
      { name: "lab-trail", status: { isLogging: true }, selectors: {}, insights: [] },
    ]);
    expect(snapshot.buckets).toMatchObject([{ name: bucket, policy: { json: {} }, versioning: { enabled: false } }]);
    const people = [...(snapshot.identities?.users ?? []), ...(snapshot.identities?.roles ?? [])].map(({ arn }) => arn);
    expect(snapshot.lastAccessed?.map(({ arn }) => arn).sort()).toEqual(people.sort());
  });

  test("leaves no check without an answer, since nothing that AWS says is later than the clock", async () => {
    const { snapshot } = await collectAccount(await connect(), { ...quick, features: all });
    const { findings } = auditAccount(snapshot, defaultSettings, []);
    const unknown = findings.filter(({ status }) => status === "UNKNOWN").map(({ reason }) => reason);
    const asked = unknown.filter((reason) => !reason.includes("collect does not ask for it"));
    expect(asked.filter((reason) => /after the clock|not collected: |not given|AWS answered/.test(reason))).toEqual([]);
    expect(new Set(findings.map(({ status }) => status))).toContain("FAIL");
  });

  test("is written whole, for its owner only, and read again as it was", async () => {
    const chosen = options();
    const { io, out, err } = recordingIo({});
    expect(await runCollect(chosen, io)).toBe(0);
    const path = out().trimEnd();
    expect(path.startsWith(`${chosen.workspace}/snapshots/${account}/`)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(chosen.workspace ?? "").mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path, ".."))).toHaveLength(1);
    expect((await readSnapshot(path)).collection?.failures).toEqual([]);
    expect(err()).toContain(`account ${account}: `);
  });

  test("has the trails of other regions, too, and asks about them where they are at home", async () => {
    const { endpoint, env } = world.sandbox;
    const away = new CloudTrailClient({ endpoint, region: "eu-west-1" });
    await away.send(new CreateTrailCommand({ Name: "far-trail", S3BucketName: bucket }));
    const { snapshot } = await collectAccount(await connect(), { ...quick, features: ["trail"] });
    await away.send(new DeleteTrailCommand({ Name: "far-trail" }));
    expect(env["AWS_REGION"]).toBe("us-east-1");
    expect(snapshot.trails?.map(({ name, homeRegion, status }) => [name, homeRegion, status?.isLogging])).toEqual([
      ["lab-trail", "us-east-1", true],
      ["far-trail", "eu-west-1", false],
    ]);
  });

  test("asks for less with --for, and says what would ask for the rest", async () => {
    const { snapshot } = await collectAccount(await connect(), { ...quick, features: ["core"] });
    expect(snapshot.sources.trails).toMatchObject({
      state: "missing",
      gaps: [{ cause: "not collected: trailproof collect --for trail asks for it (needs cloudtrail:DescribeTrails)" }],
    });
    const { findings } = auditAccount(snapshot, defaultSettings, []);
    const trail = findings.filter(({ source }) => source.id.startsWith("TRAIL-"));
    expect(new Set(trail.map(({ status }) => status))).toEqual(new Set(["UNKNOWN"]));
    expect(trail[0]?.reason).toContain("trailproof collect --for trail");
  });

  test("takes no secret of the credentials into the snapshot or onto the terminal", async () => {
    const canary = await world.user("canary", leastPolicy(["core", "trail"]));
    world.use(canary);
    const chosen = options({ verbose: true });
    const { io, out, err } = recordingIo({});
    await runCollect(chosen, io);
    const doctor = recordingIo({ AWS_ACCESS_KEY_ID: canary.id, AWS_SECRET_ACCESS_KEY: canary.secret });
    await runDoctor({ ...chosen, output: "table" }, doctor.io);
    const files = readdirSync(chosen.workspace ?? "", { recursive: true, encoding: "utf8" })
      .map((name) => join(chosen.workspace ?? "", name))
      .filter((name) => statSync(name).isFile())
      .map((name) => (name.endsWith(".gz") ? gunzipSync(readFileSync(name)) : readFileSync(name)).toString());
    expect(files).toHaveLength(1);
    for (const text of [...files, out(), err(), doctor.out(), doctor.err()]) expect(text).not.toContain(canary.secret);
    // Else nothing was looked at.
    expect(files[0]).toContain("user/canary");
  });
});

/** What is asked only where there is an organization, or a trail with a key or a log group. */
const onlyOfOrganizationsAndKeys =
  /^(iam:ListOrganizationsFeatures|kms:.*|logs:.*|organizations:(?!DescribeOrganization).*)$/;

describe("the least policy", () => {
  test("is enough for everything", async () => {
    const key = await world.user("least", leastPolicy(all));
    world.use(key);
    const { snapshot } = await collectAccount(await connect(), { ...quick, features: all });
    expect(snapshot.collection.failures).toEqual([]);
  });

  test("is what comes of granting what was denied, again and again, from nothing", async () => {
    const key = await world.user("grows", leastOf(["sts:GetCallerIdentity"]));
    const granted = new Set<string>();
    others.answer((asked) => (granted.has(asked.action) ? usualAnswer(asked) : { refused: "AccessDeniedException" }));
    for (let round = 0; round < 6; round += 1) {
      world.use(key);
      const session = startSession(await connect());
      await probeFeatures(session, new Set());
      const denied = session.failures.filter(({ reason }) => reason !== "refused");
      expect(denied.filter(({ action }) => granted.has(action))).toEqual([]);
      if (denied.length === 0) break;
      for (const { action } of denied) granted.add(action);
      const PolicyDocument = JSON.stringify(leastOf([...granted]));
      await world.iam.send(new PutUserPolicyCommand({ UserName: "grows", PolicyName: "own", PolicyDocument }));
    }
    const declared = featurePermissions(all).flatMap(({ actions }) => actions);
    const led = declared.filter((action) => !onlyOfOrganizationsAndKeys.test(action));
    expect([...granted].sort()).toEqual([...new Set(led)].sort());
  });

  test("names actions that AWS has, all of which only read", () => {
    const catalogue = actionCatalogue();
    for (const action of featurePermissions(all).flatMap(({ actions }) => actions)) {
      const levels = catalogue.action(action)?.accessLevels ?? ["unknown"];
      expect(["List", "Read"], `${action} ${levels}`).toEqual(expect.arrayContaining([...levels]));
    }
    for (const action of organizationActions) expect(catalogue.action(action)?.name).toBe(action);
  });
});

describe("what is denied", () => {
  test("is named with its reason, and unknown, never passed", async () => {
    const deny = { Effect: "Deny", Action: ["iam:GetCredentialReport", "iam:GenerateCredentialReport"], Resource: "*" };
    const allow = {
      Effect: "Allow",
      Action: featurePermissions(["core"]).flatMap(({ actions }) => actions),
      Resource: "*",
    };
    const key = await world.user("half", { Version: "2012-10-17", Statement: [allow, deny] });
    world.use(key);
    const { snapshot } = await collectAccount(await connect(), { ...quick, features: ["core", "trail"] });
    expect(snapshot.collection.failures).toContainEqual(
      expect.objectContaining({
        action: "iam:GetCredentialReport",
        code: "AccessDenied",
        reason: "explicit-deny",
        unknown: "the age and use of passwords, keys and MFA of users and of root",
      }),
    );
    expect(snapshot.collection.failures).toContainEqual(
      expect.objectContaining({ action: "cloudtrail:DescribeTrails", reason: "missing" }),
    );
    const missing = (Object.keys(snapshot.sources) as SourceName[]).filter(
      (name) => snapshot.sources[name].state === "missing",
    );
    expect(missing).toEqual(expect.arrayContaining(["credential-report", "trails"]));
    const { findings } = auditAccount(snapshot, defaultSettings, []);
    const ofReport = findings.filter(({ source }) => /^(CRED|TRAIL)-/.test(source.id));
    expect(ofReport.filter(({ status }) => status === "PASS").map(({ source }) => source.id)).toEqual([]);
    expect(ofReport.find(({ source }) => source.id === "CRED-07")?.reason).toContain("iam:GetCredentialReport");
  });

  test("does not make the command fail, and its lines name action, reason and what is unknown now", async () => {
    const key = await world.user("nobody", {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "iam:GetAccountSummary", Resource: "*" }],
    });
    world.use(key);
    const { io, out, err } = recordingIo({});
    expect(await runCollect(options(), io)).toBe(0);
    expect(out()).toMatch(/\.json\.gz\n$/);
    expect(err()).toMatch(/^denied: iam:GetCredentialReport on \* \(AccessDenied\)$/m);
    expect(err()).toContain("no policy of yours allows it");
    expect(err()).toContain("unknown now: which trails there are in us-east-1");
  });

  test("of a role by its session policy or boundary, is told apart", async () => {
    const key = await world.user("bound", {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    const { CreatePolicyCommand, PutUserPermissionsBoundaryCommand } = await import("@aws-sdk/client-iam");
    const PolicyDocument = JSON.stringify(leastPolicy(["core"]));
    const { Policy } = await world.iam.send(new CreatePolicyCommand({ PolicyName: "core-only", PolicyDocument }));
    await world.iam.send(
      new PutUserPermissionsBoundaryCommand({ UserName: "bound", PermissionsBoundary: Policy?.Arn ?? "" }),
    );
    world.use(key);
    const { snapshot } = await collectAccount(await connect(), { ...quick, features: ["core", "trail"] });
    expect(snapshot.collection.failures.map(({ action, reason }) => [action, reason])).toEqual([
      ["cloudtrail:DescribeTrails", "permissions-boundary"],
    ]);
  });
});

test("a role is taken on first, with its external id, once for all services", async () => {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "agreed" } },
      },
    ],
  };
  const { Role } = await world.iam.send(
    new CreateRoleCommand({ RoleName: "auditor", AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const PolicyDocument = JSON.stringify(leastPolicy(["core", "trail"]));
  await world.iam.send(new PutRolePolicyCommand({ RoleName: "auditor", PolicyName: "own", PolicyDocument }));
  const arn = Role?.Arn ?? "";
  const { snapshot } = await collectAccount(await connect({ role: { arn, externalId: "agreed" } }), {
    ...quick,
    features: ["core", "trail"],
  });
  expect(snapshot.collection).toMatchObject({
    caller: `arn:aws:sts::${account}:assumed-role/auditor/trailproof`,
    failures: [],
  });
  const { io, err } = recordingIo({});
  expect(await runCollect(options({ for: ["core"], roleArn: arn }), io)).toBe(4);
  expect(err()).toMatch(/^error: The role \S+:role\/auditor cannot be taken on: /m);
  expect(err()).toContain("--external-id");
});

describe("what ends early", () => {
  test("keys that end in the middle: what was answered is kept, the rest is unknown, and the exit code says so", async () => {
    const key = await world.user("ends", leastPolicy(all));
    world.use(key);
    let jobs = 0;
    const { snapshot } = await collectAccount(await connect(), {
      ...quick,
      features: all,
      onCall(action) {
        if (action !== "iam:GenerateServiceLastAccessedDetails") return;
        jobs += 1;
        if (jobs === 3) void world.iam.send(new DeleteAccessKeyCommand({ UserName: "ends", AccessKeyId: key.id }));
      },
    });
    expect(snapshot.collection.ended).toBe("credentials");
    expect(snapshot.sources["credential-report"].state).toBe("complete");
    expect(snapshot.sources["service-last-accessed"].state).not.toBe("complete");
    const words = snapshot.collection.failures.map(({ reason }) => reason);
    expect(new Set(words)).toEqual(new Set(["credentials"]));
    // Not one for each user and role that was not asked about.
    expect(words.length).toBeLessThan(24);
  });

  test("Ctrl-C: what was answered is kept, and the next run goes on from it", async () => {
    const chosen = options();
    const run = (signal: AbortSignal, onJob: (text: string) => void) =>
      collectAccounts([{ label: "here", connection: {} }], {
        features: ["usage"],
        level: "service",
        concurrency: 1,
        workspace: chosen.workspace ?? "",
        signal,
        now: () => new Date(),
        onProgress: (_label, text) => onJob(text),
      });
    const abort = new AbortController();
    const [first] = await run(abort.signal, (text) => {
      if (text.startsWith("Access Advisor 5/")) abort.abort();
    });
    expect(first?.collected?.snapshot.collection.ended).toBe("interrupted");
    expect(first?.collected?.snapshot.lastAccessed).toHaveLength(5);
    const names = () => readdirSync(join(chosen.workspace ?? "", "snapshots", account));
    expect(names()).toContain("access-advisor.partial.jsonl");
    expect(names().filter((name) => name.endsWith(".tmp"))).toEqual([]);
    const shown: string[] = [];
    const [second] = await run(new AbortController().signal, (text) => shown.push(text));
    expect(second).toMatchObject({ resumed: 5 });
    expect(second?.collected?.snapshot.sources["service-last-accessed"].state).toBe("complete");
    expect(shown.at(-1)).toMatch(/^Access Advisor (\d+)\/\1, \d+\.\d a second, about 0 s left$/);
    expect(names()).not.toContain("access-advisor.partial.jsonl");
  });

  test("--timeout: what was answered is kept and named as ended by the clock, and the exit code says so", async () => {
    const chosen = options({ for: ["core", "usage"], timeout: 0.4, concurrency: 1 });
    const { io, out, err } = recordingIo({});
    expect(await runCollect(chosen, io)).toBe(4);
    expect(err()).toContain("the time of --timeout was over");
    if (out() === "") return;
    expect((await readSnapshot(out().trimEnd())).collection?.ended).toBe("timeout");
  });

  test.each([
    ["no network", { endpointUrl: "http://127.0.0.1:9" }, /ECONNREFUSED/],
    ["no such key", { key: { id: "AKIAIOSFODNN7EXAMPLE", secret: "wrong" } }, /security token|does not exist|invalid/i],
  ])(
    "%s: exit 4, no snapshot, and the reason",
    async (_name, { endpointUrl, key }: { endpointUrl?: string; key?: { id: string; secret: string } }, message) => {
      world.use(key);
      const { io, out, err } = recordingIo({});
      expect(await runCollect(options({ ...(endpointUrl !== undefined && { endpointUrl }) }), io)).toBe(4);
      expect(out()).toBe("");
      expect(err()).toMatch(/^error: /);
      expect(err()).toMatch(message);
    },
  );
});

describe("several accounts", () => {
  test("one that fails stops nothing", async () => {
    const key = await world.user("profiled", leastPolicy(["core"]));
    const file = writeProfiles(
      world.folder,
      `[good]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n[bad]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wrong\n`,
    );
    const env = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(world.folder, "none") };
    Object.assign(process.env, env);
    const { io, out, err } = recordingIo(env);
    expect(await runCollect(options({ for: ["core"], profile: ["bad", "good", "godo"] }), io)).toBe(0);
    expect(out().trimEnd().split("\n")).toHaveLength(1);
    expect(err()).toMatch(/^bad: error: /m);
    expect(err()).toMatch(/^godo: error: The AWS configuration has no profile "godo"\.\n {2}Did you mean good\?$/m);
  });

  test("all of an organisation that there is not: exit 4, and why", async () => {
    const { io, out, err } = recordingIo({});
    const code = await runCollect(options({ for: ["core"], orgRole: "reader" }), io);
    expect(err()).toMatch(/organi[sz]ation/i);
    expect([code, out()]).toEqual([4, ""]);
  });
});

const countOf = (feature: CollectFeature): number => featurePermissions([feature])[0]?.actions.length ?? 0;

describe("doctor", () => {
  test("tells who asks, whence the credentials are, and what is missing", async () => {
    const key = await world.user("patient", leastPolicy(["core"]));
    const file = writeProfiles(
      world.folder,
      `[ward]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n`,
    );
    const env = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(world.folder, "none") };
    Object.assign(process.env, env);
    const { io, out } = recordingIo(env);
    expect(await runDoctor({ ...options({ profile: ["ward"] }), output: "table" }, io)).toBe(0);
    expect(out()).toContain(`arn:aws:iam::${account}:user/patient`);
    expect(out()).toContain(`profile ward (access key), ${file}:1`);
    expect(out()).toMatch(new RegExp(`^trail +\\d of ${countOf("trail")} actions allowed`, "m"));
    expect(out()).toContain("denied: cloudtrail:DescribeTrails on * (AccessDenied");
    expect(out()).toMatch(new RegExp(`^core +${countOf("core")} of ${countOf("core")} actions allowed$`, "m"));
  });

  test.each([
    ["us-east-1", /^region +us-east-1$/m],
    ["ap-east-1", /^region +ap-east-1: not opted in \(aws account enable-region --region-name ap-east-1\)$/m],
    ["us-est-1", /^region +us-est-1: AWS has no region of this name$/m],
  ])("says whether the account may use %s", async (region, words) => {
    others.answer((asked) =>
      asked.action === "account:ListRegions"
        ? {
            Regions: [
              { RegionName: "us-east-1", RegionOptStatus: "ENABLED_BY_DEFAULT" },
              { RegionName: "ap-east-1", RegionOptStatus: "DISABLED" },
            ],
          }
        : usualAnswer(asked),
    );
    const { io, out } = recordingIo({});
    await runDoctor({ ...options({ for: ["core"], region }), output: "table" }, io);
    expect(out()).toMatch(words);
  });

  test("shows by how much the clock is wrong", async () => {
    world.sandbox.tick(3_600_000);
    const { io, out } = recordingIo({});
    for (const name of Object.keys(others.env)) delete process.env[name];
    await runDoctor({ ...options(), output: "json" }, io);
    Object.assign(process.env, others.env);
    const { accounts } = JSON.parse(out()) as { accounts: { clockAheadSeconds: number }[] };
    const virtual = world.sandbox.world.clock.now();
    expect(accounts[0]?.clockAheadSeconds).toBeCloseTo((Date.now() - Number(new Date(virtual))) / 1000, -1);
  });
});

describe("collect and ask in one go", () => {
  test("audit --region: the findings are those of the snapshot that it leaves behind", async () => {
    const asked = { color: "never", quiet: true, verbose: false, progress: false, output: "jsonl", out: [] } as const;
    const workspace = join(world.folder, "one-go");
    const live = recordingIo({});
    expect(await runAudit(undefined, { ...asked, workspace, region: "us-east-1" }, live.io)).toBe(0);
    const later = recordingIo({});
    expect(await runAudit(undefined, { ...asked, workspace }, later.io)).toBe(0);
    expect(live.out()).toBe(later.out());
    expect(live.out().split("\n").length).toBeGreaterThan(100);
  });

  test("usage --region: services that developer-1 never used", async () => {
    const { io, out } = recordingIo({});
    const workspace = join(world.folder, "one-go-usage");
    const common = { color: "never", quiet: true, verbose: false, progress: false, output: "json", out: [] } as const;
    const day = 86_400_000;
    const limits = { window: 90 * day, grace: 14 * day };
    expect(await runUsage("developer-1", { ...common, ...limits, workspace, region: "us-east-1" }, io)).toBe(0);
    const { principals } = JSON.parse(out()) as { principals: { services: { namespace: string; state: string }[] }[] };
    const states = new Map(principals[0]?.services.map(({ namespace, state }) => [namespace, state]));
    expect(states.get("s3")).toBe("used");
    expect([...states.values()]).toContain("unused");
  });

  test("several profiles at once, and files beside AWS, are refused", async () => {
    const { io } = recordingIo({});
    const common = { color: "never", quiet: true, verbose: false, progress: false, output: "json", out: [] } as const;
    await expect(runAudit(undefined, { ...common, profile: ["a", "b"] }, io)).rejects.toThrow("one --profile");
    await expect(runAudit("snapshot.json", { ...common, profile: ["a"] }, io)).rejects.toThrow("not both");
    await expect(runAudit(undefined, { ...common, profile: ["a"], offline: true }, io)).rejects.toThrow("--offline");
  });
});
