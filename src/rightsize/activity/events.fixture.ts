import type { CloudTrailEvent, Json } from "../../model/index.ts";

export const account = "111122223333";
export const userArn: string = `arn:aws:iam::${account}:user/ana`;
export const roleArn: string = `arn:aws:iam::${account}:role/deploy/builder`;

export const user: CloudTrailEvent = {
  type: "IAMUser",
  principalId: "AIDAANAEXAMPLE",
  arn: userArn,
  accountId: account,
  userName: "ana",
};

/** A session of {@link roleArn}: its own ARN has lost the path. */
export const session: CloudTrailEvent = {
  type: "AssumedRole",
  principalId: "AROABUILDEREXAMPLE:ci-7",
  arn: `arn:aws:sts::${account}:assumed-role/builder/ci-7`,
  accountId: account,
  sessionContext: {
    sessionIssuer: {
      type: "Role",
      principalId: "AROABUILDEREXAMPLE",
      arn: roleArn,
      accountId: account,
      userName: "builder",
    },
    attributes: { mfaAuthenticated: "false", creationDate: "2026-11-20T08:00:00Z" },
  },
};

let made = 0;

/** `call("s3", "GetObject", { bucketName: "b" })` by {@link user}, each with an id of its own. */
export function call(
  source: string,
  eventName: string,
  requestParameters: Json = null,
  more: { readonly [key: string]: Json } = {},
): CloudTrailEvent {
  made += 1;
  return {
    eventVersion: "1.11",
    userIdentity: user,
    eventTime: "2026-11-20T09:00:00Z",
    eventSource: `${source}.amazonaws.com`,
    eventName,
    awsRegion: "eu-west-1",
    sourceIPAddress: "192.0.2.7",
    requestParameters,
    responseElements: null,
    eventID: `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
    ...more,
  };
}
