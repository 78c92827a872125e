import { isJsonObject } from "../../../src/model/index.ts";
import {
  accountId,
  addresses,
  drawingsBucket,
  labTrailBucket,
  mainRegion,
  secondRegion,
} from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { plantedAdminKey, plantedBackupKey, type UserSeed, user, userArn } from "../account.ts";
import type { Random } from "../random.ts";
import { responseTime } from "../time.ts";
import { createUser } from "./activities.ts";
import { atSignIn, awsCli, boto3, byConsole, byKey, otherBrowser, temporaryKey } from "./callers.ts";
import { denied, getSecretValue, listObjects, onBucket, onObject, read, write } from "./calls.ts";
import { type Intrusion, novemberTime, storyteller } from "./intrusions.ts";
import { consoleLogin } from "./people.ts";
import type { Call, Caller } from "./shape.ts";

/** When lab-trail stops recording: from then on there are no data events. */
export const labTrailStopped: number = Date.parse("2026-11-21T02:47:33Z");

const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

/** The stolen key of dev-user, in the night to Saturday. */
export function stolenKey(random: Random): Intrusion {
  const tell = storyteller(random);
  const address = addresses.intruderA;
  const kali = awsCli("linux#6.11.2-kali1-amd64");
  const scanner = byKey(user("dev-user"), keyOf("dev-user"), address, () => "TruffleHog");
  const thief = byKey(user("dev-user"), keyOf("dev-user"), address, kali);
  const admin = byKey(user("admin-user"), plantedAdminKey, address, kali);
  const backup = user("svc-backup");
  const console = byConsole(
    backup,
    { accessKeyId: temporaryKey(random), since: novemberTime("21T01:02:18"), mfa: false },
    address,
    otherBrowser,
  );

  tell.mark("stolen key tried by a scanner", "20T22:41:07", scanner, read("sts", "GetCallerIdentity"));
  tell.each(
    "20T22:44:10",
    9,
    enumeration(thief).map((call) => [thief, call]),
  );
  tell.each(
    "20T22:52:00",
    12,
    abroad(thief).map((call) => [thief, call]),
    secondRegion,
  );
  tell.add("21T00:08:22", thief, denied(write("iam", "CreateUser"), thief, userArn("svc-backup")));
  tell.add("21T00:10:02", thief, denied(write("iam", "AttachUserPolicy"), thief, "user dev-user"));
  tell.add("21T00:12:51", thief, read("iam", "ListAccessKeys", { userName: "admin-user" }));
  tell.mark(
    "key made for the administrator",
    "21T00:13:40",
    thief,
    createAccessKey("admin-user", plantedAdminKey, novemberTime("21T00:13:40")),
  );
  tell.add("21T00:16:12", admin, read("sts", "GetCallerIdentity"));
  tell.add("21T00:18:30", admin, read("iam", "ListUsers"));
  tell.mark(
    "user svc-backup made",
    "21T00:24:10",
    admin,
    createUser(random, "svc-backup", novemberTime("21T00:24:10"), backup.id),
  );
  tell.mark(
    "password set for svc-backup",
    "21T00:24:41",
    admin,
    createLoginProfile("svc-backup", novemberTime("21T00:24:41")),
  );
  tell.mark(
    "AdministratorAccess attached to svc-backup",
    "21T00:25:15",
    admin,
    write("iam", "AttachUserPolicy", { userName: "svc-backup", policyArn: administrator }),
  );
  tell.mark(
    "key made for svc-backup",
    "21T00:27:02",
    admin,
    createAccessKey("svc-backup", plantedBackupKey, novemberTime("21T00:27:02")),
  );
  tell.mark(
    "svc-backup signs in without MFA",
    "21T01:02:18",
    atSignIn(backup, true, address, otherBrowser),
    consoleLogin({ succeeded: true }),
  );
  tell.each(
    "21T01:04:00",
    21,
    [
      read("iam", "GetAccountSummary"),
      read("iam", "ListRoles", { maxItems: 100 }),
      read("s3", "ListBuckets", { Host: "s3.amazonaws.com" }),
      onBucket("GetBucketPolicy", labTrailBucket, "policy"),
      read("cloudtrail", "DescribeTrails", { trailNameList: [], includeShadowTrails: true }),
      read("cloudtrail", "GetTrailStatus", { name: trailArn("lab-trail") }),
      read("secretsmanager", "ListSecrets", { maxResults: 100 }),
    ].map((call) => [console, call]),
  );
  tell.mark("secrets read", "21T01:21:45", console, getSecretValue("portal/database"));
  tell.each(
    "21T01:22:10",
    16,
    [getSecretValue("telemetry/broker"), getSecretValue("supplier/sftp")].map((call) => [console, call]),
  );
  const second = byKey(backup, plantedBackupKey, address, boto3);
  tell.mark("supplier drawings listed", "21T01:48:03", second, listObjects(drawingsBucket, "assemblies/"));
  tell.each(
    "21T01:48:10",
    2,
    Array.from({ length: 48 }, (_, index) => [
      second,
      onObject("GetObject", drawingsBucket, `assemblies/A${300 + index}.pdf`),
    ]),
  );
  tell.mark(
    "lab-trail stopped",
    "21T02:47:33",
    console,
    write("cloudtrail", "StopLogging", { name: trailArn("lab-trail") }),
  );
  tell.mark("logs of lab-trail set to expire after a day", "21T02:52:10", console, expireLogs());
  tell.mark("SSH opened to the world", "21T03:18:26", console, openSsh(random), secondRegion);
  tell.mark("large instances started in eu-central-1", "21T03:20:44", console, runInstances(random), secondRegion);
  tell.each(
    "21T03:21:30",
    40,
    Array.from({ length: 12 }, () => [console, read("ec2", "DescribeInstances", { instancesSet: {}, filterSet: {} })]),
    secondRegion,
  );
  return { id: "stolen-key", title: "Stolen key of dev-user", ...tell.told };
}

