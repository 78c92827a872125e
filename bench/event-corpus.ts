import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Random, seededRandom } from "./random.ts";

const account = "111122223333";

/** What the corpus is made of: weights are shares of ordinary traffic; a few rare calls are what rules look for. */
const calls: readonly (readonly [weight: number, source: string, name: string, readOnly: boolean])[] = [
  [180, "sts", "AssumeRole", true],
  [120, "s3", "GetBucketAcl", true],
  [90, "ec2", "DescribeInstances", true],
  [70, "kms", "Decrypt", true],
  [60, "s3", "PutObject", false],
  [60, "logs", "DescribeLogStreams", true],
  [50, "ec2", "DescribeNetworkInterfaces", true],
  [50, "kms", "GenerateDataKey", true],
  [40, "ssm", "UpdateInstanceInformation", false],
  [40, "dynamodb", "DescribeTable", true],
  [40, "lambda", "ListFunctions20150331", true],
  [30, "monitoring", "DescribeAlarms", true],
  [30, "iam", "GetRole", true],
  [30, "iam", "ListAttachedRolePolicies", true],
  [30, "cloudtrail", "DescribeTrails", true],
  [25, "config", "DescribeConfigurationRecorders", true],
  [25, "ecr", "BatchGetImage", true],
  [20, "ecs", "DescribeTasks", true],
  [15, "secretsmanager", "GetSecretValue", true],
  [10, "ec2", "RunInstances", false],
  [10, "lambda", "UpdateFunctionCode20150331v2", false],
  [5, "iam", "ListUsers", true],
  [2, "signin", "ConsoleLogin", false],
  [1, "iam", "CreateAccessKey", false],
  [1, "iam", "CreateUser", false],
  [1, "iam", "AttachUserPolicy", false],
  [1, "iam", "DeactivateMFADevice", false],
  [1, "cloudtrail", "StopLogging", false],
];

/** How many make the calls. */
export interface Callers {
  readonly sessions: number;
  readonly roles: number;
  readonly users: number;
}

const fewCallers: Callers = { sessions: 400, roles: 60, users: 80 };

/** Writes `events` events into `files` gzip files of uneven size, and gives the bytes as stored and unpacked. */
export function writeEventCorpus(
  folder: string,
  events: number,
  files: number,
  seed: number,
  callers: Callers = fewCallers,
): { stored: number; unpacked: number } {
  const random = seededRandom(seed);
  mkdirSync(folder, { recursive: true });
  const names = calls.flatMap((call) => Array.from({ length: call[0] }, () => call));
  let stored = 0;
  let unpacked = 0;
  let written = 0;
  for (let file = 0; file < files; file += 1) {
    const left = events - written;
    const share = (left / (files - file)) * (0.2 + 1.6 * random.next());
    const count = file === files - 1 ? left : Math.min(left, Math.round(share));
    const name = `${account}_CloudTrail_us-east-1_${delivered(written + count)}_${String(file).padStart(16, "0")}.json`;
    const records = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, index) =>
        record(random, callers, random.pick(names), written + from + index),
      ).join(",");
    const sizes =
      count > maxInOneText ? writeLarge(join(folder, name), records, count) : writeFile(name, records(0, count));
    stored += sizes.stored;
    unpacked += sizes.unpacked;
    written += count;
  }
  return { stored, unpacked };

  function writeFile(name: string, records: string): Sizes {
    const text = `{"Records":[${records}]}`;
    const bytes = gzipSync(text, { level: 6 });
    writeFileSync(join(folder, `${name}.gz`), bytes);
    return { stored: bytes.length, unpacked: text.length };
  }
}

interface Sizes {
  readonly stored: number;
  readonly unpacked: number;
}

/** A text cannot be longer than half a gigabyte. */
const maxInOneText = 200_000;

/** Part by part, and packed by gzip, since Node packs only what is in memory without making several members. */
function writeLarge(file: string, records: (from: number, to: number) => string, count: number): Sizes {
  writeFileSync(file, '{"Records":[');
  for (let from = 0; from < count; from += maxInOneText) {
    appendFileSync(file, `${from === 0 ? "" : ","}${records(from, Math.min(count, from + maxInOneText))}`);
  }
  appendFileSync(file, "]}");
  const unpacked = statSync(file).size;
  execFileSync("gzip", ["-6", "-n", "-f", file]);
  return { stored: statSync(`${file}.gz`).size, unpacked };
}

