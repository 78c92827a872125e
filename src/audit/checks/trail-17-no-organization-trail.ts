import type { Organization, Snapshot, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { managedOrganization } from "../examples/account-examples.ts";
import { organization, snapshot, trail } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason } from "../sources.ts";
import { managementCoverage } from "../trails/trail-coverage.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

/** No trail of the organisation records the account: medium where one does, but not all management events. */
export const trail17NoOrganizationTrail: Check<"account"> = defineCheck({
  id: "TRAIL-17",
  title: "Account not covered by an organisation trail",
  severity: "high",
  subject: "account",
  needs: ["trails", "organization"],
  risk: "An administrator of the account can stop its only trail. Nobody in a member account can stop the organization's.",
  remediation: {
    text: "Make a multi-region organization trail in the management account, or in the delegated administrator's.",
    cli: "aws cloudtrail create-trail --name organization --s3-bucket-name <BUCKET> --is-organization-trail --is-multi-region-trail --enable-log-file-validation && aws cloudtrail start-logging --name organization",
  },
  references: ["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html"],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const { organization: found, partition } = account;
    if (found === "none" || found === undefined) {
      return { status: "NOT_APPLICABLE", reason: "The account is in no organization." };
    }
    const trails = (account.trails ?? [])
      .filter(({ isOrganizationTrail }) => isOrganizationTrail)
      .toSorted((a, b) => compareText(a.arn, b.arn));
    const gaps = gapsReason(account, ["trails"]);
    const evidence = trails.map(({ arn, name, status }) => ({
      source: "trails",
      field: name,
      value: { arn, isLogging: status?.isLogging ?? null },
    }));
    if (trails.length === 0) {
      if (gaps !== undefined) return { status: "UNKNOWN", reason: gaps, evidence };
      const reason =
        found.managementAccount === account.account
          ? `Organization ${found.id} has no trail of its own that the management account sees.`
          : `No trail of organization ${found.id} is seen in this account.`;
      return { status: "FAIL", reason, evidence };
    }
    const {
      verdict,
      recording,
      gaps: missing,
      unknown,
      notes,
    } = managementCoverage(trails, partition, gaps !== undefined);
    const said = [...notes.map(sentence), ...(gaps === undefined ? [] : [gaps])].join(" ");
    if (verdict === "complete") {
      return {
        status: "PASS",
        reason: `Organization trail ${listed(recording)} records all management events.`,
        evidence,
      };
    }
    if (verdict === "unknown") {
      const reason = `Not known whether the organization's trails record ${listedUpTo(unknown, 6)}. ${said}`;
      return { status: "UNKNOWN", reason, evidence };
    }
    if (recording.length > 0) {
      const reason = `Organization trail ${listed(recording)} does not record ${listedUpTo(missing, 6)}. ${said}`;
      return { status: "FAIL", severity: "medium", reason: reason.trim(), evidence };
    }
    const names = listed(trails.map(({ name }) => name));
    return {
      status: "FAIL",
      reason: `Organization trail ${names} records no management events. ${said}`.trim(),
      evidence,
    };
  },

  examples: [
    {
      name: "a member sees the organization's trail",
      given: account(organization(), [organizationTrail()]),
      expect: "PASS",
    },
    { name: "a member sees only its own", given: account(organization(), [trail()]), expect: "FAIL", severity: "high" },
    { name: "the management account has none", given: account(managedOrganization(), []), expect: "FAIL" },
    {
      name: "the management account has one",
      given: account(managedOrganization(), [organizationTrail()]),
      expect: "PASS",
    },
    {
      name: "it is stopped",
      given: account(organization(), [organizationTrail({ status: { isLogging: false } })]),
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "of one region",
      given: account(organization(), [organizationTrail({ isMultiRegion: false })]),
      expect: "FAIL",
      severity: "medium",
    },
    { name: "its selectors were not read", given: account(organization(), [withoutSelectors()]), expect: "UNKNOWN" },
    { name: "no organization", given: account("none", []), expect: "NOT_APPLICABLE" },
  ],
});

function account(given: "none" | Organization, trails: readonly Trail[]): Snapshot {
  return snapshot({ organization: given, trails });
}

function organizationTrail(parts: Partial<Trail> = {}): Trail {
  const arn = "arn:aws:cloudtrail:us-east-1:444455556666:trail/organization";
  return trail({ name: "organization", arn, isOrganizationTrail: true, ...parts });
}

function withoutSelectors(): Trail {
  const { selectors: _, ...rest } = organizationTrail();
  return rest;
}
