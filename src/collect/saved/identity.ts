import {
  type AttachedPolicy,
  arnName,
  type IamGroup,
  type IamPolicy,
  type IamRole,
  type IamUser,
  type InlinePolicy,
  isJsonObject,
  type Json,
  type JsonObject,
  ownText,
  ownValue,
  parseArn,
  type StoredDocument,
} from "../../model/index.ts";
import { toStoredDocument } from "./documents.ts";
import { countAt, inside, kindOf, malformedAt, type Place, textAt, timeAt } from "./fields.ts";
import { quote, type Reading } from "./reading.ts";

/** What stands for a part that could not be read, so that what the principal may do is unknown, not less or more. */
export const unreadableName = "(unreadable)";

export function toUser(entry: JsonObject, place: Place, reading: Reading): IamUser {
  return {
    ...holder(entry, "UserName", "UserPolicyList", place, reading),
    groups: names(entry, "GroupList", place, reading),
    ...boundary(entry, place, reading),
    tags: tags(entry, place, reading),
  };
}

export function toGroup(entry: JsonObject, place: Place, reading: Reading): IamGroup {
  return holder(entry, "GroupName", "GroupPolicyList", place, reading);
}

export function toRole(entry: JsonObject, place: Place, reading: Reading): IamRole {
  const role = holder(entry, "RoleName", "RolePolicyList", place, reading);
  return {
    ...role,
    trustPolicy: document(entry, "AssumeRolePolicyDocument", `the trust policy of ${role.arn}`, reading),
    ...boundary(entry, place, reading),
    ...lastUsed(entry, place, reading),
    instanceProfiles: instanceProfiles(entry, place, reading),
    tags: tags(entry, place, reading),
  };
}

export function toPolicy(entry: JsonObject, place: Place, reading: Reading): IamPolicy {
  const policy = entity(entry, "PolicyName", "PolicyId", place, reading);
  const versions = items(entry, "PolicyVersionList", place, reading).flatMap((version, index) => {
    if (!isJsonObject(version)) return unusable(`${place.path}.PolicyVersionList[${index}]`, version, reading);
    const id = ownText(version, "VersionId") ?? "";
    return [
      {
        id,
        isDefault: ownValue(version, "IsDefaultVersion") === true,
        ...created(version, place, reading),
        document: document(version, "Document", `version ${id} of ${policy.arn}`, reading),
      },
    ];
  });
  const defaultVersion = ownText(entry, "DefaultVersionId") ?? versions.find(({ isDefault }) => isDefault)?.id ?? "";
  const inForce = versions.find(({ id }) => id === defaultVersion) ?? versions.find(({ isDefault }) => isDefault);
  if (inForce === undefined) note(reading, policy.arn, "the document of its default version is not in the answer");
  return {
    ...policy,
    attachmentCount: countAt(entry, "AttachmentCount", place) ?? 0,
    boundaryCount: countAt(entry, "PermissionsBoundaryUsageCount", place) ?? 0,
    defaultVersion,
    document: inForce?.document ?? { unreadable: "the document of the default version is not in the answer" },
    versions,
  };
}

interface Entity {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt?: string;
}

function entity(entry: JsonObject, nameKey: string, idKey: string, place: Place, reading: Reading): Entity {
  const arn = textAt(entry, "Arn", place);
  if (parseArn(arn)?.service !== "iam")
    throw malformedAt(inside(place, "Arn"), `is ${quote(arn)}, which is no ARN of IAM`);
  return {
    name: ownText(entry, nameKey) ?? arnName(arn),
    arn,
    id: ownText(entry, idKey) ?? "",
    path: ownText(entry, "Path") ?? "/",
    ...created(entry, place, reading),
  };
}

function created(entry: JsonObject, place: Place, reading: Reading): { createdAt?: string } {
  const createdAt = timeAt(entry, "CreateDate", place, reading);
  return createdAt === undefined ? {} : { createdAt };
}

function holder(entry: JsonObject, nameKey: string, inlineKey: string, place: Place, reading: Reading): IamGroup {
  const common = entity(entry, nameKey, nameKey.replace("Name", "Id"), place, reading);
  return {
    ...common,
    inlinePolicies: inlinePolicies(entry, inlineKey, common.arn, place, reading),
    attachedPolicies: attachedPolicies(entry, place, reading),
  };
}

