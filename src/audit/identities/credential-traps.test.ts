import { describe, expect, test } from "vitest";
import type { CredentialRow, FindingStatus } from "../../model/index.ts";
import { auditSnapshot } from "../audit.ts";
import { defaultAuditSettings } from "../check.ts";
import * as example from "../examples/example-builders.ts";

describe("credentials are judged apart", () => {
  const traps: readonly (readonly [string, string, CredentialRow, FindingStatus])[] = [
    [
      "root password used 400 days ago, root key used today",
      "CRED-05",
      example.rootRow({ accessKeys: [example.activeKey(1, 700, 0.1), example.accessKey(2)] }),
      "FAIL",
    ],
    ["password_last_used N/A on root", "CRED-05", example.rootRow({ passwordLastUsed: example.notApplicable }), "PASS"],
    [
      "a key never used for 700 days",
      "CRED-11",
      example.credentialRow({ accessKeys: [example.activeKey(1, 700), example.accessKey(2)] }),
      "FAIL",
    ],
    [
      "exactly 90.0 days",
      "CRED-12",
      example.credentialRow({ accessKeys: [example.activeKey(1, 90, 1), example.accessKey(2)] }),
      "FAIL",
    ],
    [
      "a key made today",
      "CRED-11",
      example.credentialRow({ accessKeys: [example.activeKey(1, 0), example.accessKey(2)] }),
      "PASS",
    ],
    [
      "a password that was never used in 900 days",
      "CRED-09",
      example.credentialRow({
        passwordEnabled: "true",
        passwordLastUsed: example.noInformation,
        passwordLastChanged: example.at(900),
      }),
      "FAIL",
    ],
    [
      "root without MFA where the report does not support the question about its password",
      "CRED-04",
      example.rootRow({ passwordEnabled: "not_supported", mfaActive: "false" }),
      "FAIL",
    ],
  ];
  test.each(traps)("%s: %s", (_name, id, row, status) => {
    const rows = row.isRoot ? [row] : [example.rootRow(), row];
    const snapshot = example.snapshot({ credentialReport: example.credentialReport(...rows) });
    const findings = auditSnapshot(snapshot, defaultAuditSettings, () => []);
    expect(findings.filter(({ source }) => source.id === id)).toMatchObject([{ status }]);
  });
});
