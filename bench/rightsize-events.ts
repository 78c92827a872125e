import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Random } from "./random.ts";
import type { BenchCall } from "./rightsize-calls.ts";
import { account, firstMs, isoSecond, roleArn, roleId, spanMs } from "./rightsize-names.ts";

export interface Caller {
  readonly index: number;
  readonly calls: readonly BenchCall[];
}

/** One event in twenty is denied, one in twelve is an AWS service's own. */
export function writeRightsizeEvents(
  folder: string,
  callers: readonly Caller[],
  events: number,
  files: number,
  random: Random,
): void {
  let written = 0;
  for (let file = 0; file < files; file += 1) {
    const left = events - written;
    const share = (left / (files - file)) * (0.2 + 1.6 * random.next());
    const count = file === files - 1 ? left : Math.min(left, Math.round(share));
    const at = (index: number): number => firstMs + Math.floor(((written + index) / events) * spanMs);
    const records = Array.from({ length: count }, (_, index) => record(random, random.pick(callers), at(index)));
    const delivered = isoSecond(at(count)).replaceAll(/[-:]|\d\dZ$/g, "");
    const name = `${account}_CloudTrail_us-east-1_${delivered}Z_${String(file).padStart(16, "0")}.json.gz`;
    writeFileSync(join(folder, name), gzipSync(`{"Records":[${records.join(",")}]}`, { level: 6 }));
    written += count;
  }
}

function record(random: Random, { index, calls }: Caller, ms: number): string {
  const { source, name, action, parameters } = random.pick(calls);
  const failed = random.next() < 0.05;
  return JSON.stringify({
    eventVersion: "1.11",
    userIdentity: random.next() < 0.08 ? { type: "AWSService", invokedBy: "ec2.amazonaws.com" } : session(index, ms),
    eventTime: isoSecond(ms),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: "us-east-1",
    sourceIPAddress: `198.51.100.${index % 200}`,
    userAgent: "Boto3/1.35.36 md/Botocore#1.35.36 os/linux#6.1.109 md/arch#x86_64 lang/python#3.12.6",
    ...(failed && { errorCode: "AccessDenied", errorMessage: `User is not authorized to perform: ${action}` }),
    requestParameters: failed ? null : parameters(`${index % 50}-${random.below(6)}`),
    responseElements: null,
    requestID: uuid(random),
    eventID: uuid(random),
    readOnly: /^(Get|List|Describe)/.test(name),
    eventType: "AwsApiCall",
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

/** Sessions last an hour. */
function session(index: number, ms: number): object {
  const hour = Math.floor(ms / 3_600_000);
  return {
    type: "AssumedRole",
    principalId: `${roleId(index)}:work`,
    arn: `arn:aws:sts::${account}:assumed-role/role-${index}/work`,
    accountId: account,
    accessKeyId: `ASIA${(hour * 1000 + index).toString(36).toUpperCase().padStart(16, "B")}`,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: roleId(index),
        arn: roleArn(index),
        accountId: account,
        userName: `role-${index}`,
      },
      attributes: { creationDate: isoSecond(hour * 3_600_000), mfaAuthenticated: "false" },
    },
  };
}

function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}
