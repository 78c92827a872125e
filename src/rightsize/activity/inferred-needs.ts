import type { CatalogueAction } from "../../iam/index.ts";
import { type JsonObject, ownText, ownValue } from "../../model/index.ts";
import { type Call, type Need, needs } from "./need.ts";
import { arnsOfNewResources } from "./new-ec2-resources.ts";
import { leavesOf, plainKey } from "./parameters.ts";
import { passedRoles, type RoleOfInstanceProfile } from "./passed-roles.ts";

/** What a call that was authorised needed beside its own action, as its parameters show. */
export function inferredNeeds(
  call: Call,
  actions: readonly CatalogueAction[],
  roleOfProfile: RoleOfInstanceProfile,
): readonly Need[] {
  const { parameters } = call;
  if (parameters === undefined) return [];
  if (call.source === "s3") return [...s3Needs(call, parameters), ...passedRoles(call, true, roleOfProfile)];
  if (call.source === "sts") return stsNeeds(call, parameters);
  const isWrite = actions.some(writes);
  return [...passedRoles(call, isWrite, roleOfProfile), ...(isWrite ? tagNeeds(call, parameters, actions) : [])];
}

function writes({ accessLevels }: CatalogueAction): boolean {
  return accessLevels.includes("Write") || accessLevels.includes("Permissions management");
}

/** Source: Amazon S3 API Reference, "Permissions" of PutObject, CopyObject, CreateMultipartUpload and CreateBucket. */
function s3Needs(call: Call, parameters: JsonObject): readonly Need[] {
  const keys = Object.keys(parameters).map((key) => key.toLowerCase());
  const grants = keys.some((key) => key.startsWith("x-amz-grant-"));
  const acl = ownText(parameters, "x-amz-acl");
  if (call.name === "createbucket") {
    return needs(
      call,
      [
        ...(grants || (acl !== undefined && acl !== "private") ? ["s3:PutBucketAcl"] : []),
        ...(keys.includes("x-amz-object-ownership") ? ["s3:PutBucketOwnershipControls"] : []),
        ...(isTrue(ownValue(parameters, "x-amz-bucket-object-lock-enabled"))
          ? ["s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning"]
          : []),
      ],
      "inferred",
    );
  }
  if (!objectWrites.has(call.name)) return [];
  return needs(
    call,
    [
      ...(grants || acl !== undefined ? ["s3:PutObjectAcl"] : []),
      ...(keys.includes("x-amz-tagging") ? ["s3:PutObjectTagging"] : []),
      ...(keys.includes("x-amz-object-lock-mode") ? ["s3:PutObjectRetention"] : []),
      ...(keys.includes("x-amz-object-lock-legal-hold") ? ["s3:PutObjectLegalHold"] : []),
    ],
    "inferred",
  );
}

const objectWrites: ReadonlySet<string> = new Set(["putobject", "copyobject", "createmultipartupload"]);

function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/**
 * Source: IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles".
 */
function stsNeeds(call: Call, parameters: JsonObject): readonly Need[] {
  const hasTags = isFilled(ownValue(parameters, "tags"));
  const hasSource = ownText(parameters, "sourceIdentity") !== undefined;
  return needs(
    call,
    [...(hasTags ? ["sts:TagSession"] : []), ...(hasSource ? ["sts:SetSourceIdentity"] : [])],
    "inferred",
  );
}

/** Tags given while something is made need the service's tagging action as well. */
function tagNeeds(call: Call, parameters: JsonObject, actions: readonly CatalogueAction[]): readonly Need[] {
  if (call.source === "ec2") return ec2TagNeeds(call, actions);
  if (actions.some(({ accessLevels }) => accessLevels.includes("Tagging") && !accessLevels.includes("Write")))
    return [];
  const isTagged = Object.keys(parameters).some(
    (key) => tagKeys.test(plainKey(key)) && isFilled(ownValue(parameters, key)),
  );
  const [service] = new Set(actions.map((action) => action.service));
  if (!isTagged || service === undefined) return [];
  if (service === "iam") return needs(call, [iamTagActions.get(call.name) ?? ""], "inferred");
  const name = tagActions
    .map((action) => `${service}:${action}`)
    .find((action) => call.catalogue.action(action) !== undefined);
  return name === undefined || actions.some((action) => action.name === name) ? [] : needs(call, [name], "inferred");
}

const tagKeys = /^(resource)?tags?(set|list)?$|^tagslist$/;
const tagActions: readonly string[] = ["TagResource", "AddTagsToResource", "AddTags", "TagQueue", "CreateTags"];

const iamTagActions: ReadonlyMap<string, string> = new Map([
  ["createrole", "iam:TagRole"],
  ["createuser", "iam:TagUser"],
  ["createpolicy", "iam:TagPolicy"],
  ["createinstanceprofile", "iam:TagInstanceProfile"],
  ["createopenidconnectprovider", "iam:TagOpenIDConnectProvider"],
  ["createsamlprovider", "iam:TagSAMLProvider"],
  ["createvirtualmfadevice", "iam:TagMFADevice"],
  ["uploadservercertificate", "iam:TagServerCertificate"],
]);

/** Source: EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation". */
function ec2TagNeeds(call: Call, actions: readonly CatalogueAction[]): readonly Need[] {
  const leaves = leavesOf(call.parameters);
  const isTagged = leaves.some(({ key, parent }) => specification.test(key) || specification.test(parent));
  if (!isTagged || call.name === "createtags") return [];
  const createAction = actions[0]?.name.slice("ec2:".length) ?? "";
  const types = leaves
    .filter(({ key, parent }) => key === "resourcetype" && specification.test(parent))
    .map(({ text }) => text);
  const resources = arnsOfNewResources(call, new Set(types));
  return needs(call, ["ec2:CreateTags"], "inferred", { resources, context: { "ec2:createaction": createAction } });
}

const specification = /^tagspecifications?(set)?$/;

function isFilled(value: unknown): boolean {
  if (typeof value === "string") return value !== "";
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
