import { describe, expect, it } from "vitest";
import { tick } from "./index.ts";
import { createTrailSandbox, startTrail, type TrailSandbox, trailName } from "./trail.fixture.ts";

interface Insight {
  readonly eventTime: string;
  readonly sharedEventID: string;
  readonly insightDetails: { readonly state: string; readonly [member: string]: unknown };
}

const hour = 3_600_000;

function withInsights(): TrailSandbox {
  const sandbox = createTrailSandbox();
  startTrail(sandbox);
  const InsightSelectors = [{ InsightType: "ApiCallRateInsight" }, { InsightType: "ApiErrorRateInsight" }];
  sandbox.ask("cloudtrail", "PutInsightSelectors", { TrailName: trailName, InsightSelectors });
  return sandbox;
}

function insightsOf(sandbox: TrailSandbox): readonly Insight[] {
  const output = sandbox.ask("cloudtrail", "LookupEvents", { EventCategory: "insight" });
  const events = output["Events"] as readonly { readonly CloudTrailEvent: string }[];
  return events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent)).reverse();
}

describe("Insights", () => {
  it("tell when many more writes come than usual, and when that ends", { timeout: 60_000 }, () => {
    const sandbox = withInsights();
    tick(sandbox, 40 * hour);
    for (let index = 0; index < 50; index += 1) sandbox.ask("iam", "CreateUser", { UserName: `user-${index}` });
    tick(sandbox, hour);
    const [start, end, ...others] = insightsOf(sandbox);
    expect(others).toEqual([]);
    expect(start?.insightDetails).toMatchObject({
      state: "Start",
      eventSource: "iam.amazonaws.com",
      eventName: "CreateUser",
      insightType: "ApiCallRateInsight",
      insightContext: {
        statistics: { baseline: { average: 0 }, insight: { average: 10 }, insightDuration: 5 },
        attributions: [
          {
            attribute: "userIdentityArn",
            insight: [{ value: "arn:aws:iam::111122223333:root", average: 10 }],
            baseline: [],
          },
          { attribute: "userAgent" },
          { attribute: "errorCode", insight: [{ value: "null", average: 10 }] },
        ],
      },
    });
    expect(end?.insightDetails.state).toBe("End");
    expect(end?.sharedEventID).toBe(start?.sharedEventID);
    expect(Object.keys(start ?? {})).toEqual([
      "eventVersion",
      "eventTime",
      "awsRegion",
      "eventID",
      "eventType",
      "recipientAccountId",
      "sharedEventID",
      "insightDetails",
      "eventCategory",
    ]);
    const delivered = sandbox.records("AWSLogs/111122223333/CloudTrail-Insight/");
    expect(delivered.map(({ sharedEventID }) => sharedEventID)).toEqual([start?.sharedEventID, start?.sharedEventID]);
  });

  it("tell of many errors, by their code", { timeout: 60_000 }, () => {
    const sandbox = withInsights();
    tick(sandbox, 40 * hour);
    for (let index = 0; index < 20; index += 1) sandbox.refusal("iam", "GetUser", { UserName: "nobody" });
    tick(sandbox, hour);
    expect(insightsOf(sandbox).map(({ insightDetails }) => insightDetails)).toEqual([
      expect.objectContaining({
        state: "Start",
        insightType: "ApiErrorRateInsight",
        errorCode: "NoSuchEntityException",
      }),
      expect.objectContaining({ state: "End", insightType: "ApiErrorRateInsight", errorCode: "NoSuchEntityException" }),
    ]);
  });

  it("say nothing without a history, of reads, or of what is usual", { timeout: 60_000 }, () => {
    const early = withInsights();
    for (let index = 0; index < 50; index += 1) early.ask("iam", "CreateUser", { UserName: `user-${index}` });
    tick(early, hour);
    expect(insightsOf(early)).toEqual([]);

    const reads = withInsights();
    tick(reads, 40 * hour);
    for (let index = 0; index < 50; index += 1) reads.ask("iam", "ListUsers");
    tick(reads, hour);
    expect(insightsOf(reads)).toEqual([]);
  });

  it("are not looked for by trails without selectors", { timeout: 60_000 }, () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    tick(sandbox, 40 * hour);
    for (let index = 0; index < 50; index += 1) sandbox.ask("iam", "CreateUser", { UserName: `user-${index}` });
    tick(sandbox, hour);
    expect(insightsOf(sandbox)).toEqual([]);
  });
});
