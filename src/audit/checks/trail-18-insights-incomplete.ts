import type { Snapshot, Trail } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { snapshot, trail } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason } from "../sources.ts";
import { listed } from "../verdict.ts";

/** No trail that is logging looks for both unusual rates of calls and of errors. */
export const trail18InsightsIncomplete: Check<"account"> = defineCheck({
  id: "TRAIL-18",
  title: "Insights are incomplete",
  severity: "informational",
  subject: "account",
  needs: ["trails"],
  risk: "Bursts of calls or of denied calls, by which much misuse begins, are seen only by whoever counts himself. Insights cost extra.",
  remediation: {
    text: "Switch both kinds of Insights on for one trail, unless something else watches the rates.",
    cli: "aws cloudtrail put-insight-selectors --trail-name <NAME> --insight-selectors InsightType=ApiCallRateInsight InsightType=ApiErrorRateInsight",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html",
  ],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const trails = (account.trails ?? [])
      .filter(({ status }) => status?.isLogging !== false)
      .toSorted((a, b) => compareText(a.arn, b.arn));
    const evidence = trails.map(({ name, insights }) => ({
      source: "insight-selectors",
      field: name,
      value: insights === undefined ? null : [...insights],
    }));
    const whole = trails.filter((one) => one.status !== undefined && lackOf(one)?.length === 0);
    if (whole.length > 0) {
      const reason = `Insights on rates of calls and of errors are on for ${listed(whole.map(({ name }) => name))}.`;
      return { status: "PASS", reason, evidence };
    }
    const dark = trails.filter(
      (one) => lackOf(one) === undefined || (one.status === undefined && lackOf(one)?.length === 0),
    );
    const gaps = gapsReason(account, ["trails"]);
    if (dark.length > 0 || gaps !== undefined) {
      return { status: "UNKNOWN", reason: [...unreadOf(dark), gaps ?? ""].join(" ").trim(), evidence };
    }
    if (trails.length === 0)
      return { status: "FAIL", reason: "No trail is logging, and so there are no Insights.", evidence };
    const lacks = trails.map((one) => `${one.name} lacks ${listed(lackOf(one) ?? [])}`);
    return { status: "FAIL", reason: `No trail has both kinds of Insights: ${listed(lacks)}.`, evidence };
  },

  examples: [
    {
      name: "both",
      given: account(trail({ insights: ["ApiCallRateInsight", "ApiErrorRateInsight"] })),
      expect: "PASS",
    },
    { name: "one of them", given: account(trail({ insights: ["ApiCallRateInsight"] })), expect: "FAIL" },
    {
      name: "one of them each on two trails",
      given: account(trail({ insights: ["ApiCallRateInsight"] }), trail({ insights: ["ApiErrorRateInsight"] })),
      expect: "FAIL",
    },
    {
      name: "both, on a trail that is stopped",
      given: account(trail({ insights: ["ApiCallRateInsight", "ApiErrorRateInsight"], status: { isLogging: false } })),
      expect: "FAIL",
    },
    { name: "none", given: account(trail({ insights: [] })), expect: "FAIL" },
    { name: "no trail", given: account(), expect: "FAIL" },
    { name: "not read", given: account(trail()), expect: "UNKNOWN" },
    {
      name: "both, and whether the trail logs was not read",
      given: account(withoutStatus(trail({ insights: ["ApiCallRateInsight", "ApiErrorRateInsight"] }))),
      expect: "UNKNOWN",
    },
  ],
});

const wanted: readonly string[] = ["ApiCallRateInsight", "ApiErrorRateInsight"];

/** Undefined: not known. */
function lackOf({ insights }: Trail): readonly string[] | undefined {
  return insights === undefined ? undefined : wanted.filter((type) => !insights.includes(type));
}

/** A sentence for each source, with the trails of which it was not read. */
function unreadOf(dark: readonly Trail[]): readonly string[] {
  const sentence = (names: readonly string[], what: string): readonly string[] =>
    names.length === 0 ? [] : [`Of trail ${listed(names)} ${what}.`];
  const namesOf = (isUnread: (one: Trail) => boolean): readonly string[] =>
    dark.filter(isUnread).map(({ name }) => name);
  return [
    ...sentence(
      namesOf(({ insights }) => insights === undefined),
      "the Insights selectors were not read (cloudtrail:GetInsightSelectors)",
    ),
    ...sentence(
      namesOf(({ status }) => status === undefined),
      "the status was not read (cloudtrail:GetTrailStatus)",
    ),
  ];
}

function withoutStatus({ status: _status, ...rest }: Trail): Trail {
  return rest;
}

function account(...trails: readonly Trail[]): Snapshot {
  return snapshot({ trails });
}
