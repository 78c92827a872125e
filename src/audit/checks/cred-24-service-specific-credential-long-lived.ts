import type { ServiceSpecificCredential, Snapshot } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import { daysAgo, snapshot as exampleSnapshot, identities, user } from "../examples/example-builders.ts";
import { gapOfUser, ofUser } from "../identities/held-by-users.ts";
import { combineParts, type Part } from "../verdict.ts";

/**
 * A password or API key that IAM made for one service and that lives too long. Where the service offers an end, as Bedrock and
 * CloudWatch Logs do, a credential without one is long-lived from its first day; the others can only be judged by age.
 */
export const cred24ServiceSpecificCredentialLongLived: Check<"user"> = defineCheck({
  id: "CRED-24",
  title: "Service-specific credential long-lived",
  severity: "medium",
  subject: "user",
  needs: ["authorization-details", "service-specific-credentials"],
  risk: "These passwords and API keys need no MFA, are not in the credential report, and work until somebody remembers them.",
  remediation: {
    text: "Replace the credential by temporary ones; deactivate it first, delete it when nobody misses it.",
    cli: "aws iam update-service-specific-credential --user-name <USER> --service-specific-credential-id <CREDENTIAL_ID> --status Inactive",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_bedrock_cloudwatchlogs.html",
  ],
  parameters: {
    maxAgeDays: { default: 90, unit: "days", meaning: "An active credential that old is due for replacement." },
  },

  evaluate(subject, { snapshot, now, parameters: { maxAgeDays } }) {
    const found = ofUser(snapshot.serviceSpecificCredentials, subject).map((one) => judge(one, now, maxAgeDays));
    const gap = gapOfUser(snapshot, "service-specific-credentials", subject);
    return combineParts(
      gap === undefined ? found : [...found, { status: "UNKNOWN", text: gap }],
      "The user has no service-specific credential.",
    );
  },

  examples: [
    {
      name: "for CodeCommit, 89.9 days old",
      given: user(),
      snapshot: holding({ createdAt: daysAgo(89.9) }),
      expect: "PASS",
    },
    {
      name: "for CodeCommit, 90.0 days old",
      given: user(),
      snapshot: holding({ createdAt: daysAgo(90) }),
      expect: "FAIL",
    },
    {
      name: "for Bedrock, made today, without an end",
      given: user(),
      snapshot: holding({ service: "bedrock.amazonaws.com", createdAt: daysAgo(0.1) }),
      expect: "FAIL",
    },
    {
      name: "for Bedrock, made today, for a month",
      given: user(),
      snapshot: holding({ service: "bedrock.amazonaws.com", createdAt: daysAgo(0.1), expiresAt: daysAgo(-30) }),
      expect: "PASS",
    },
    {
      name: "for Bedrock, ended",
      given: user(),
      snapshot: holding({ service: "bedrock.amazonaws.com", createdAt: daysAgo(200), expiresAt: daysAgo(1) }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "old and inactive",
      given: user(),
      snapshot: holding({ isActive: false, createdAt: daysAgo(900) }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "another user's",
      given: user({ name: "bob" }),
      snapshot: holding({ createdAt: daysAgo(900) }),
      expect: "NOT_APPLICABLE",
    },
    { name: "the answer has no date", given: user(), snapshot: holding({}), expect: "UNKNOWN" },
    { name: "made after the clock", given: user(), snapshot: holding({ createdAt: daysAgo(-1) }), expect: "UNKNOWN" },
    {
      name: "AWS did not answer about this user",
      given: user(),
      snapshot: {
        identities: identities({ users: [user()] }),
        serviceSpecificCredentials: [],
        sources: {
          ...exampleSnapshot().sources,
          "service-specific-credentials": {
            state: "partial",
            origins: [],
            gaps: [{ what: "user ana", cause: "AccessDenied" }],
          },
        },
      },
      expect: "UNKNOWN",
    },
  ],
});

/** Services that let the maker of a credential say when it ends. */
const withEnd: ReadonlySet<string> = new Set(["bedrock.amazonaws.com", "logs.amazonaws.com"]);

function judge(one: ServiceSpecificCredential, now: number, maxAgeDays: number): Part {
  const { id, service, isActive, createdAt, expiresAt } = one;
  const name = `credential ${id} for ${service}`;
  const evidence = [
    { source: "service-specific-credentials", field: "CreateDate", value: createdAt ?? null },
    { source: "service-specific-credentials", field: "ExpirationDate", value: expiresAt ?? null },
  ];
  if (!isActive) return { status: "NOT_APPLICABLE", text: `${name} is not active`, evidence };
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now) {
    return { status: "NOT_APPLICABLE", text: `${name} has ended`, evidence };
  }
  const endless = withEnd.has(service) && expiresAt === undefined;
  if (createdAt === undefined) {
    return endless
      ? { status: "FAIL", text: `${name} never ends`, evidence }
      : { status: "UNKNOWN", text: `the answer does not say when ${name} was made`, evidence };
  }
  const age = ageOf(createdAt, now);
  if (age.kind === "unknown") return { status: "UNKNOWN", text: `${name}: ${age.because}`, evidence };
  const text = `${name} is ${formatDays(age.days)} old (limit ${maxAgeDays})${endless ? " and never ends" : ""}`;
  return { status: endless || age.days >= maxAgeDays ? "FAIL" : "PASS", text, evidence };
}

function holding(parts: Partial<ServiceSpecificCredential>): Partial<Snapshot> {
  return {
    serviceSpecificCredentials: [
      { user: "ana", id: "ACCAEXAMPLE", service: "codecommit.amazonaws.com", isActive: true, ...parts },
    ],
  };
}