/** What a scanner asks first; dev-user may see little of it. */
function enumeration(thief: Caller): readonly Call[] {
  const refused = (service: string, name: string, resource?: string): Call =>
    denied(read(service, name), thief, resource);
  return [
    read("iam", "ListAttachedUserPolicies", { userName: "dev-user" }),
    refused("iam", "GetUser", "user dev-user"),
    refused("iam", "ListUsers", `arn:aws:iam::${accountId}:user/`),
    refused("iam", "ListRoles", `arn:aws:iam::${accountId}:role/`),
    refused("iam", "ListGroups", `arn:aws:iam::${accountId}:group/`),
    refused("iam", "GetAccountAuthorizationDetails"),
    refused("iam", "GetAccountSummary"),
    refused("iam", "GetAccountPasswordPolicy"),
    refused("iam", "ListPolicies", "policy path /"),
    read("s3", "ListBuckets", { Host: "s3.amazonaws.com" }),
    denied(onBucket("GetBucketPolicy", drawingsBucket, "policy"), thief, `"arn:aws:s3:::${drawingsBucket}"`),
    denied(onBucket("GetBucketAcl", labTrailBucket, "acl"), thief, `"arn:aws:s3:::${labTrailBucket}"`),
    read("ec2", "DescribeInstances", { instancesSet: {}, filterSet: {} }),
    read("ec2", "DescribeRegions", { regionSet: {} }),
    read("ec2", "DescribeSecurityGroups", { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }),
    read("ec2", "DescribeKeyPairs", { keySet: {}, filterSet: {} }),
    read("ec2", "DescribeSnapshots", { ownersSet: { items: [{ owner: "self" }] }, filterSet: {} }),
    read("lambda", "ListFunctions20150331", { maxItems: 50 }),
    read("lambda", "GetFunction20150331v2", { functionName: "flight-portal-api" }),
    refused("secretsmanager", "ListSecrets"),
    refused("ssm", "DescribeParameters", `arn:aws:ssm:${mainRegion}:${accountId}:*`),
    refused("kms", "ListKeys"),
    refused("rds", "DescribeDBInstances", `arn:aws:rds:${mainRegion}:${accountId}:db:*`),
    refused("organizations", "DescribeOrganization"),
    refused("cloudtrail", "DescribeTrails"),
    refused("guardduty", "ListDetectors", `arn:aws:guardduty:${mainRegion}:${accountId}:/detector`),
    refused("ses", "GetSendQuota"),
  ];
}

function abroad(thief: Caller): readonly Call[] {
  return [
    read("ec2", "DescribeInstances", { instancesSet: {}, filterSet: {} }),
    read("ec2", "DescribeVpcs", { vpcSet: {}, filterSet: {} }),
    read("lambda", "ListFunctions20150331", { maxItems: 50 }),
    denied(read("secretsmanager", "ListSecrets"), thief),
  ];
}

function createAccessKey(userName: string, accessKeyId: string, at: number): Call {
  return write(
    "iam",
    "CreateAccessKey",
    { userName },
    { accessKey: { userName, accessKeyId, status: "Active", createDate: responseTime(at) } },
  );
}

function createLoginProfile(userName: string, at: number): Call {
  const request = { userName, passwordResetRequired: false };
  return write("iam", "CreateLoginProfile", request, {
    loginProfile: { userName, createDate: responseTime(at), passwordResetRequired: false },
  });
}

function expireLogs(): Call {
  const { request, ...call } = onBucket("PutBucketLifecycle", labTrailBucket, "lifecycle");
  const rule = { ID: "cleanup", Filter: { Prefix: "" }, Status: "Enabled", Expiration: { Days: 1 } };
  return {
    ...call,
    request: {
      LifecycleConfiguration: { xmlns: "http://s3.amazonaws.com/doc/2006-03-01/", Rule: rule },
      ...asObject(request),
    },
  };
}

function asObject(request: Call["request"]): { readonly [key: string]: Call["request"] } {
  return isJsonObject(request) ? request : {};
}

function openSsh(random: Random): Call {
  const rule = {
    ipProtocol: "tcp",
    fromPort: 22,
    toPort: 22,
    groups: {},
    ipRanges: { items: [{ cidrIp: "0.0.0.0/0" }] },
    ipv6Ranges: {},
    prefixListIds: {},
  };
  return write(
    "ec2",
    "AuthorizeSecurityGroupIngress",
    { groupId: "sg-0aae0000000000021", ipPermissions: { items: [rule] } },
    { requestId: random.uuid(), _return: true },
  );
}

function runInstances(random: Random): Call {
  const image = { imageId: "ami-0aae0000000000099", minCount: 4, maxCount: 4 };
  const started = ["31", "32", "33", "34"].map((number) => ({
    instanceId: `i-0aae00000000000${number}`,
    instanceType: "g5.12xlarge",
    instanceState: { code: 0, name: "pending" },
  }));
  return write(
    "ec2",
    "RunInstances",
    {
      instancesSet: { items: [image] },
      instanceType: "g5.12xlarge",
      blockDeviceMapping: {},
      monitoring: { enabled: false },
      disableApiTermination: true,
    },
    {
      requestId: random.uuid(),
      reservationId: "r-0aae0000000000041",
      ownerId: accountId,
      groupSet: {},
      instancesSet: { items: started },
    },
  );
}

function keyOf(name: string): string {
  const who: UserSeed = user(name);
  return who.keys[0]?.id ?? "";
}

function trailArn(name: string): string {
  return `arn:aws:cloudtrail:${mainRegion}:${accountId}:trail/${name}`;
}
