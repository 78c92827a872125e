import type { ServiceName } from "../call.ts";
import type { OperationModel } from "../wire/service-models.ts";
import { recordedMembers } from "./parameters.ts";

/** Whether CloudTrail calls it a read: by the operation's name, with the exceptions that its records show. */
export function isReadOnly(service: ServiceName, operation: string): boolean {
  if (service === "signin") return false;
  return readOperations.test(operation) && operation !== "GetFederationToken";
}

const readOperations =
  /^(?:Get|List|Describe|Lookup|Head|Simulate|Decode|GenerateCredentialReport$|GenerateServiceLast|AssumeRo|Select|Filter)/;

/** Reads whose answers are recorded all the same: credentials were given. */
export function recordsAnswer(service: ServiceName, operation: string): boolean {
  return !isReadOnly(service, operation) || (service === "sts" && /^AssumeRo|^GetSessionToken$/.test(operation));
}

/** Null: there were none. */
export function recordedRequest(service: ServiceName, model: OperationModel | undefined, input: object): object | null {
  if (model === undefined) return null;
  return orNull(recordedMembers(model.input, input, service === "account" ? (name) => name : undefined));
}

export function recordedAnswer(model: OperationModel | undefined, output: object): object | null {
  if (model === undefined) return null;
  return orNull(withEncodedDocuments(recordedMembers(model.output, output)));
}

/** CloudTrail leaves out fields that are longer. Source: CloudTrail User Guide, "CloudTrail record contents". */
export function bounded(name: string, value: object | null): object | null {
  if (value === null) return null;
  const originalSize = Buffer.byteLength(JSON.stringify(value));
  return originalSize > largestField ? { omitted: true, originalSize, reason: `${name} too large` } : value;
}

const largestField = 100_000;

function orNull(value: object): object | null {
  return Object.keys(value).length === 0 ? null : value;
}

/** IAM answers with percent-encoded documents; those that an operation gave as they are become so. */
function withEncodedDocuments(members: object): object {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      if (typeof value === "string" && /PolicyDocument$/.test(name) && /^\s*\{/.test(value)) {
        return [name, encodeURIComponent(value).replaceAll(/[!'()*]/g, percent)];
      }
      return [name, isPlain(value) ? withEncodedDocuments(value) : value];
    }),
  );
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
