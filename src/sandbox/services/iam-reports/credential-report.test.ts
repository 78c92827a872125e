import { describe, expect, it } from "vitest";
import { accountId, addUser } from "../../authorize/authorize.fixture.ts";
import { createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

const state = (sandbox: TestSandbox): unknown => sandbox.ask("iam", "GenerateCredentialReport")["State"];
const refusal = (sandbox: TestSandbox): string => sandbox.refusal("iam", "GetCredentialReport").shape;
const hours = (count: number): number => count * 3600 * 1000;

describe("the report's life", () => {
  it("is absent, started, in progress, complete, old, and started again", () => {
    const sandbox = createTestSandbox();
    expect(refusal(sandbox)).toBe("CredentialReportNotPresentException");
    expect(state(sandbox)).toBe("STARTED");
    expect(refusal(sandbox)).toBe("CredentialReportNotReadyException");
    expect([state(sandbox), state(sandbox), state(sandbox)]).toEqual(["INPROGRESS", "COMPLETE", "COMPLETE"]);
    sandbox.world.clock.advance(hours(4) - 1000);
    expect(state(sandbox)).toBe("COMPLETE");
    sandbox.world.clock.advance(1000);
    expect(refusal(sandbox)).toBe("CredentialReportExpiredException");
    expect(state(sandbox)).toBe("STARTED");
  });

  it("is made after two seconds without being asked for", () => {
    const sandbox = createTestSandbox();
    state(sandbox);
    sandbox.world.clock.advance(2000);
    expect(sandbox.ask("iam", "GetCredentialReport")).toMatchObject({
      ReportFormat: "text/csv",
      GeneratedTime: new Date("2026-11-21T20:00:02Z"),
    });
    expect(state(sandbox)).toBe("COMPLETE");
  });

  it("does not change within its four hours", () => {
    const sandbox = createTestSandbox();
    const before = rows(sandbox);
    addUser(sandbox, "anna");
    expect(rows(sandbox)).toEqual(before);
    sandbox.world.clock.advance(hours(4));
    expect([...rows(sandbox).keys()]).toEqual(["<root_account>", "anna"]);
  });
});

/** What is done with the user `anna`, and the columns that it shows in. */
const cells: readonly (readonly [string, (sandbox: TestSandbox) => void, Readonly<Record<string, string>>])[] = [
  [
    "nothing",
    () => {},
    {
      arn: `arn:aws:iam::${accountId}:user/anna`,
      user_creation_time: "2026-11-21T20:00:00+00:00",
      password_enabled: "false",
      password_last_used: "N/A",
      password_last_changed: "N/A",
      password_next_rotation: "N/A",
      mfa_active: "false",
      access_key_1_active: "false",
      access_key_1_last_rotated: "N/A",
      access_key_1_last_used_date: "N/A",
      cert_1_active: "false",
      cert_1_last_rotated: "N/A",
    },
  ],
  [
    "a password that was never used",
    addPassword,
    {
      password_enabled: "true",
      password_last_used: "no_information",
      password_last_changed: "2026-11-21T20:00:00+00:00",
      password_next_rotation: "N/A",
    },
  ],
  [
    "a password that expires",
    (sandbox) => {
      addPassword(sandbox);
      sandbox.ask("iam", "UpdateAccountPasswordPolicy", { MaxPasswordAge: 90 });
    },
    { password_next_rotation: "2027-02-19T20:00:00+00:00" },
  ],
  [
    "a password that was used",
    (sandbox) => {
      addPassword(sandbox);
      sandbox.world.clock.advance(hours(1));
      const form = { account: accountId, username: "anna", password: "correct-Horse-9" };
      sandbox.ask("signin", "Authenticate", form, { as: { kind: "anonymous" } });
    },
    { password_last_used: "2026-11-21T21:00:00+00:00", password_last_changed: "2026-11-21T20:00:00+00:00" },
  ],
  [
    "a key that was used, and a second one that is off",
    (sandbox) => {
      const first = addKey(sandbox);
      sandbox.world.clock.advance(hours(1));
      const second = addKey(sandbox);
      sandbox.world.clock.advance(hours(1) + 5000);
      sandbox.ask("iam", "UpdateAccessKey", { UserName: "anna", AccessKeyId: second, Status: "Inactive" });
      const as = { kind: "user", account: accountId, name: "anna", accessKeyId: first } as const;
      sandbox.ask("sts", "GetCallerIdentity", {}, { as, region: "eu-west-1" });
    },
    {
      access_key_1_active: "true",
      access_key_1_last_rotated: "2026-11-21T20:00:00+00:00",
      access_key_1_last_used_date: "2026-11-21T22:00:00+00:00",
      access_key_1_last_used_region: "eu-west-1",
      access_key_1_last_used_service: "sts",
      access_key_2_active: "false",
      access_key_2_last_rotated: "2026-11-21T22:00:05+00:00",
      access_key_2_last_used_date: "N/A",
    },
  ],
];

describe("the row of a user", () => {
  it.each(cells)("with %s", (_name, act, expected) => {
    const sandbox = createTestSandbox();
    addUser(sandbox, "anna");
    act(sandbox);
    expect(rows(sandbox).get("anna")).toMatchObject(expected);
  });

  it("of root comes first and tells nothing of its password", () => {
    const sandbox = createTestSandbox();
    addUser(sandbox, "Zoe");
    addUser(sandbox, "anna");
    expect([...rows(sandbox).keys()]).toEqual(["<root_account>", "anna", "Zoe"]);
    expect(rows(sandbox).get("<root_account>")).toMatchObject({
      arn: `arn:aws:iam::${accountId}:root`,
      password_enabled: "not_supported",
      password_last_changed: "not_supported",
      password_next_rotation: "not_supported",
      password_last_used: "no_information",
      mfa_active: "false",
    });
  });
});

function addPassword(sandbox: TestSandbox): void {
  sandbox.ask("iam", "CreateLoginProfile", { UserName: "anna", Password: "correct-Horse-9" });
}

function addKey(sandbox: TestSandbox): string {
  return Object(sandbox.ask("iam", "CreateAccessKey", { UserName: "anna" })["AccessKey"]).AccessKeyId;
}

/** By user; a report is made when there is none or it is old. */
function rows(sandbox: TestSandbox): ReadonlyMap<string, Readonly<Record<string, string>>> {
  for (let i = 0; i < 3; i += 1) state(sandbox);
  const { Content } = sandbox.ask("iam", "GetCredentialReport");
  if (!(Content instanceof Uint8Array)) throw new Error("no content");
  const [columns = [], ...lines] = Buffer.from(Content)
    .toString()
    .split("\n")
    .map((line) => line.split(","));
  expect(columns).toHaveLength(22);
  return new Map(
    lines.map((line) => {
      expect(line).toHaveLength(22);
      return [line[0] ?? "", Object.fromEntries(columns.map((column, index) => [column, line[index] ?? ""]))];
    }),
  );
}
