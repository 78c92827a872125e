import { type Evidence, type Finding, findingUid, type Resource, type Severity } from "../model/index.ts";

export const account: string = "111122223333";
export const asOf: string = "2026-11-21T20:24:00Z";
export const people: readonly string[] = [
  "admin-user",
  "analyst-user",
  "audit-user",
  "developer-1",
  "developer-2",
  "ci-deploy",
  "telemetry",
  "hr-sync",
  "mara.lind",
  "j.okafor",
  "backup-agent",
  "vendor-acme",
];

/** A finding that is like those of a real audit. For tests only. */
export function sampleFinding(overrides: Partial<Finding> = {}): Finding {
  const source = overrides.source ?? { type: "check", id: "CRED-12", title: "Access key older than 90 days" };
  const resource = overrides.resource ?? user("audit-user");
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: findingUid(account, source.id, resource),
    source,
    status: "FAIL",
    severity: "medium",
    account,
    region: "us-east-1",
    resource,
    title: source.title,
    reason: "Access key 1 is 412 days old (limit 90).",
    evidence: [{ source: "credential-report", field: "access_key_1_last_rotated", value: "2025-10-05T09:11:02Z" }],
    controls: ["cis-aws-7.0:2.12", "nist-800-53-r5:IA-5", "iso-27001-2022:A.5.17"],
    remediation: {
      text: "Create a second key, move its users over, deactivate the old key, then delete it.",
      cli: `aws iam create-access-key --user-name ${resource.name}\naws iam update-access-key --user-name ${resource.name} --access-key-id <old key> --status Inactive`,
    },
    observedAt: asOf,
    firstSeen: asOf,
    ...overrides,
  };
}

/** About sixty, of every severity and status. */
export function sampleFindings(): readonly Finding[] {
  const root: Resource = { type: "iam.root", arn: `arn:aws:iam::${account}:root`, name: "<root_account>" };
  const whole: Resource = { type: "aws.account", arn: `arn:aws:iam::${account}:root`, name: account };
  const trail: Resource = {
    type: "cloudtrail.trail",
    arn: `arn:aws:cloudtrail:us-east-1:${account}:trail/lab-trail`,
    name: "lab-trail",
  };
  const role = (name: string): Resource => ({ type: "iam.role", arn: `arn:aws:iam::${account}:role/${name}`, name });
  const check = (
    id: string,
    title: string,
    severity: Severity,
    resource: Resource,
    reason: string,
    rest: Partial<Finding> = {},
  ): Finding => sampleFinding({ source: { type: "check", id, title }, severity, resource, reason, ...rest });
  return [
    check(
      "CRED-01",
      "Root access key is active",
      "critical",
      root,
      "Access key 1 of the root user is active, 211 days old and was last used 3 days ago for iam in us-east-1.",
      {
        evidence: [fact("access_key_1_active", true), fact("access_key_1_last_used_date", "2026-11-18T09:12:44Z")],
        remediation: {
          text: "Delete the key as root; use a role for whatever it did.",
          cli: "aws iam delete-access-key --access-key-id <key id>",
        },
      },
    ),
    check(
      "CRED-04",
      "Root can sign in without MFA",
      "critical",
      root,
      "The root user has a password and no MFA device.",
      {
        evidence: [fact("password_enabled", "true"), fact("mfa_active", false)],
        remediation: { text: "Sign in as root and register two security keys." },
      },
    ),
    check(
      "TRAIL-05",
      "Log file validation off",
      "high",
      trail,
      "Trail lab-trail writes no digest files, so a change to its logs cannot be proved.",
      {
        remediation: {
          text: "Turn log file validation on.",
          cli: "aws cloudtrail update-trail --name lab-trail --enable-log-file-validation",
        },
      },
    ),
    ...["analyst-user", "mara.lind", "vendor-acme"].map((name, at) =>
      check(
        "CRED-07",
        "Console user without MFA",
        at === 0 ? "critical" : "high",
        user(name),
        `Console password without MFA; last sign-in ${at * 9 + 2} hours ago.`,
      ),
    ),
    check(
      "POL-03",
      "Privilege escalation path in one step",
      "high",
      role("ci-deploy"),
      "iam:PassRole on * with lambda:CreateFunction and lambda:InvokeFunction lets role ci-deploy become any role that Lambda may assume (policy deploy-all, statement 2).",
    ),
    check(
      "TRUST-03",
      "Third-party trust without ExternalId",
      "high",
      role("vendor-acme-scanner"),
      "Account 444455556666 may assume the role and no statement asks for sts:ExternalId.",
    ),
    ...Array.from({ length: 24 }, (_, at) =>
      check(
        "CRED-12",
        "Access key older than 90 days",
        at < 4 ? "high" : "medium",
        user(people[at] ?? `service-account-${at}`),
        `Access key ${(at % 2) + 1} is ${913 - at * 31} days old (limit 90).`,
      ),
    ),
    ...["developer-1", "developer-2", "hr-sync", "backup-agent"].map((name, at) =>
      check(
        "CRED-10",
        "Access key unused for 45 days",
        "medium",
        user(name),
        `Access key 1 was last used ${61 + at * 40} days ago (limit 45).`,
      ),
    ),
    ...["developer-1", "telemetry"].map((name) =>
      check(
        "USE-03",
        "Services granted but never used",
        "medium",
        user(name),
        "14 of 20 granted services were never used in 400 days: athena, dynamodb, ecr, ecs, glue and 9 more.",
      ),
    ),
    ...["admin-user", "j.okafor", "developer-2"].map((name) =>
      check(
        "POL-11",
        "Policy attached straight to a user",
        "low",
        user(name),
        "2 policies are attached to the user itself: AdministratorAccess, ReadOnlyAccess.",
      ),
    ),
    check(
      "CRED-22",
      "More credentials than the report shows",
      "informational",
      user("admin-user"),
      "The report lists 2 of 3 certificates.",
    ),
    ...["ORG-05", "ORG-07", "TRAIL-07", "TRAIL-09"].map((id) =>
      check(
        id,
        id === "TRAIL-07" ? "Trail bucket reachable from outside" : "Not answered",
        id === "TRAIL-07" ? "critical" : "medium",
        whole,
        id.startsWith("ORG")
          ? "Nothing was read for iam:GetAccountPasswordPolicy: no --password-policy was given."
          : "AccessDenied: s3:GetBucketPolicy on lab-trail-logs.",
        { status: "UNKNOWN" },
      ),
    ),
    check(
      "CRED-16",
      "Password overdue by account policy",
      "medium",
      user("hr-sync"),
      "password_next_rotation is 2027-02-01, after the clock of the snapshot.",
      { status: "UNKNOWN" },
    ),
    ...Array.from({ length: 14 }, (_, at) =>
      check(
        `CRED-${at < 7 ? "17" : "18"}`,
        at < 7 ? "Password not changed for 365 days" : "Dormant user with live credentials",
        "low",
        user(`service-account-${at}`),
        "Changed 12 days ago (limit 365).",
        { status: "PASS" },
      ),
    ),
    check("CRED-03", "Root X.509 signing certificate active", "high", root, "No certificate.", { status: "PASS" }),
    check("ORG-08", "Expired server certificate in IAM", "medium", whole, "There is no server certificate.", {
      status: "NOT_APPLICABLE",
    }),
  ];
}

export function user(name: string): Resource {
  return { type: "iam.user", arn: `arn:aws:iam::${account}:user/${name}`, name };
}

function fact(field: string, value: string | boolean): Evidence {
  return { source: "credential-report", field, value };
}
