import type { Output } from "../call.ts";
import type { WireResponse } from "./message.ts";
import type { OperationModel } from "./service-models.ts";
import { type Member, type StructureShape, shapeOf } from "./shape.ts";
import { toText } from "./simple-values.ts";
import { element, escapeXml, structureContent, writeXml } from "./xml-write.ts";

/** The answer of S3 to an operation: status, headers and body, by the model. */
export function writeS3(operation: OperationModel, namespace: string, output: Output, head: boolean): WireResponse {
  const shape = shapeOf(operation.output);
  if (shape.kind !== "structure") throw new Error(`${operation.name} has no structure as output`);
  const { body, contentType } = bodyOf(operation, shape, namespace, output);
  const headers: Record<string, string> = Object.create(null);
  if (contentType !== undefined) headers["content-type"] = contentType;
  addHeaders(headers, shape, output);
  if (!head) headers["content-length"] = String(Buffer.byteLength(body));
  return { status: statusOf(operation, output), headers, body: head ? "" : body };
}

/** An answer with a part of an object is 206, as HTTP has it. */
function statusOf({ http }: OperationModel, output: Output): number {
  return output["ContentRange"] === undefined ? (http?.[2] ?? 200) : 206;
}

interface Body {
  readonly body: string | Uint8Array;
  readonly contentType: string | undefined;
}

const xmlType = "application/xml";
const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>\n';

function bodyOf(operation: OperationModel, shape: StructureShape, namespace: string, output: Output): Body {
  const xmlns = ` xmlns="${namespace}"`;
  // The model has a structure here that S3 never writes.
  if (operation.name === "GetBucketLocation") {
    const content = escapeXml(String(output["LocationConstraint"] ?? ""));
    return { body: xmlHead + element("LocationConstraint", xmlns, content), contentType: xmlType };
  }
  const payload = shape.members.find((member) => member.payload);
  if (payload !== undefined) return payloadBody(payload, output[payload.name], xmlns);
  if (!shape.members.some(isInBody)) return { body: "", contentType: undefined };
  const inBody = { ...shape, members: shape.members.filter(isInBody) };
  const name = shape.xmlName ?? shape.name;
  return { body: xmlHead + element(name, xmlns, structureContent(inBody, output, "millis")), contentType: xmlType };
}

function isInBody({ header, headerPrefix, query, label }: Member): boolean {
  return header === undefined && headerPrefix === undefined && query === undefined && !label;
}

function payloadBody({ name, xmlName, shape }: Member, value: unknown, xmlns: string): Body {
  if (value === undefined) return { body: "", contentType: undefined };
  if (shape.kind === "blob") {
    return { body: value instanceof Uint8Array ? value : String(value), contentType: "binary/octet-stream" };
  }
  if (shape.kind === "string") return { body: String(value), contentType: "application/json" };
  const own = shape.kind === "structure" ? (shape.xmlName ?? shape.name) : name;
  return { body: xmlHead + writeXml(xmlName ?? own, shape, value, "millis", xmlns), contentType: xmlType };
}

function addHeaders(headers: Record<string, string>, shape: StructureShape, output: Output): void {
  for (const member of shape.members) {
    const value = output[member.name];
    if (value === undefined || value === null) continue;
    if (member.header !== undefined) {
      headers[member.header] = safeHeader(toText(value, "http", member.shape));
    } else if (member.headerPrefix !== undefined) {
      for (const [name, text] of Object.entries(value)) {
        const header = `${member.headerPrefix}${name}`;
        if (isToken.test(header)) headers[header] = safeHeader(String(text));
      }
    }
  }
}

const isToken = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What HTTP cannot carry in a header is percent-encoded, so that stored values cannot write headers of their own. */
function safeHeader(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}
