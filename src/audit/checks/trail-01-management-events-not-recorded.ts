import type { AdvancedSelector, FieldSelector, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { snapshot, trail } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason } from "../sources.ts";
import { type Coverage, managementCoverage } from "../trails/trail-coverage.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

/** All trails together do not record every management event. */
export const trail01ManagementEventsNotRecorded: Check<"account"> = defineCheck({
  id: "TRAIL-01",
  title: "Management events not fully recorded",
  severity: "critical",
  subject: "account",
  needs: ["trails"],
  risk: "What no trail records is gone after the 90 days of event history, and no detection sees it.",
  remediation: {
    text: "Make one multi-region trail that logs all management events, KMS and RDS Data API included.",
    cli: "aws cloudtrail create-trail --name <NAME> --s3-bucket-name <BUCKET> --is-multi-region-trail --enable-log-file-validation && aws cloudtrail start-logging --name <NAME>",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html",
  ],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const { partition } = account;
    const trails = (account.trails ?? []).toSorted((a, b) => compareText(a.arn, b.arn));
    const moreTrails = gapsReason(account, ["trails"]);
    const coverage = managementCoverage(trails, partition, moreTrails !== undefined);
    const evidence = trails.map((one) => ({
      source: "trails",
      field: one.name,
      value: {
        isLogging: one.status?.isLogging ?? null,
        isMultiRegion: one.isMultiRegion,
        homeRegion: one.homeRegion,
        selectors: one.selectors?.kind ?? null,
      },
    }));
    if (trails.length === 0 && moreTrails === undefined) {
      return { status: "FAIL", reason: `The account has no trail. ${notAsked}`, evidence };
    }
    const notes = [...coverage.notes.map(sentence), ...(moreTrails === undefined ? [] : [moreTrails])].join(" ");
    return { ...answer(coverage, notes), evidence };
  },

  examples: [
    { name: "no trail", given: snapshot({ trails: [] }), expect: "FAIL" },
    { name: "one multi-region trail for everything", given: account(trail()), expect: "PASS" },
    { name: "it is stopped", given: account(trail({ status: { isLogging: false } })), expect: "FAIL" },
    { name: "one region only", given: account(trail({ isMultiRegion: false })), expect: "FAIL" },
    { name: "writes only", given: account(classic("WriteOnly")), expect: "FAIL" },
    {
      name: "one trail for reads and one for writes",
      given: account(classic("ReadOnly", { name: "reads" }), classic("WriteOnly", { name: "writes" })),
      expect: "PASS",
    },
    {
      name: "a single-region trail cannot add the missing reads",
      given: account(
        classic("ReadOnly", { name: "reads", isMultiRegion: false }),
        classic("WriteOnly", { name: "writes" }),
      ),
      expect: "FAIL",
    },
    { name: "KMS is excluded", given: account(classic("All", {}, ["kms.amazonaws.com"])), expect: "FAIL" },
    {
      name: "KMS is excluded by one trail and recorded by another",
      given: account(
        classic("All", { name: "most" }, ["kms.amazonaws.com"]),
        advanced({ name: "keys" }, [management(), { field: "eventSource", equals: ["kms.amazonaws.com"] }]),
      ),
      expect: "PASS",
    },
    { name: "an advanced selector, whatever its name", given: account(advanced({}, [management()])), expect: "PASS" },
    {
      name: "the console's name for a selector does not make it complete",
      given: account(
        advanced({}, [
          management(),
          { field: "eventSource", notEquals: ["kms.amazonaws.com", "rdsdata.amazonaws.com"] },
        ]),
      ),
      expect: "FAIL",
    },
    {
      name: "advanced selectors for data events only",
      given: account(
        advanced({}, [
          { field: "eventCategory", equals: ["Data"] },
          { field: "resources.type", equals: ["AWS::S3::Object"] },
        ]),
      ),
      expect: "FAIL",
    },
    {
      name: "two advanced selectors, one for reads and one for writes",
      given: account(
        advanced(
          {},
          [management(), { field: "readOnly", equals: ["true"] }],
          [management(), { field: "readOnly", equals: ["false"] }],
        ),
      ),
      expect: "PASS",
    },
    {
      name: "some event names only",
      given: account(advanced({}, [management(), { field: "eventName", startsWith: ["Delete"] }])),
      expect: "FAIL",
    },
    { name: "the status was not read", given: account(withoutStatus()), expect: "UNKNOWN" },
    { name: "the selectors were not read", given: account(withoutSelectors()), expect: "UNKNOWN" },
    {
      name: "the selectors of a trail that is not needed were not read",
      given: account(trail(), withoutSelectors()),
      expect: "PASS",
    },
    {
      name: "one region, and the trail of unknown selectors has one region too",
      given: account({ ...withoutSelectors(), isMultiRegion: false }),
      expect: "FAIL",
    },
  ],
});

const notAsked = "CloudTrail Lake event data stores were not asked.";

function answer({ verdict, covered, gaps, unknown, recording }: Coverage, notes: string): Verdict {
  const recorded =
    covered.length === 0
      ? "Recorded: nothing for certain."
      : `Recorded by ${listed(recording)}: ${listedUpTo(covered, 12)}.`;
  const doubts = unknown.length === 0 ? "" : `Not known: ${listedUpTo(unknown, 12)}.`;
  switch (verdict) {
    case "complete":
      return { status: "PASS", reason: recorded };
    case "incomplete":
      return {
        status: "FAIL",
        reason: joined(`Not recorded: ${listedUpTo(gaps, 12)}.`, doubts, recorded, notes, notAsked),
      };
    case "unknown":
      return { status: "UNKNOWN", reason: joined(doubts, recorded, notes) };
  }
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((text) => text !== "").join(" ");
}

function management(): FieldSelector {
  return { field: "eventCategory", equals: ["Management"] };
}

function account(...trails: readonly Trail[]) {
  return snapshot({ trails });
}

function classic(
  readWriteType: "All" | "ReadOnly" | "WriteOnly",
  parts: Partial<Trail> = {},
  excludeManagementEventSources: readonly string[] = [],
): Trail {
  const selector = { readWriteType, includeManagementEvents: true, excludeManagementEventSources, dataResources: [] };
  return trail({ selectors: { kind: "classic", selectors: [selector] }, ...parts });
}

function advanced(parts: Partial<Trail>, ...selectors: readonly (readonly FieldSelector[])[]): Trail {
  const named = selectors.map((fieldSelectors): AdvancedSelector => {
    return { name: "Management events selector", fieldSelectors };
  });
  return trail({ selectors: { kind: "advanced", selectors: named }, ...parts });
}

function withoutStatus(): Trail {
  const { status: _, ...rest } = trail({ name: "dark" });
  return rest;
}

function withoutSelectors(): Trail {
  const { selectors: _, ...rest } = trail({ name: "dark" });
  return rest;
}
