import type { Json, JsonObject } from "../../../src/model/index.ts";
import {
  accountId,
  functionArn,
  functions,
  instances,
  kmsKeyArn,
  mainRegion,
  secretArn,
} from "../../../src/sandbox/seed/aerosecure/workload.ts";
import type { Random } from "../random.ts";
import type { Call, Caller } from "./shape.ts";

/** Calls of one kind, with their chance parts still open. */
export type Menu = readonly ((random: Random) => Call)[];

/** A read-only call of an ordinary service. */
export function read(service: string, name: string, request: Json = null, extra: Partial<Call> = {}): Call {
  return { service, name, readOnly: true, request, ...extra };
}

export function write(
  service: string,
  name: string,
  request: Json = null,
  response: Json = null,
  extra: Partial<Call> = {},
): Call {
  return { service, name, readOnly: false, request, response, ...extra };
}

/** A bucket operation: parameters are the bucket, its host and the subresource as an empty text. */
export function onBucket(name: string, bucket: string, subresource?: string, region: string = mainRegion): Call {
  return {
    service: "s3",
    name,
    readOnly: !/^(Put|Delete|Create)/.test(name),
    request: {
      bucketName: bucket,
      Host: `${bucket}.s3.${region}.amazonaws.com`,
      ...(subresource && { [subresource]: "" }),
    },
    resources: [{ accountId, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` }],
  };
}

/** An object operation: a data event. */
export function onObject(
  name: "GetObject" | "PutObject" | "HeadObject" | "DeleteObject",
  bucket: string,
  key: string,
): Call {
  const readOnly = name === "GetObject" || name === "HeadObject";
  return {
    service: "s3",
    name,
    readOnly,
    request: { bucketName: bucket, Host: `${bucket}.s3.${mainRegion}.amazonaws.com`, key },
    ...(name === "PutObject" && { response: { "x-amz-server-side-encryption": "AES256" } }),
    additional: readOnly ? {} : { SSEApplied: "Default_SSE_S3" },
    resources: [
      { type: "AWS::S3::Object", ARN: `arn:aws:s3:::${bucket}/${key}` },
      { accountId, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` },
    ],
    isData: true,
  };
}