/** Whoever makes calls: most of them roles, whose sessions last an hour, as in accounts that people work in. */
function identity(
  random: Random,
  { sessions, roles, users }: Callers,
  name: string,
  at: number,
): { who: number; userIdentity: object; service: boolean } {
  const who = random.below(sessions);
  const kind = random.next();
  // Roles are assumed by services, far more than by anybody else.
  if (kind < (name === "AssumeRole" ? 0.95 : 0.25)) {
    return { who, userIdentity: { type: "AWSService", invokedBy: "ec2.amazonaws.com" }, service: true };
  }
  if (kind < 0.85) {
    const hour = Math.floor(at / 3_600_000);
    const role = `role-${who % roles}`;
    return {
      who,
      service: false,
      userIdentity: {
        type: "AssumedRole",
        principalId: `AROA${"BENCH".padEnd(16, String(who % 10))}:session-${who}`,
        arn: `arn:aws:sts::${account}:assumed-role/${role}/session-${who}`,
        accountId: account,
        accessKeyId: `ASIA${(hour * 1000 + who).toString(36).toUpperCase().padStart(16, "B")}`,
        sessionContext: {
          sessionIssuer: {
            type: "Role",
            principalId: "AROABENCHBENCHBENCH",
            arn: `arn:aws:iam::${account}:role/${role}`,
            accountId: account,
            userName: role,
          },
          attributes: { creationDate: isoSecond(hour * 3_600_000 + who * 1000), mfaAuthenticated: "false" },
        },
      },
    };
  }
  return {
    who,
    service: false,
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDABENCHBENCHBENCH",
      arn: `arn:aws:iam::${account}:user/user-${who % users}`,
      accountId: account,
      accessKeyId: `AKIA${"BENCH".padEnd(16, String(who % 10))}`,
      userName: `user-${who % users}`,
    },
  };
}

const agents = [
  "aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11.9 md/pyimpl#CPython",
  "Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.10 md/arch#x86_64 lang/python#3.12.3",
  "APN/1.0 HashiCorp/1.0 Terraform/1.8.5 aws-sdk-go-v2/1.30.0 os/linux lang/go#1.22.4",
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
] as const;

/** The minute after the last event of a file. */
function delivered(events: number): string {
  return isoSecond(Date.UTC(2026, 10, 1) + events * 300 + 60_000)
    .replaceAll(/[-:]|\d\dZ$/g, "")
    .concat("Z");
}

function record(
  random: Random,
  callers: Callers,
  [, source, name, readOnly]: (typeof calls)[number],
  index: number,
): string {
  const ms = Date.UTC(2026, 10, 1) + index * 300;
  const at = isoSecond(ms);
  const { who, userIdentity, service } = identity(random, callers, name, ms);
  const failed = random.next() < 0.04;
  return JSON.stringify({
    eventVersion: "1.11",
    userIdentity,
    eventTime: at,
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: "us-east-1",
    sourceIPAddress: service ? "ec2.amazonaws.com" : `198.51.100.${who % 200}`,
    userAgent: service ? "ec2.amazonaws.com" : agents[who % agents.length],
    ...(failed && { errorCode: "AccessDenied", errorMessage: `User is not authorized to perform: ${source}:${name}` }),
    requestParameters: failed
      ? null
      : {
          name: `resource-${random.below(5000)}`,
          bucketName: `bucket-${random.below(200)}`,
          userName: `user-${random.below(80)}`,
        },
    responseElements:
      name === "AssumeRole" && !failed
        ? {
            credentials: {
              accessKeyId: `ASIA${random.hex(16).toUpperCase()}`,
              sessionToken: random.hex(600),
              expiration: "Nov 1, 2026, 1:00:00 AM",
            },
          }
        : name === "ConsoleLogin"
          ? { ConsoleLogin: failed ? "Failure" : "Success" }
          : null,
    requestID: uuid(random),
    eventID: uuid(random),
    readOnly,
    eventType: name === "ConsoleLogin" ? "AwsConsoleSignIn" : "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: `${source}.us-east-1.amazonaws.com`,
    },
  });
}

function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}
