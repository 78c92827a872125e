import { isJsonObject, type JsonObject, ownText, ownValue } from "../../model/index.ts";
import { type Call, type Need, needs } from "./need.ts";
import { leavesOf } from "./parameters.ts";
import { bucketOf, copySource } from "./s3-call.ts";

/**
 * Needs of the events whose parameters decide which actions they are. Undefined: the event is none of them. `unclear`:
 * it is, and its parameters are not there to tell.
 */
export function manyActions(call: Call): readonly Need[] | "unclear" | undefined {
  return special.get(`${call.source} ${call.name}`)?.(call) ?? (call.source === "s3" ? versioned(call) : undefined);
}

const special: ReadonlyMap<string, (call: Call) => readonly Need[] | "unclear"> = new Map([
  ["dynamodb executestatement", partiQl],
  ["dynamodb batchexecutestatement", partiQl],
  ["dynamodb executetransaction", partiQl],
  ["dynamodb transactwriteitems", transactWrite],
  ["kms reencrypt", reEncrypt],
  ["s3 copyobject", copyObject],
  ["s3 uploadpartcopy", uploadPartCopy],
  ["s3 deleteobjects", deleteObjects],
  ["s3 putbucketreplication", (call: Call) => needs(call, ["s3:PutReplicationConfiguration"], "event")],
  ["timestream query", timestreamQuery],
]);

/** Source: DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB". */
function partiQl(call: Call): readonly Need[] | "unclear" {
  const verbs = leavesOf(call.parameters).flatMap(({ key, text }) =>
    key === "statement" || key === "statements"
      ? [/^\s*(select|insert|update|delete)\b/i.exec(text)?.[1]?.toLowerCase()]
      : [],
  );
  const names = [...new Set(verbs)].map((verb) => `dynamodb:PartiQL${verb}`);
  return names.length === 0 || verbs.includes(undefined) ? "unclear" : needs(call, names, "event");
}

function transactWrite(call: Call): readonly Need[] | "unclear" {
  const items = call.parameters && ownValue(call.parameters, "transactItems");
  if (!Array.isArray(items)) return "unclear";
  const kinds = new Set(
    items.flatMap((item) => (isJsonObject(item) ? Object.keys(item) : [])).map((key) => key.toLowerCase()),
  );
  const found = [...kinds].flatMap((kind) => needs(call, transactActions.get(kind) ?? [], "event"));
  return found.length === 0 ? "unclear" : found;
}

const transactActions: ReadonlyMap<string, readonly string[]> = new Map([
  ["conditioncheck", ["dynamodb:ConditionCheckItem"]],
  ["put", ["dynamodb:PutItem"]],
  ["update", ["dynamodb:UpdateItem"]],
  ["delete", ["dynamodb:DeleteItem"]],
]);

function reEncrypt(call: Call): readonly Need[] {
  return needs(call, ["kms:ReEncryptFrom", "kms:ReEncryptTo"], "event");
}

function copyObject(call: Call): readonly Need[] | "unclear" {
  if (call.parameters === undefined || ownValue(call.parameters, "x-amz-copy-source") === undefined) return "unclear";
  const source = copySource(call);
  const replaces = ownText(call.parameters, "x-amz-tagging-directive") === "REPLACE";
  // Tags, if there are any, are copied with their object.
  const tags = [
    ...needs(call, ["s3:GetObjectTagging"], "inferred", { resources: source.arns }),
    ...needs(call, ["s3:PutObjectTagging"], "inferred"),
  ];
  return [
    ...needs(call, [source.isVersion ? "s3:GetObjectVersion" : "s3:GetObject"], "event", { resources: source.arns }),
    ...needs(call, ["s3:PutObject"], "event"),
    ...(replaces ? [] : tags),
  ];
}

function uploadPartCopy(call: Call): readonly Need[] | "unclear" {
  if (call.parameters === undefined || ownValue(call.parameters, "x-amz-copy-source") === undefined) return "unclear";
  const source = copySource(call);
  return [
    ...needs(call, [source.isVersion ? "s3:GetObjectVersion" : "s3:GetObject"], "event", { resources: source.arns }),
    ...needs(call, ["s3:PutObject"], "event"),
  ];
}

/** CloudTrail does not say which objects, nor whether versions of them were meant. */
function deleteObjects(call: Call): readonly Need[] {
  const resources = bucketOf(call).map((bucket) => `${bucket}/*`);
  return [
    ...needs(call, ["s3:DeleteObject"], "event", { resources }),
    ...needs(call, ["s3:DeleteObjectVersion"], "inferred", { resources }),
  ];
}

/** A call for one version of an object needs the action for versions, and not the other one. */
function versioned(call: Call): readonly Need[] | "unclear" | undefined {
  const action = versionActions.get(call.name);
  if (action === undefined) return undefined;
  if (call.parameters === undefined) return "unclear";
  const [plain, version] = action;
  return needs(call, [hasVersion(call.parameters) ? version : plain], "event");
}

function hasVersion(parameters: JsonObject): boolean {
  const version = ownValue(parameters, "versionId");
  return version !== undefined && version !== null && version !== "";
}

/** Source: Amazon S3 API Reference, "Permissions" of each call. */
const versionActions: ReadonlyMap<string, readonly [plain: string, version: string]> = new Map([
  ["getobject", ["s3:GetObject", "s3:GetObjectVersion"]],
  ["headobject", ["s3:GetObject", "s3:GetObjectVersion"]],
  ["deleteobject", ["s3:DeleteObject", "s3:DeleteObjectVersion"]],
  ["getobjectacl", ["s3:GetObjectAcl", "s3:GetObjectVersionAcl"]],
  ["putobjectacl", ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"]],
  ["getobjecttagging", ["s3:GetObjectTagging", "s3:GetObjectVersionTagging"]],
  ["putobjecttagging", ["s3:PutObjectTagging", "s3:PutObjectVersionTagging"]],
  ["deleteobjecttagging", ["s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"]],
  ["getobjecttorrent", ["s3:GetObjectTorrent", "s3:GetObjectVersionTorrent"]],
  ["getobjectattributes", ["s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"]],
]);

/** Source: Timestream Developer Guide, "Actions for queries". */
function timestreamQuery(call: Call): readonly Need[] | "unclear" {
  const query = leavesOf(call.parameters).find(({ key }) => key === "querystring")?.text ?? "";
  const found = timestreamWords.find(([words]) => words.test(query));
  return found === undefined ? "unclear" : needs(call, found[1], "event");
}

const timestreamWords: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\s*show\s+databases\b/i, ["timestream:ListDatabases"]],
  [/^\s*show\s+tables\b/i, ["timestream:ListTables"]],
  [/^\s*show\s+measures\b/i, ["timestream:ListMeasures"]],
  [/^\s*(describe|desc)\b/i, ["timestream:DescribeTable"]],
  [/\bselect\b/i, ["timestream:Select", "timestream:SelectValues"]],
];