export function listObjects(bucket: string, prefix: string): Call {
  return {
    service: "s3",
    name: "ListObjects",
    readOnly: true,
    request: { "list-type": "2", bucketName: bucket, prefix, Host: `${bucket}.s3.${mainRegion}.amazonaws.com` },
    resources: [{ accountId, type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${bucket}` }],
    isData: true,
  };
}

/** A run of a function: a data event. */
export function invoke(name: string, invocationType: "Event" | "RequestResponse", extra: Partial<Call> = {}): Call {
  const ARN = functionArn(name);
  return {
    service: "lambda",
    name: "Invoke",
    readOnly: false,
    request: { functionName: ARN, invocationType },
    additional: { functionVersion: `${ARN}:$LATEST` },
    resources: [{ accountId, type: "AWS::Lambda::Function", ARN }],
    isData: true,
    ...extra,
  };
}

export function onKey(name: "Decrypt" | "GenerateDataKey", context: JsonObject): Call {
  const request =
    name === "Decrypt" ? { encryptionAlgorithm: "SYMMETRIC_DEFAULT" } : { keyId: kmsKeyArn, keySpec: "AES_256" };
  return {
    service: "kms",
    name,
    readOnly: true,
    request: { ...request, encryptionContext: context },
    resources: [{ accountId, type: "AWS::KMS::Key", ARN: kmsKeyArn }],
  };
}

export function getSecretValue(secret: string): Call {
  return read("secretsmanager", "GetSecretValue", { secretId: secretArn(secret) });
}

/**
 * The same call, refused. IAM, STS and CloudTrail then tell no parameters; EC2 has a code of its own.
 * `resource` is what the message names.
 */
export function denied(call: Call, caller: Caller, resource = "*"): Call {
  const { response: _none, resources: _neither, ...rest } = call;
  const action = `${call.service === "monitoring" ? "cloudwatch" : call.service}:${call.name.replace(/\d{8}(v\d)?$/, "")}`;
  const isEc2 = call.service === "ec2";
  const because = `because no identity-based policy allows the ${action} action`;
  return {
    ...rest,
    request: isEc2 || call.service === "s3" ? call.request : null,
    error: {
      code: isEc2 ? "Client.UnauthorizedOperation" : "AccessDenied",
      message: isEc2
        ? `You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ${action} ${because}`
        : `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
    },
  };
}

export const identityReads: Menu = [
  () => read("iam", "ListUsers"),
  () => read("iam", "ListRoles", { maxItems: 100 }),
  () => read("iam", "ListPolicies", { scope: "Local", onlyAttached: false }),
  () => read("iam", "ListGroups"),
  () => read("iam", "GetAccountSummary"),
  () => read("iam", "ListAccountAliases"),
  (random) => read("iam", "GetUser", { userName: random.pick(["developer-1", "dev-user", "qa-engineer"]) }),
  (random) => read("iam", "ListAccessKeys", { userName: random.pick(["developer-1", "audit-user", "supplier-sync"]) }),
  (random) =>
    read("iam", "GetRole", { roleName: random.pick(["ci-deploy-role", "telemetry-app-role", "portal-function-role"]) }),
  (random) => read("iam", "ListAttachedRolePolicies", { roleName: random.pick(["ci-deploy-role", "batch-ec2-role"]) }),
  () => read("iam", "GetPolicyVersion", { policyArn: `arn:aws:iam::${accountId}:policy/CiDeploy`, versionId: "v2" }),
  (random) => read("iam", "ListMFADevices", { userName: random.pick(["developer-1", "finance-viewer"]) }),
];

export const trailReads: Menu = [
  () => read("cloudtrail", "DescribeTrails", { trailNameList: [], includeShadowTrails: true }),
  () => read("cloudtrail", "GetTrailStatus", { name: `arn:aws:cloudtrail:${mainRegion}:${accountId}:trail/lab-trail` }),
  () =>
    read("cloudtrail", "GetEventSelectors", {
      trailName: `arn:aws:cloudtrail:${mainRegion}:${accountId}:trail/lab-trail`,
    }),
  () => read("cloudtrail", "LookupEvents", { maxResults: 50 }),
];

export const computeReads: Menu = [
  () => read("ec2", "DescribeInstances", { instancesSet: {}, filterSet: {} }),
  (random) =>
    read("ec2", "DescribeInstances", {
      instancesSet: { items: [{ instanceId: random.pick(instances) }] },
      filterSet: {},
    }),
  () => read("ec2", "DescribeSecurityGroups", { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }),
  () => read("ec2", "DescribeVolumes", { volumeSet: {}, filterSet: {} }),
  () => read("ec2", "DescribeSubnets", { subnetSet: {}, filterSet: {} }),
  () => read("ec2", "DescribeVpcs", { vpcSet: {}, filterSet: {} }),
  () =>
    read("ec2", "DescribeImages", {
      executableBySet: {},
      imagesSet: {},
      ownersSet: { items: [{ owner: "self" }] },
      filterSet: {},
    }),
  () => read("ec2", "DescribeInstanceStatus", { instancesSet: {}, filterSet: {}, includeAllInstances: false }),
];

export const functionReads: Menu = [
  () => read("lambda", "ListFunctions20150331", { maxItems: 50 }),
  (random) => read("lambda", "GetFunction20150331v2", { functionName: random.pick(functions) }),
  (random) => read("lambda", "GetFunctionConfiguration20150331v2", { functionName: random.pick(functions) }),
  () => read("logs", "DescribeLogGroups", { logGroupNamePrefix: "/aws/lambda/" }, { apiVersion: "20140328" }),
  (random) =>
    read(
      "logs",
      "FilterLogEvents",
      { logGroupName: `/aws/lambda/${random.pick(functions)}`, limit: 200 },
      { apiVersion: "20140328" },
    ),
  (random) =>
    read(
      "logs",
      "DescribeLogStreams",
      { logGroupName: `/aws/lambda/${random.pick(functions)}`, descending: true },
      { apiVersion: "20140328" },
    ),
];

export const metricReads: Menu = [
  () => read("monitoring", "DescribeAlarms", { maxRecords: 100 }),
  () => read("monitoring", "ListDashboards"),
  () => read("monitoring", "GetDashboard", { dashboardName: "flight-portal" }),
];
