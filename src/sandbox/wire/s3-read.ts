import { AwsError } from "../aws-error.ts";
import type { Input } from "../call.ts";
import type { WireRequest } from "./message.ts";
import { missingMembers } from "./missing-members.ts";
import type { Address } from "./s3-route.ts";
import type { OperationModel } from "./service-models.ts";
import { type Member, type Shape, shapeOf } from "./shape.ts";
import { fromText } from "./simple-values.ts";
import { WireFault } from "./wire-fault.ts";
import { parseXml, XmlFault } from "./xml-parse.ts";
import { readXml } from "./xml-read.ts";

/** The input of an operation of S3, from path, query, headers and body. */
export function readS3({ input }: OperationModel, request: WireRequest, address: Address): Input {
  const shape = shapeOf(input);
  if (shape.kind !== "structure") return {};
  const query = new Map(request.query);
  const values: Record<string, unknown> = {};
  for (const member of shape.members) {
    const value = readMember(member, request, address, query);
    if (value !== undefined) values[member.name] = value;
    else if (member.required) throw missing(member);
    else if (isRequiredBody(member, input.getName() ?? "")) throw missing(member);
  }
  return values;
}

function readMember(
  member: Member,
  request: WireRequest,
  { bucket, key }: Address,
  query: ReadonlyMap<string, string>,
): unknown {
  if (member.label) return member.name === "Bucket" ? bucket : key;
  if (member.query !== undefined) return simple(member, query.get(member.query), member.query);
  if (member.header !== undefined) {
    const { headers } = request;
    return simple(member, Object.hasOwn(headers, member.header) ? headers[member.header] : undefined, member.header);
  }
  if (member.headerPrefix !== undefined) return prefixed(member.headerPrefix, request.headers);
  return member.payload ? payload(member.shape, request.body) : undefined;
}

function simple({ shape }: Member, text: string | undefined, name: string): unknown {
  if (text === undefined) return undefined;
  if (shape.kind === "list") return text.split(",").map((part) => part.trim());
  if (shape.kind === "structure" || shape.kind === "map") return undefined;
  const value = fromText(shape, text);
  if (value !== undefined) return value;
  // An empty header or query is as none.
  if (text === "") return undefined;
  throw new AwsError(
    "InvalidArgument",
    shape.kind === "number" ? `Provided ${name} not an integer or within integer range` : `${name} is not valid`,
    400,
  );
}

function prefixed(prefix: string, headers: WireRequest["headers"]): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(prefix) && name.length > prefix.length) found[name.slice(prefix.length)] = value;
  }
  return found;
}

function payload(shape: Shape, body: Uint8Array): unknown {
  if (shape.kind === "blob") return body;
  if (body.length === 0) return undefined;
  const text = utf8(body);
  if (shape.kind === "string") return text;
  try {
    const value = readXml(shape, parseXml(text));
    if (shape.kind === "structure" && missingMembers(shape, value).length > 0) throw malformedXml();
    return value;
  } catch (error) {
    throw error instanceof XmlFault || error instanceof WireFault ? malformedXml() : error;
  }
}

function utf8(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw malformedXml();
  }
}

/** The SDK's model calls these bodies optional, S3 does not. */
function isRequiredBody({ payload: isPayload, shape }: Member, input: string): boolean {
  return isPayload && shape.kind === "structure" && !optionalBodies.has(input);
}

const optionalBodies: ReadonlySet<string> = new Set([
  "CreateBucketRequest",
  "CompleteMultipartUploadRequest",
  "PutBucketAclRequest",
  "PutObjectAclRequest",
  "PutObjectLegalHoldRequest",
  "PutObjectLockConfigurationRequest",
  "PutObjectRetentionRequest",
  "RestoreObjectRequest",
]);

function missing({ payload: isPayload, name }: Member): AwsError {
  return isPayload
    ? new AwsError("MissingRequestBodyError", "Request Body is empty", 400)
    : new AwsError("InvalidRequest", `Missing required header for this request: ${name}`, 400);
}

function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
    400,
  );
}
