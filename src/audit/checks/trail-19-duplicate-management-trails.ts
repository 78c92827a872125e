import type { Snapshot, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { snapshot, trail } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason } from "../sources.ts";
import { repeatedRecording } from "../trails/trail-coverage.ts";
import { listed, listedUpTo, sentence } from "../verdict.ts";

/** The same management events are recorded twice in a region: the first copy is free, each further one is paid. */
export const trail19DuplicateManagementTrails: Check<"account"> = defineCheck({
  id: "TRAIL-19",
  title: "Paid duplicate management trails",
  severity: "informational",
  subject: "account",
  needs: ["trails"],
  risk: "It costs money, and two sets of logs that should say the same raise questions in an investigation. A second copy in other hands may be meant.",
  remediation: {
    text: "Let one trail record management events, best the organization's; keep a second one only if it is meant.",
    cli: "aws cloudtrail put-event-selectors --trail-name <NAME> --advanced-event-selectors file://selectors.json",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html",
  ],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const all = (account.trails ?? []).toSorted((a, b) => compareText(a.arn, b.arn));
    const { repeated, trails, notes } = repeatedRecording(all, account.partition);
    const evidence = all.map(({ name, homeRegion, status }) => ({
      source: "trails",
      field: name,
      value: { homeRegion, isLogging: status?.isLogging ?? null },
    }));
    if (repeated.length > 0) {
      const reason = `Trails ${listed(trails)} record the same: ${listedUpTo(repeated, 6)}.`;
      return { status: "FAIL", reason, evidence };
    }
    const gaps = gapsReason(account, ["trails"]);
    const several = all.filter(({ status }) => status?.isLogging !== false).length > 1;
    if (gaps !== undefined || (several && notes.length > 0)) {
      const reason = [...(several ? notes.map(sentence) : []), gaps ?? ""].join(" ").trim();
      return { status: "UNKNOWN", reason, evidence };
    }
    return { status: "PASS", reason: "No management event is recorded by two trails.", evidence };
  },

  examples: [
    { name: "one trail", given: account(trail()), expect: "PASS" },
    { name: "two trails for the same", given: account(trail(), trail({ name: "second" })), expect: "FAIL" },
    {
      name: "two trails, one is stopped",
      given: account(trail(), trail({ name: "second", status: { isLogging: false } })),
      expect: "PASS",
    },
    { name: "one for reads and one for writes", given: account(half("ReadOnly"), half("WriteOnly")), expect: "PASS" },
    { name: "one for all and one for writes", given: account(trail(), half("WriteOnly")), expect: "FAIL" },
    {
      name: "two regions",
      given: account(
        trail({ isMultiRegion: false }),
        trail({ name: "west", isMultiRegion: false, homeRegion: "us-west-2" }),
      ),
      expect: "PASS",
    },
    {
      name: "the second one's selectors were not read",
      given: account(trail(), withoutSelectors()),
      expect: "UNKNOWN",
    },
  ],
});

function account(...trails: readonly Trail[]): Snapshot {
  return snapshot({ trails });
}

function half(readWriteType: "ReadOnly" | "WriteOnly"): Trail {
  const selector = {
    readWriteType,
    includeManagementEvents: true,
    excludeManagementEventSources: [],
    dataResources: [],
  };
  return trail({ name: readWriteType, selectors: { kind: "classic", selectors: [selector] } });
}

function withoutSelectors(): Trail {
  const { selectors: _, ...rest } = trail({ name: "dark" });
  return rest;
}
