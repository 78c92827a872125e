import { describe, expect, it } from "vitest";
import { readAnswer } from "../src/collect/saved/answer.ts";
import { parseCredentialReport } from "../src/collect/saved/credential-report.ts";
import { parseServiceLastAccessed } from "../src/collect/saved/service-last-accessed.ts";
import type { CredentialReport } from "../src/model/index.ts";
import { accountId, createTestSandbox, type TestSandbox } from "../src/sandbox/sandbox.fixture.ts";

const password = "correct-Horse-9";
const hour = 3600 * 1000;

describe("the sandbox's credential report, read by the project's own parser", () => {
  const sandbox = lived();
  const { rows } = read(sandbox);
  const row = (user: string): CredentialReport["rows"][number] => {
    const found = rows.find((each) => each.user === user);
    if (found === undefined) throw new Error(`no ${user}`);
    return found;
  };
  const at = (time: string): object => ({ kind: "at", time });

  it("has root and all users, and nothing that is not understood", () => {
    expect(rows.map(({ user, isRoot }) => [user, isRoot])).toEqual([
      ["<root_account>", true],
      ["anna", false],
      ["bot,the", false],
      ["new", false],
    ]);
  });

  it("tells of passwords", () => {
    expect(row("anna")).toMatchObject({
      passwordEnabled: "true",
      passwordLastUsed: at("2026-11-21T21:00:00Z"),
      passwordLastChanged: at("2026-11-21T20:00:00Z"),
      passwordNextRotation: at("2027-02-19T20:00:00Z"),
    });
    expect(row("new")).toMatchObject({ passwordEnabled: "false", passwordLastUsed: { kind: "not_applicable" } });
    expect(row("<root_account>")).toMatchObject({ passwordEnabled: "not_supported" });
  });

  it("tells of keys", () => {
    expect(row("bot,the").accessKeys).toMatchObject([
      {
        slot: 1,
        active: "true",
        lastRotated: at("2026-11-21T20:00:00Z"),
        lastUsed: at("2026-11-21T21:00:00Z"),
        lastUsedRegion: "us-east-1",
        lastUsedService: "sts",
      },
      { slot: 2, active: "false", lastUsed: { kind: "not_applicable" } },
    ]);
    expect(row("anna").accessKeys).toMatchObject([{ active: "false" }, { active: "false" }]);
  });
});

describe("the sandbox's last-accessed details, read by the project's own parser", () => {
  it("are complete and name the entity", () => {
    const sandbox = lived();
    sandbox.ask("iam", "PutUserPolicy", {
      UserName: "bot,the",
      PolicyName: "p",
      PolicyDocument:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:*","s3:*"],"Resource":"*"}]}',
    });
    const arn = `arn:aws:iam::${accountId}:user/bot,the`;
    const job = sandbox.ask("iam", "GenerateServiceLastAccessedDetails", { Arn: arn, Granularity: "ACTION_LEVEL" });
    sandbox.ask("iam", "GetServiceLastAccessedDetails", job);
    const text = JSON.stringify(sandbox.ask("iam", "GetServiceLastAccessedDetails", job));
    const { value, problems } = parseServiceLastAccessed(readAnswer(text, "last-accessed.json"));
    expect(problems).toEqual([]);
    if (value === undefined) throw new Error("no answer");
    expect(value).toMatchObject({ arn, jobStatus: "COMPLETED", level: "action", isTruncated: false });
    expect(value.services.map(({ namespace, lastAuthenticated }) => [namespace, lastAuthenticated])).toEqual([
      ["s3", undefined],
      ["sts", "2026-11-21T21:00:00Z"],
    ]);
  });
});

/** An account in which a few things have happened. */
function lived(): TestSandbox {
  const sandbox = createTestSandbox();
  for (const UserName of ["anna", "bot,the", "new"]) sandbox.ask("iam", "CreateUser", { UserName });
  sandbox.ask("iam", "CreateLoginProfile", { UserName: "anna", Password: password });
  sandbox.ask("iam", "UpdateAccountPasswordPolicy", { MaxPasswordAge: 90 });
  const { AccessKeyId } = Object(sandbox.ask("iam", "CreateAccessKey", { UserName: "bot,the" })["AccessKey"]);
  sandbox.world.clock.advance(hour);
  const form = { account: accountId, username: "anna", password };
  sandbox.ask("signin", "Authenticate", form, { as: { kind: "anonymous" } });
  const bot = { kind: "user", account: accountId, name: "bot,the", accessKeyId: AccessKeyId } as const;
  sandbox.ask("sts", "GetCallerIdentity", {}, { as: bot });
  return sandbox;
}

function read(sandbox: TestSandbox): CredentialReport {
  for (let i = 0; i < 3; i += 1) sandbox.ask("iam", "GenerateCredentialReport");
  const { Content } = sandbox.ask("iam", "GetCredentialReport");
  if (!(Content instanceof Uint8Array)) throw new Error("no content");
  const { value, problems } = parseCredentialReport(Buffer.from(Content).toString(), "report.csv");
  expect(problems).toEqual([]);
  if (value === undefined) throw new Error("no report");
  return value;
}
