import { describe, expect, it } from "vitest";
import type { TrailState } from "../world/nouns.ts";
import { type SelectableEvent, selects } from "./selected-by.ts";

const trail: TrailState = {
  name: "all",
  arn: "arn:aws:cloudtrail:us-east-1:111122223333:trail/all",
  homeRegion: "us-east-1",
  bucket: "logs",
  multiRegion: true,
  globalEvents: true,
  validation: false,
  organization: false,
  tags: [],
  insights: [],
  logging: true,
  delivery: {},
  digest: {},
};
const write: SelectableEvent = {
  category: "Management",
  region: "us-east-1",
  source: "iam.amazonaws.com",
  name: "CreateUser",
  eventType: "AwsApiCall",
  readOnly: false,
  identityArn: "arn:aws:iam::111122223333:user/alice",
  fromConsole: false,
};
const read: SelectableEvent = { ...write, name: "ListUsers", readOnly: true };
const kms: SelectableEvent = { ...read, source: "kms.amazonaws.com", name: "Decrypt" };
const get: SelectableEvent = {
  ...read,
  category: "Data",
  source: "s3.amazonaws.com",
  name: "GetObject",
  resource: { type: "AWS::S3::Object", arn: "arn:aws:s3:::docs/a/b" },
};
const put: SelectableEvent = { ...get, name: "PutObject", readOnly: false };
const events = { write, read, kms, get, put };

/** Which of the events a trail with such selectors has. */
function chosen(selectors: Partial<TrailState>): string {
  return Object.entries(events)
    .filter(([, event]) => selects({ ...trail, ...selectors }, event))
    .map(([name]) => name)
    .join(" ");
}

const objects = (value: string): object => ({ DataResources: [{ Type: "AWS::S3::Object", Values: [value] }] });
const fields = (...list: readonly object[]): object => ({ FieldSelectors: list });
const management = { Field: "eventCategory", Equals: ["Management"] };
const data = [
  { Field: "eventCategory", Equals: ["Data"] },
  { Field: "resources.type", Equals: ["AWS::S3::Object"] },
];

describe("a trail's selectors", () => {
  it.each<[string, Partial<TrailState>, string]>([
    ["none", {}, "write read kms"],
    ["only writes", { eventSelectors: [{ ReadWriteType: "WriteOnly" }] }, "write"],
    ["only reads", { eventSelectors: [{ ReadWriteType: "ReadOnly" }] }, "read kms"],
    ["without KMS", { eventSelectors: [{ ExcludeManagementEventSources: ["kms.amazonaws.com"] }] }, "write read"],
    ["all objects", { eventSelectors: [objects("arn:aws:s3")] }, "write read kms get put"],
    ["all objects, other form", { eventSelectors: [objects("arn:aws:s3:::")] }, "write read kms get put"],
    ["a bucket", { eventSelectors: [objects("arn:aws:s3:::docs/")] }, "write read kms get put"],
    ["another bucket", { eventSelectors: [objects("arn:aws:s3:::doc/")] }, "write read kms"],
    ["a prefix", { eventSelectors: [objects("arn:aws:s3:::docs/a/")] }, "write read kms get put"],
    [
      "writes of objects alone",
      { eventSelectors: [{ ...objects("arn:aws:s3"), ReadWriteType: "WriteOnly", IncludeManagementEvents: false }] },
      "put",
    ],
    [
      "one is enough",
      {
        eventSelectors: [{ ReadWriteType: "WriteOnly" }, { ...objects("arn:aws:s3"), IncludeManagementEvents: false }],
      },
      "write get put",
    ],
    ["advanced: management", { advancedSelectors: [fields(management)] }, "write read kms"],
    [
      "advanced: writes",
      { advancedSelectors: [fields(management, { Field: "readOnly", Equals: ["false"] })] },
      "write",
    ],
    [
      "advanced: without KMS",
      { advancedSelectors: [fields(management, { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] })] },
      "write read",
    ],
    ["advanced: objects", { advancedSelectors: [fields(...data)] }, "get put"],
    [
      "advanced: without the log bucket",
      { advancedSelectors: [fields(...data, { Field: "resources.ARN", NotStartsWith: ["arn:aws:s3:::docs/"] })] },
      "",
    ],
    [
      "advanced: by name and end",
      {
        advancedSelectors: [
          fields(...data, { Field: "eventName", StartsWith: ["Put"] }, { Field: "resources.ARN", EndsWith: ["/b"] }),
        ],
      },
      "put",
    ],
    [
      "advanced: of somebody else",
      { advancedSelectors: [fields(management, { Field: "userIdentity.arn", NotEndsWith: ["alice"] })] },
      "",
    ],
    ["advanced before basic", { advancedSelectors: [fields(...data)], eventSelectors: [{}] }, "get put"],
  ])("%s", (_, selectors, wanted) => {
    expect(chosen(selectors)).toBe(wanted);
  });
});
