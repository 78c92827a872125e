import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "../../model/index.ts";
import { program } from "../main.ts";

/** A run of the command line in this process. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function trailproof(...args: readonly string[]): Promise<Run> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const io = {
    stdin: (async function* () {})(),
    stdout: { write: (text: string) => stdout.push(text) },
    stderr: { write: (text: string) => stderr.push(text) },
    env: {},
  };
  process.exitCode = 0;
  let thrown: unknown;
  await program(io)
    .parseAsync(["node", "trailproof", ...args])
    .catch((error: unknown) => {
      thrown = error;
    });
  const code = thrown === undefined ? Number(process.exitCode) : codeOf(thrown);
  process.exitCode = 0;
  return { code, stdout: stdout.join(""), stderr: `${stderr.join("")}${thrown ?? ""}` };
}

/** As the program's entry does it; 1 for what is no Problem and no mistake of usage. */
function codeOf(error: unknown): number {
  if (!(error instanceof Error) || !("code" in error)) return 1;
  return error.code === "input.nothing" ? 4 : 2;
}

export interface Folder {
  readonly path: (name: string) => string;
  readonly save: (name: string, content: Json) => string;
  readonly remove: () => void;
}

export function temporaryFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), "trailproof-rightsize-"));
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

export const account = "111122223333";
export const analyst: string = `arn:aws:iam::${account}:user/analyst`;

export const policy: { readonly Version: string; readonly Statement: readonly JsonObject[] } = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "Work", Effect: "Allow", Action: ["sqs:*", "ec2:RunInstances", "s3:GetObject"], Resource: "*" },
    { Effect: "Deny", Action: "sqs:DeleteQueue", Resource: "*" },
  ],
};

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

/** An answer of Access Advisor by service, in which sqs was used the day before. */
export const answer: { readonly [key: string]: Json } = {
  JobStatus: "COMPLETED",
  JobType: "SERVICE_LEVEL",
  JobCreationDate: "2026-11-21T10:00:00+00:00",
  JobCompletionDate: "2026-11-21T10:00:05+00:00",
  ServicesLastAccessed: [
    {
      ServiceName: "Amazon SQS",
      ServiceNamespace: "sqs",
      LastAuthenticated: "2026-11-20T00:00:00+00:00",
      TotalAuthenticatedEntities: 1,
    },
    { ServiceName: "Amazon EC2", ServiceNamespace: "ec2", TotalAuthenticatedEntities: 0 },
    { ServiceName: "Amazon S3", ServiceNamespace: "s3", TotalAuthenticatedEntities: 0 },
  ],
  IsTruncated: false,
};

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

export const asked: readonly string[] = ["--principal", analyst, "--as-of", "2026-11-21T12:00:00Z"];