function inlinePolicies(
  entry: JsonObject,
  key: string,
  arn: string,
  place: Place,
  reading: Reading,
): readonly InlinePolicy[] {
  return items(entry, key, place, reading).map((item) => {
    const name = isJsonObject(item) ? (ownText(item, "PolicyName") ?? unreadableName) : unreadableName;
    if (isJsonObject(item))
      return { name, document: document(item, "PolicyDocument", `inline policy ${quote(name)} of ${arn}`, reading) };
    noteItem(item, reading, arn, `an entry of ${key} is ${kindOf(item)}, not an object`);
    return { name, document: { unreadable: "the entry is not an object" } };
  });
}

function attachedPolicies(entry: JsonObject, place: Place, reading: Reading): readonly AttachedPolicy[] {
  return items(entry, "AttachedManagedPolicies", place, reading).map((item, index) => {
    const arn = isJsonObject(item) ? ownText(item, "PolicyArn") : undefined;
    if (isJsonObject(item) && arn !== undefined) return { name: ownText(item, "PolicyName") ?? arnName(arn), arn };
    noteItem(item, reading, `${place.path}.AttachedManagedPolicies[${index}]`, "has no PolicyArn");
    return { name: unreadableName, arn: unreadableName };
  });
}

function names(entry: JsonObject, key: string, place: Place, reading: Reading): readonly string[] {
  return items(entry, key, place, reading).map((item, index) => {
    if (typeof item === "string") return item;
    noteItem(item, reading, `${place.path}.${key}[${index}]`, `is ${kindOf(item)}, not text`);
    return unreadableName;
  });
}

function boundary(entry: JsonObject, place: Place, reading: Reading): { permissionsBoundary?: string } {
  const value = ownValue(entry, "PermissionsBoundary") ?? undefined;
  if (value === undefined) return {};
  const arn = isJsonObject(value) ? ownText(value, "PermissionsBoundaryArn") : undefined;
  if (arn === undefined) note(reading, `${place.path}.PermissionsBoundary`, "has no PermissionsBoundaryArn");
  return { permissionsBoundary: arn ?? unreadableName };
}

function lastUsed(entry: JsonObject, place: Place, reading: Reading): Pick<IamRole, "lastUsed"> {
  const value = ownValue(entry, "RoleLastUsed");
  if (!isJsonObject(value)) return {};
  const date = ownValue(value, "LastUsedDate") ?? undefined;
  if (date === undefined) return { lastUsed: "never" };
  const at = timeAt(value, "LastUsedDate", inside(place, "RoleLastUsed"), reading);
  const region = ownText(value, "Region");
  return at === undefined ? {} : { lastUsed: { at, ...(region !== undefined && { region }) } };
}

function instanceProfiles(entry: JsonObject, place: Place, reading: Reading): readonly string[] {
  return items(entry, "InstanceProfileList", place, reading).map((item, index) => {
    const name = isJsonObject(item) ? ownText(item, "InstanceProfileName") : undefined;
    if (name === undefined)
      noteItem(item, reading, `${place.path}.InstanceProfileList[${index}]`, "has no InstanceProfileName");
    return name ?? unreadableName;
  });
}

function tags(entry: JsonObject, place: Place, reading: Reading): { readonly [key: string]: string } {
  const pairs = items(entry, "Tags", place, reading).flatMap((tag, index): [string, string][] => {
    const key = isJsonObject(tag) ? ownValue(tag, "Key") : undefined;
    const value = isJsonObject(tag) ? ownValue(tag, "Value") : undefined;
    if (typeof key === "string" && typeof value === "string") return [[key, value]];
    noteItem(tag, reading, `${place.path}.Tags[${index}]`, "is no tag");
    return [];
  });
  return Object.fromEntries(pairs);
}

/** A list; one that is something else counts as one entry that cannot be read: undefined, of which that was told. */
function items(entry: JsonObject, key: string, place: Place, reading: Reading): readonly (Json | undefined)[] {
  const value = ownValue(entry, key) ?? [];
  // Array.isArray does not narrow a readonly array type.
  if (Array.isArray(value)) return value as readonly Json[];
  note(reading, `${place.path}.${key}`, `is ${kindOf(value)}, not a list`);
  return [undefined];
}

function document(entry: JsonObject, key: string, whose: string, reading: Reading): StoredDocument {
  const stored = toStoredDocument(ownValue(entry, key));
  if ("unreadable" in stored) note(reading, whose, `cannot be read: ${stored.unreadable}`);
  return stored;
}

function unusable(what: string, value: Json | undefined, reading: Reading): [] {
  noteItem(value, reading, what, `is ${kindOf(value)}, not an object`);
  return [];
}

function noteItem(item: Json | undefined, reading: Reading, what: string, why: string): void {
  if (item !== undefined) note(reading, what, why);
}

function note(reading: Reading, what: string, why: string): void {
  reading.problem("input.malformed", `${what}: ${why}.`);
  reading.gap(what, why);
}
