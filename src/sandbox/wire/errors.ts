import type { AwsError } from "../aws-error.ts";
import { type WireError, wireError } from "./error-codes.ts";
import type { Ids, WireResponse } from "./message.ts";
import type { ServiceModel } from "./service-models.ts";
import { element, escapeXml } from "./xml-write.ts";

/** An error as the client's protocol has it. */
export function writeError(model: ServiceModel, error: AwsError, ids: Ids): WireResponse {
  const wire = wireError(error, model);
  switch (model.protocol) {
    case "awsQuery":
      return queryError(wire, model.namespace ?? "", ids);
    case "awsJson1.1":
      return jsonError(wire, ids);
    case "restJson1":
      return restJsonError(wire, ids);
    case "restXml":
      return s3Error(wire, ids);
  }
}

function queryError({ code, message, status }: WireError, namespace: string, { requestId }: Ids): WireResponse {
  const type = status < 500 ? "Sender" : "Receiver";
  const error = tag("Type", type) + tag("Code", code) + tag("Message", message);
  const body = element(
    "ErrorResponse",
    ` xmlns="${namespace}"`,
    element("Error", "", error) + tag("RequestId", requestId),
  );
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body: `${body}\n` };
}

function jsonError({ code, message, status }: WireError, { requestId }: Ids): WireResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
    body: JSON.stringify({ __type: code, message }),
  };
}

function restJsonError({ code, message, status }: WireError, { requestId }: Ids): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": code },
    body: JSON.stringify({ message }),
  };
}

function s3Error({ code, message, status }: WireError, { requestId, resource, head }: Ids): WireResponse {
  const headers = { "x-amz-request-id": requestId, "content-type": "application/xml" };
  // HTTP allows neither a body.
  if (head || status === 304) return { status, headers: { "x-amz-request-id": requestId }, body: "" };
  const content =
    tag("Code", code) +
    tag("Message", message) +
    about(code, resource) +
    tag("RequestId", requestId) +
    tag("HostId", "sandbox");
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${element("Error", "", content)}` };
}

/** Some of S3's errors name what is missing. */
function about(code: string, resource: string): string {
  const [, bucket = "", ...key] = resource.split("/");
  if (code === "NoSuchBucket" || code === "NoSuchBucketPolicy") return tag("BucketName", bucket);
  return code === "NoSuchKey" ? tag("Key", key.join("/")) : tag("Resource", resource);
}

function tag(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
