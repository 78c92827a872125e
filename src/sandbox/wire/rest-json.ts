import { AwsError } from "../aws-error.ts";
import type { Output } from "../call.ts";
import { readJson } from "./json-read.ts";
import { toJson } from "./json-write.ts";
import type { Ids, WireRequest, WireResponse } from "./message.ts";
import type { OperationModel, ServiceModel } from "./service-models.ts";
import { type Member, shapeOf } from "./shape.ts";
import { fromText } from "./simple-values.ts";
import { WireFault } from "./wire-fault.ts";

/** An operation, and what its path said, decoded. */
export interface RestRoute {
  readonly operation: OperationModel;
  readonly labels: ReadonlyMap<string, string>;
}

/** Which operation a request is: by its method and path. Throws an {@link AwsError} where the model has none. */
export function routeRest({ operations }: ServiceModel, { method, path }: WireRequest): RestRoute {
  const parts = path.split("/");
  for (const operation of operations.values()) {
    if (operation.http?.[0] !== method) continue;
    const labels = labelsOf(operation.http[1], parts);
    if (labels !== undefined) return { operation, labels };
  }
  throw new AwsError("InvalidAction", `There is no operation ${method} ${path.slice(0, 200)}.`, 404);
}

/**
 * The input of a REST operation from its path, query, headers and JSON body.
 *
 * @throws {@link WireFault} for a value of another type
 */
export function readRest(
  { input }: OperationModel,
  { query, headers }: WireRequest,
  labels: ReadonlyMap<string, string>,
  body: unknown,
): unknown {
  const shape = shapeOf(input);
  if (shape.kind !== "structure") return {};
  const values: Record<string, unknown> = {};
  for (const member of shape.members) {
    const value = outsideBody(member, query, headers, labels);
    if (value !== undefined) values[member.name] = value;
  }
  const inBody = shape.members.filter((member) => isInBody(member));
  const read = readJson({ ...shape, members: inBody }, body);
  return { ...values, ...Object(read) };
}

/** The answer to a REST operation of JSON: status of the model, all members in the body. */
export function writeRestJson({ http, output: schema }: OperationModel, output: Output, ids: Ids): WireResponse {
  return {
    status: http?.[2] ?? 200,
    headers: { "content-type": "application/json", "x-amzn-requestid": ids.requestId },
    body: JSON.stringify(toJson(shapeOf(schema), output) ?? {}),
  };
}

/** Undefined: the path is another. `{name}` stands for one part. */
function labelsOf(uri: string, parts: readonly string[]): ReadonlyMap<string, string> | undefined {
  const wanted = (uri.split("?")[0] ?? "").split("/");
  if (wanted.length !== parts.length) return undefined;
  const labels = new Map<string, string>();
  for (const [index, word] of wanted.entries()) {
    const part = parts[index] ?? "";
    const label = /^\{(\w+)\+?\}$/.exec(word)?.[1];
    if (label === undefined && word !== part) return undefined;
    if (label !== undefined) labels.set(label, decoded(part));
  }
  return labels;
}

function isInBody({ label, query, header, headerPrefix }: Member): boolean {
  return !label && query === undefined && header === undefined && headerPrefix === undefined;
}

function outsideBody(
  member: Member,
  query: WireRequest["query"],
  headers: WireRequest["headers"],
  labels: ReadonlyMap<string, string>,
): unknown {
  const { name, shape } = member;
  if (member.label) return labels.get(name);
  if (member.query !== undefined) {
    const texts = query.filter(([key]) => key === member.query).map(([, text]) => text);
    if (shape.kind === "list") return texts.length === 0 ? undefined : texts;
    return simple(member, texts[0]);
  }
  if (member.header === undefined) return undefined;
  return simple(member, Object.hasOwn(headers, member.header) ? headers[member.header] : undefined);
}

function simple({ name, shape }: Member, text: string | undefined): unknown {
  if (text === undefined || shape.kind === "structure" || shape.kind === "list" || shape.kind === "map")
    return undefined;
  const value = fromText(shape, text);
  if (value === undefined) throw new WireFault(name, `${text.slice(0, 100)} is no ${shape.kind}`);
  return value;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidAction", "The path is not encoded as URLs are.", 404);
  }
}
