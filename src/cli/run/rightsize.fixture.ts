import { analyst } from "../../../test/support/analyst.ts";
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

export const policy: { readonly Version: string; readonly Statement: readonly JsonObject[] } = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "Work", Effect: "Allow", Action: ["sqs:*", "ec2:RunInstances", "s3:GetObject"], Resource: "*" },
    { Effect: "Deny", Action: "sqs:DeleteQueue", Resource: "*" },
  ],
};

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

export const asked: readonly string[] = ["--principal", analyst, "--as-of", "2026-11-21T12:00:00Z"];
