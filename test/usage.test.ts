import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CliRun, jsonLines, spawnTrailproof, trailproof } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-usage-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

const samples = "samples/aerosecure";
const asOf = ["--as-of", "2026-11-21T20:30:00Z"];
const details = ["--authorization-details", `${samples}/authorization-details.json`];
const answers = ["admin-user", "audit-user", "developer-1"].flatMap((name) => [
  "--service-last-accessed",
  `${name}=${samples}/last-accessed.${name}.json`,
]);
const whole = [...details, ...answers, ...asOf];

interface Cell {
  readonly namespace: string;
  readonly state: string;
  readonly lastUsed?: string;
  readonly calls?: { readonly done: number; readonly denied: number };
  readonly source: string;
  readonly evidenceAgeDays?: number;
  readonly reason: string;
}
interface Service extends Cell {
  readonly actions: readonly (Cell & { readonly action: string })[];
}
interface Usage {
  readonly kind: string;
  readonly principals: readonly {
    readonly name: string;
    readonly arn: string;
    readonly services: readonly Service[];
  }[];
  readonly inputs: readonly { readonly source: string; readonly sha256: string }[];
  readonly notes: readonly string[];
}

describe("the built-in account", () => {
  let usage: Usage;
  beforeAll(async () => {
    usage = await json(whole);
  });

  test("developer-1 has 27 services, of which those without a date in the answer are unused", () => {
    const answer = JSON.parse(readFileSync(`${samples}/last-accessed.developer-1.json`, "utf8")) as {
      ServicesLastAccessed: { ServiceNamespace: string; LastAuthenticated?: string }[];
    };
    const never = answer.ServicesLastAccessed.filter((one) => one.LastAuthenticated === undefined);
    const services = servicesOf(usage, "developer-1");
    expect(services).toHaveLength(27);
    expect(names(services, "unused")).toEqual(never.map((one) => one.ServiceNamespace).toSorted());
    expect(names(services, "used")).toEqual(["cloudwatch", "ec2", "lambda", "logs", "s3"]);
  });

  test("tracked actions of admin-user are unused where the service is used and they have no date", () => {
    const trail = servicesOf(usage, "admin-user").find(({ namespace }) => namespace === "cloudtrail");
    expect(trail).toMatchObject({ state: "used", lastUsed: "2026-11-20T13:47:10Z", source: "access-advisor" });
    expect(trail?.actions.filter(({ state }) => state === "unused").map(({ action }) => action)).toEqual([
      "cloudtrail:CreateTrail",
      "cloudtrail:DeleteTrail",
      "cloudtrail:StopLogging",
      "cloudtrail:UpdateTrail",
    ]);
  });

  test("services that the answer leaves out are unknown, also for an administrator", () => {
    const services = servicesOf(usage, "admin-user");
    expect(services.find(({ namespace }) => namespace === "bedrock")).toMatchObject({ state: "unknown" });
    expect(names(services, "unused")).toHaveLength(35);
  });

  test("who has no answer loses nothing, nor does a user of tonight", () => {
    for (const name of ["dev-user", "svc-backup", "ci-deploy-role"])
      expect(names(servicesOf(usage, name), "unused")).toEqual([]);
    expect(servicesOf(usage, "svc-backup")[0]?.reason).toContain("0.8 days old");
  });

  test("roles of AWS services are protected", () => {
    expect(new Set(servicesOf(usage, "AWSServiceRoleForConfig").map(({ state }) => state))).toEqual(
      new Set(["protected"]),
    );
  });

  test("says what it was made from", () => {
    expect(usage.kind).toBe("usage");
    expect(usage.inputs.map(({ source }) => source)).toEqual([
      "authorization-details",
      ...Array(3).fill("service-last-accessed"),
    ]);
    expect(usage.inputs.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
  });

  test("with its logs: calls are counted, and nothing becomes unused that was not", async () => {
    const logs = await json([...whole, "--logs", `${samples}/cloudtrail`]);
    const secrets = servicesOf(logs, "svc-backup").find(({ namespace }) => namespace === "secretsmanager");
    expect(secrets).toMatchObject({ state: "used", source: "cloudtrail" });
    expect(secrets?.actions.find(({ action }) => action === "secretsmanager:GetSecretValue")?.calls).toEqual({
      done: 3,
      denied: 0,
    });
    expect(servicesOf(logs, "developer-1").find(({ namespace }) => namespace === "s3")?.source).toBe("both");
    for (const { name, services } of logs.principals) {
      const before = names(servicesOf(usage, name), "unused");
      for (const namespace of names(services, "unused")) expect(before).toContain(namespace);
    }
  });

  test("the same input gives the same bytes", async () => {
    expect((await run(whole, "-o", "json")).stdout).toBe(spawnTrailproof(["usage", ...whole, "-o", "json"]).stdout);
  });
});

describe("one principal", () => {
  test.each([["developer-1"], ["user/developer-1"], ["arn:aws:iam::111122223333:user/developer-1"]])(
    "%s",
    async (name) => {
      expect((await json([name, ...whole])).principals.map((one) => one.name)).toEqual(["developer-1"]);
      expect((await json([...whole, "--principal", name])).principals).toHaveLength(1);
    },
  );

  test("an answer that names nobody is that principal's", async () => {
    const answer = file("unnamed.json", {
      JobStatus: "COMPLETED",
      JobType: "SERVICE_LEVEL",
      JobCreationDate: "2026-11-21T20:24:20+00:00",
      JobCompletionDate: "2026-11-21T20:24:23+00:00",
      IsTruncated: false,
      ServicesLastAccessed: [{ ServiceName: "AWS Lambda", ServiceNamespace: "lambda", TotalAuthenticatedEntities: 0 }],
    });
    const args = [...details, "--service-last-accessed", answer, ...asOf];
    expect(names((await json(["dev-user", ...args])).principals[0]?.services ?? [], "unused")).toEqual(["lambda"]);
    const everybody = await json(args);
    expect(everybody.notes.join()).toContain("names nobody");
    expect(everybody.principals.flatMap(({ services }) => names(services, "unused"))).toEqual([]);
  });

  test("one that is not there is a mistake", async () => {
    expect(await run(["nobody", ...whole])).toMatchObject({ code: 2, stdout: "" });
  });

  test("root is told apart", async () => {
    const { code, stderr } = await run(["arn:aws:iam::111122223333:root", ...whole]);
    expect(code).toBe(2);
    expect(stderr).toContain("root user needs no permission");
  });
});

describe("formats", () => {
  test("table, jsonl, csv, md and html hold the same counts", async () => {
    const lines = jsonLines((await run(whole, "-o", "jsonl")).stdout);
    const rows: Record<string, string>[] = parse((await run(whole, "-o", "csv")).stdout, { columns: true });
    expect(rows).toHaveLength(lines.length);
    const unused = lines.filter((line) => line["state"] === "unused" && line["action"] === undefined).length;
    expect(rows.filter(({ state, action }) => state === "unused" && action === "")).toHaveLength(unused);
    expect((await run(whole)).stdout).toContain(`${unused} unused`);
    expect((await run(whole, "-o", "md")).stdout).toContain(`**${unused} unused**`);
    expect((await run(whole, "-o", "html")).stdout).toContain("Granted and used");
  });

  test("--out writes files", async () => {
    const path = join(folder, "usage.json");
    expect(await run(whole, "-q", "--out", `json=${path}`)).toMatchObject({ code: 0, stderr: "" });
    expect((JSON.parse(readFileSync(path, "utf8")) as Usage).principals).toHaveLength(24);
  });
});

describe("what is missing is said", () => {
  test("no Access Advisor answer: nothing is unused, and a note says why", async () => {
    const { stdout, stderr, code } = await run([...details, ...asOf], "-o", "json");
    const usage = JSON.parse(stdout) as Usage;
    expect(code).toBe(0);
    expect(stderr).toContain("No Access Advisor answer was given");
    expect(usage.principals.flatMap(({ services }) => names(services, "unused"))).toEqual([]);
  });

  test("no authorization details: nothing is unused, what was used is", async () => {
    const usage = await json([...answers.slice(2, 4), ...asOf]);
    const arn = "arn:aws:iam::111122223333:user/audit-user";
    const named = await json(["--service-last-accessed", `${arn}=${samples}/last-accessed.audit-user.json`, ...asOf]);
    expect(usage.principals.flatMap(({ services }) => names(services, "unused"))).toEqual([]);
    expect(names(named.principals[0]?.services ?? [], "used")).toContain("iam");
    expect(names(named.principals[0]?.services ?? [], "unused")).toEqual([]);
  });

  test("an answer that is truncated, failed or cut by a service makes nothing unused", async () => {
    const answer = JSON.parse(readFileSync(`${samples}/last-accessed.developer-1.json`, "utf8")) as Record<
      string,
      unknown
    > & {
      ServicesLastAccessed: readonly { ServiceNamespace: string }[];
    };
    const before = names(servicesOf(await json(whole), "developer-1"), "unused");
    const broken = [
      { ...answer, IsTruncated: true, Marker: "next", ServicesLastAccessed: answer.ServicesLastAccessed.slice(0, 9) },
      { ...answer, JobStatus: "FAILED", ServicesLastAccessed: [] },
      { ...answer, ServicesLastAccessed: answer.ServicesLastAccessed.filter((one) => one.ServiceNamespace !== "s3") },
    ];
    for (const [index, content] of broken.entries()) {
      const path = file(`answer-${index}.json`, content);
      const usage = await json(["developer-1", ...details, "--service-last-accessed", `developer-1=${path}`, ...asOf]);
      for (const namespace of names(servicesOf(usage, "developer-1"), "unused")) expect(before).toContain(namespace);
    }
  });

  test("events that were delivered twice count once", async () => {
    const event = {
      eventVersion: "1.11",
      userIdentity: {
        type: "IAMUser",
        principalId: "AIDAEXAMPLE",
        arn: "arn:aws:iam::111122223333:user/ana",
        accountId: "111122223333",
      },
      eventTime: "2026-11-20T20:02:11Z",
      eventSource: "sqs.amazonaws.com",
      eventName: "CreateQueue",
      awsRegion: "us-east-1",
      eventID: "1c5f6a4e-0000-4000-8000-000000000002",
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: "111122223333",
    };
    mkdirSync(join(folder, "logs"));
    file("logs/a.json", { Records: [event] });
    file("logs/b.json", { Records: [event] });
    const usage = await json(["--logs", join(folder, "logs"), ...asOf]);
    expect(usage.principals[0]?.services[0]).toMatchObject({
      namespace: "sqs",
      state: "used",
      calls: { done: 1, denied: 0 },
    });
  });
});

describe("exit codes", () => {
  const empty = join(folder, "empty");
  mkdirSync(empty);
  const rows: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["nothing at all", [], 4, /nothing to compare/],
    ["a directory without logs", ["--logs", empty], 4, /no CloudTrail file/],
    ["a log that is not there", ["--logs", join(folder, "missing.json")], 2, /no such file/i],
    ["a log that is no log", ["--logs", file("not.json", "not json")], 2, /not\.json/],
    ["details that are not there", ["--authorization-details", join(folder, "missing.json")], 2, /cannot be read/],
    ["details that are cut", ["--authorization-details", file("cut.json", '{"UserDetailList": [')], 2, /cut\.json/],
    [
      "a broken answer beside good details",
      [...details, "--service-last-accessed", file("bad.json", "{")],
      2,
      /bad\.json/,
    ],
    ["an unknown flag", ["--princpal", "x"], 2, /--principal/],
    ["a short window", [...whole, "--window", "7d"], 2, /30d to 400d/],
    ["a window that AWS does not look back", [...whole, "--window", "500d"], 2, /30d to 400d/],
    ["two principals", ["a", "--principal", "b", ...whole], 2, /two principals/],
    ["a snapshot beside answers", [...details, "--snapshot", "x.json"], 2, /not both/],
  ];
  test.each(rows)("%s", async (_name, args, code, said) => {
    const { stderr, ...rest } = await run(args);
    expect(stderr).toMatch(said);
    expect(rest.code).toBe(code);
  });

  test("--help lists the flags", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    for (const flag of [
      "--authorization-details",
      "--service-last-accessed",
      "--logs",
      "--principal",
      "--as-of",
      "--window",
    ]) {
      expect(stdout).toContain(flag);
    }
  });
});

test("a snapshot of the account tells the same", async () => {
  const path = join(folder, "snapshot.json");
  await trailproof(["audit", ...whole, "-q", "--out", `snapshot=${path}`]);
  expect((await json(["--snapshot", path, ...asOf])).principals).toEqual((await json(whole)).principals);
});

function run(args: readonly string[], ...more: readonly string[]): Promise<CliRun> {
  return trailproof(["usage", ...args, ...more]);
}

async function json(args: readonly string[]): Promise<Usage> {
  return JSON.parse((await run(args, "-o", "json")).stdout) as Usage;
}

function servicesOf({ principals }: Usage, name: string): readonly Service[] {
  return principals.find((one) => one.name === name)?.services ?? [];
}

function names(services: readonly Service[], state: string): readonly string[] {
  return services.filter((one) => one.state === state).map(({ namespace }) => namespace);
}
