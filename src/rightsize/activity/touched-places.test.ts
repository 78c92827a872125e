import { expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { Json } from "../../model/index.ts";
import { createActivityCounter } from "./activity-counter.ts";
import { account, call } from "./events.fixture.ts";
import { mergeActivity } from "./merge-activity.ts";

type Parts = { readonly [name: string]: Json };
const key = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-4333-8444-555555555555`;
const table = `arn:aws:dynamodb:us-east-1:${account}:table/jobs`;
const lambda = `arn:aws:lambda:us-east-1:${account}:function:work`;
const listed = (...arns: readonly string[]): Parts => ({ resources: arns.map((ARN) => ({ ARN })) });

const event = (source: string, name: string, more: Parts) => call(source, name, null, more);

const object: Parts = { requestParameters: { bucketName: "data", key: "a" } };

function touched(source: string, name: string, more: Parts): readonly string[] {
  const counter = createActivityCounter({ catalogue: actionCatalogue(), places: true });
  counter.see(event(source, name, more));
  return counter
    .take()
    .principals.flatMap((one) => (one.touched ?? []).map(({ service, place }) => `${service} ${place}`));
}

test.each<readonly [string, string, Parts, readonly string[]]>([
  [
    "s3",
    "GetObject",
    { ...listed("arn:aws:s3:::data/a/b.txt", "arn:aws:s3:::data"), ...object },
    ["s3 arn:aws:s3:::data"],
  ],
  ["s3", "GetObject", { requestParameters: { bucketName: "data", key: "a" } }, ["s3 *"]],
  [
    "s3",
    "GetObject",
    { ...listed(`arn:aws:s3:us-east-1:${account}:accesspoint/ap`, "arn:aws:s3:::data"), ...object },
    ["s3 *"],
  ],
  [
    "s3",
    "GetObject",
    { ...object, resources: [{ ARN: "HIDDEN_DUE_TO_SECURITY_REASONS" }, { ARN: "arn:aws:s3:::data" }] },
    ["s3 *"],
  ],
  ["s3", "ListBuckets", {}, []],
  [
    "s3",
    "CopyObject",
    { ...listed("arn:aws:s3:::data"), requestParameters: { bucketName: "data", "x-amz-copy-source": "/c/d" } },
    ["s3 *", "s3 arn:aws:s3:::data"],
  ],
  [
    "dynamodb",
    "Query",
    { ...listed(table), requestParameters: { tableName: "jobs", indexName: "x" } },
    [`dynamodb ${table}`],
  ],
  ["dynamodb", "GetItem", { requestParameters: { tableName: "jobs" } }, ["dynamodb *"]],
  ["dynamodb", "GetItem", { requestParameters: { tableName: table } }, [`dynamodb ${table}`]],
  ["dynamodb", "BatchGetItem", listed(table), ["dynamodb *"]],
  ["kms", "Decrypt", listed(key), [`kms ${key}`]],
  ["kms", "Decrypt", {}, ["kms *"]],
  ["lambda", "Invoke", listed(`${lambda}:live`), [`lambda ${lambda}`]],
  ["lambda", "Invoke", { requestParameters: { functionName: "work" } }, ["lambda *"]],
  [
    "sns",
    "Publish",
    { requestParameters: { topicArn: `arn:aws:sns:us-east-1:${account}:news` } },
    [`sns arn:aws:sns:us-east-1:${account}:news`],
  ],
  [
    "sqs",
    "SendMessage",
    { requestParameters: { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/q` } },
    ["sqs *"],
  ],
  ["ec2", "StopInstances", {}, []],
  ["kms", "Decrypt", { ...listed(key), errorCode: "AccessDenied" }, [`kms ${key}`]],
])("%s %s with %j touches %j", (source, name, more, places) => {
  expect(touched(source, name, more)).toEqual(places);
});

test("nobody who did not ask for places gets them, nor changes of trails", () => {
  const events = [event("kms", "Decrypt", listed(key)), event("cloudtrail", "StopLogging", {})];
  const seen = (places: boolean) => {
    const counter = createActivityCounter({ catalogue: actionCatalogue(), ...(places && { places }) });
    for (const one of events) counter.see(one);
    return counter.take();
  };
  const { trailChanges, ...rest } = seen(true);
  expect(trailChanges).toMatchObject([{ eventName: "StopLogging" }]);
  expect(seen(false)).toEqual({ ...rest, principals: rest.principals.map(({ touched: _, ...one }) => one) });
});

test("two counters together tell what one does", () => {
  const events = [
    event("kms", "Decrypt", listed(key)),
    event("cloudtrail", "StopLogging", {}),
    event("kms", "Encrypt", {}),
  ];
  const counted = (some: readonly (typeof events)[number][]) => {
    const counter = createActivityCounter({ catalogue: actionCatalogue(), places: true });
    for (const one of some) counter.see(one);
    return counter.take();
  };
  expect(mergeActivity(counted(events.slice(0, 1)), counted(events.slice(1)))).toEqual(counted(events));
});
