import { describe, expect, it } from "vitest";
import type { Input } from "../../call.ts";
import { bucketName, createTrailSandbox, startTrail, trailArn, trailName } from "../../deliver/trail.fixture.ts";

const defaults = [
  { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
];
const management = { Field: "eventCategory", Equals: ["Management"] };
const data = { Field: "eventCategory", Equals: ["Data"] };
const objects = { Field: "resources.type", Equals: ["AWS::S3::Object"] };
const advanced = (...FieldSelectors: readonly Input[]): Input => ({ AdvancedEventSelectors: [{ FieldSelectors }] });
const basic = (...EventSelectors: readonly Input[]): Input => ({ EventSelectors });
const resources = (Type: string, ...Values: readonly string[]): Input => basic({ DataResources: [{ Type, Values }] });

describe("PutEventSelectors", () => {
  it("takes seed 1's selectors, and answers all members", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    const get = (): object => sandbox.ask("cloudtrail", "GetEventSelectors", { TrailName: trailName });
    expect(get()).toEqual({ TrailARN: trailArn, EventSelectors: defaults });
    const DataResources = [
      { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] },
      { Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] },
    ];
    const put = sandbox.ask("cloudtrail", "PutEventSelectors", { TrailName: trailName, ...basic({ DataResources }) });
    expect(put).toEqual({ TrailARN: trailArn, EventSelectors: [{ ...defaults[0], DataResources }] });
    expect(get()).toEqual(put);
    const { Trail } = sandbox.ask("cloudtrail", "GetTrail", { Name: trailName });
    expect(Trail).toMatchObject({ HasCustomEventSelectors: true });
  });

  it("lets advanced and basic selectors replace each other", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    const put = (input: Input): object =>
      sandbox.ask("cloudtrail", "PutEventSelectors", { TrailName: trailName, ...input });
    const whole = advanced(data, objects, { Field: "resources.ARN", NotStartsWith: [`arn:aws:s3:::${bucketName}/`] });
    expect(put(whole)).toEqual({ TrailARN: trailArn, ...whole });
    expect(put(basic({}))).toEqual({ TrailARN: trailArn, EventSelectors: defaults });
  });

  it.each<[string, Input]>([
    ["nothing", {}],
    ["both", { ...basic({}), ...advanced(management) }],
    ["none", basic()],
    ["six", basic({}, {}, {}, {}, {}, {})],
    ["another type of access", basic({ ReadWriteType: "Write" })],
    ["a source that cannot be left out", basic({ ExcludeManagementEventSources: ["iam.amazonaws.com"] })],
    ["no management events and nothing else", basic({ IncludeManagementEvents: false })],
    ["another type of resource", resources("AWS::EC2::Instance", "arn:aws:ec2")],
    ["a bucket without a slash", resources("AWS::S3::Object", "arn:aws:s3:::bucket")],
    [
      "251 resources",
      resources("AWS::S3::Object", ...Array.from({ length: 251 }, (_, n) => `arn:aws:s3:::bucket${n}/`)),
    ],
    ["advanced: no category", advanced({ Field: "readOnly", Equals: ["true"] })],
    ["advanced: a category that is none", advanced({ Field: "eventCategory", Equals: ["Other"] })],
    ["advanced: __proto__", advanced({ Field: "eventCategory", Equals: ["__proto__"] })],
    ["advanced: two categories", advanced({ Field: "eventCategory", Equals: ["Management", "Data"] })],
    ["advanced: data without a type", advanced(data)],
    ["advanced: management with a type", advanced(management, objects)],
    ["advanced: readOnly maybe", advanced(management, { Field: "readOnly", Equals: ["maybe"] })],
    ["advanced: a field twice", advanced(management, management)],
    ["advanced: a field without a value", advanced(management, { Field: "eventName" })],
    [
      "advanced: 501 conditions",
      advanced(management, { Field: "eventName", NotEquals: Array.from({ length: 500 }, (_, n) => `Name${n}`) }),
    ],
  ])("refuses %s", (_, input) => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    const { shape } = sandbox.refusal("cloudtrail", "PutEventSelectors", { TrailName: trailName, ...input });
    expect(shape).toBe("InvalidEventSelectorsException");
  });
});

describe("Insight selectors", () => {
  it("are on until an empty list is put", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    const off = {
      shape: "InsightNotEnabledException",
      message: `Trail ${trailArn} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`,
    };
    expect(sandbox.refusal("cloudtrail", "GetInsightSelectors", { TrailName: trailName })).toEqual(off);
    const InsightSelectors = [{ InsightType: "ApiCallRateInsight" }, { InsightType: "ApiErrorRateInsight" }];
    const on = { TrailARN: trailArn, InsightSelectors };
    expect(sandbox.ask("cloudtrail", "PutInsightSelectors", { TrailName: trailName, InsightSelectors })).toEqual(on);
    expect(sandbox.ask("cloudtrail", "GetInsightSelectors", { TrailName: trailName })).toEqual(on);
    sandbox.ask("cloudtrail", "PutInsightSelectors", { TrailName: trailName, InsightSelectors: [] });
    expect(sandbox.refusal("cloudtrail", "GetInsightSelectors", { TrailName: trailName })).toEqual(off);
  });

  it("need management events, of call rates writes", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.ask("cloudtrail", "PutEventSelectors", { TrailName: trailName, ...basic({ ReadWriteType: "ReadOnly" }) });
    const refused = (InsightType: string): string =>
      sandbox.refusal("cloudtrail", "PutInsightSelectors", {
        TrailName: trailName,
        InsightSelectors: [{ InsightType }],
      }).shape;
    expect(refused("ApiCallRateInsight")).toBe("InvalidInsightSelectorsException");
    expect(refused("Other")).toBe("InvalidInsightSelectorsException");
    const InsightSelectors = [{ InsightType: "ApiErrorRateInsight" }];
    expect(() =>
      sandbox.ask("cloudtrail", "PutInsightSelectors", { TrailName: trailName, InsightSelectors }),
    ).not.toThrow();
  });
});
