import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { credentialsHint, profileSections, refuseUnknownProfile } from "./aws-profiles.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-profiles-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const env = {
  AWS_CONFIG_FILE: file(
    "config",
    "[default]\nregion = eu-west-1\n\n# a comment\n[profile audit]\nsso_session = corp\nrole_arn = arn:aws:iam::111122223333:role/a\n[sso-session corp]\nsso_region = x\n[profile 'with space']\n[services s]\n",
  ),
  AWS_SHARED_CREDENTIALS_FILE: file(
    "credentials",
    "[ci]\naws_secret_access_key = canary\n[audit]\r\naws_access_key_id = AKIA\r\n",
  ),
};

describe("profiles", () => {
  test("are the sections of both files, with their lines and without their secrets", () => {
    expect(profileSections(env).map(({ profile, line }) => [profile, line])).toEqual([
      ["ci", 1],
      ["audit", 3],
      ["default", 1],
      ["audit", 5],
      ["with space", 10],
    ]);
    expect(JSON.stringify(profileSections(env))).not.toContain("canary");
    expect(profileSections(env)[3]).toMatchObject({ roleArn: "arn:aws:iam::111122223333:role/a" });
  });

  test("one that is misspelt is refused with the nearest, or with those that there are", () => {
    expect(() => refuseUnknownProfile("audit", env)).not.toThrow();
    expect(() => refuseUnknownProfile("audti", env)).toThrowError(
      expect.objectContaining({ hint: "Did you mean audit?" }),
    );
    expect(() => refuseUnknownProfile("production-2", env)).toThrowError(
      expect.objectContaining({ hint: "There are ci, audit, default, with space." }),
    );
    const none = { AWS_CONFIG_FILE: join(folder, "no"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "no") };
    expect(() => refuseUnknownProfile("x", none)).toThrowError(
      expect.objectContaining({ hint: "There are no profiles at all." }),
    );
  });
});

test.each([
  [
    "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.",
    "aws sso login --profile audit",
  ],
  ["Token is expired", "aws sso login --profile audit"],
  ["The security token included in the request is expired", "have expired"],
  ["Profile audit requires multi-factor authentication, but no MFA code callback was provided.", "terminal"],
  ["Could not load credentials from any providers", "--profile"],
])("what helps against: %s", (message, hint) => {
  expect(credentialsHint(message, "audit")).toContain(hint);
});
