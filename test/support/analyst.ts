import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../src/model/index.ts";

export const account = "111122223333";
export const analyst: string = `arn:aws:iam::${account}:user/analyst`;

export interface Folder {
  readonly path: (name: string) => string;
  readonly save: (name: string, content: Json) => string;
  readonly remove: () => void;
}

export function temporaryFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), "trailproof-analyst-"));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    save(name, content) {
      writeFileSync(path(name), typeof content === "string" ? content : JSON.stringify(content));
      return path(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Authorization details in which the analyst has one policy. */
export function details(document: Json, more: { readonly [key: string]: Json } = {}): Json {
  return {
    UserDetailList: [
      {
        Path: "/",
        UserName: "analyst",
        UserId: "AIDAANALYSTEXAMPLE01",
        Arn: analyst,
        CreateDate: "2024-01-01T00:00:00+00:00",
        UserPolicyList: [{ PolicyName: "own", PolicyDocument: document }],
        GroupList: [],
        AttachedManagedPolicies: [],
        ...more,
      },
    ],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
    IsTruncated: false,
  };
}

/** An event of the analyst. */
export function event(number: number, source: string, name: string, more: { readonly [key: string]: Json } = {}): Json {
  return {
    eventVersion: "1.09",
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDAANALYSTEXAMPLE01",
      arn: analyst,
      accountId: account,
      userName: "analyst",
    },
    eventTime: "2026-11-20T10:00:00Z",
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: "us-east-1",
    sourceIPAddress: "192.0.2.7",
    requestParameters: {},
    responseElements: null,
    eventID: `11111111-0000-4000-8000-${String(number).padStart(12, "0")}`,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
    ...more,
  };
}
