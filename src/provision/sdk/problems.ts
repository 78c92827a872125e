import { Problem, type ProblemCode } from "../../model/index.ts";

/** IAM's code of an error, as `NoSuchEntity`; undefined for what did not come from IAM. */
export function iamCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // The SDK's names of errors are the codes, some with a suffix.
  return "$metadata" in error ? error.name.replace(/Exception$/, "") : undefined;
}

/** IAM refused for now and did nothing, so that the call may be made again. */
export function isNotDone(error: unknown): boolean {
  const code = iamCode(error);
  return code !== undefined && busy.test(code);
}

/** Source: IAM API Reference, "Common errors" and the errors of each action. */
const busy =
  /^(Throttling|ThrottledException|RequestLimitExceeded|TooManyRequests|ConcurrentModification|EntityTemporarilyUnmodifiable)/;

export function toProblem(error: unknown, call: string): Problem {
  // What is thrown by the SDK and Node is an Error.
  const { message, name } = error as Error;
  const code = codeOf(error);
  const said =
    code === "aws.credentials" || code === "aws.unreachable" ? message || name : `${iamCode(error)}: ${message}`;
  return new Problem(code, `${call}: ${said.replace(/[.\s]+$/, "")}.`, { hint: hints[code], cause: error });
}

function codeOf(error: unknown): keyof typeof hints {
  const code = iamCode(error);
  if (code === undefined) return isAboutCredentials(error) ? "aws.credentials" : "aws.unreachable";
  if (badCredentials.test(code)) return "aws.credentials";
  if (/^(AccessDenied|Unauthorized)/.test(code)) return "aws.denied";
  // A server that broke down, or something between here and there, may have done it nevertheless.
  return isServerFault(error) ? "aws.unreachable" : "aws.refused";
}

const badCredentials =
  /^(ExpiredToken|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|RequestTimeTooSkewed|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|RequestExpired)/;

function isAboutCredentials(error: unknown): boolean {
  return error instanceof Error && /Credentials|TokenProvider|SSO/i.test(error.name);
}

function isServerFault(error: unknown): boolean {
  if (isNotDone(error)) return false;
  // The SDK's errors tell the status that they came with.
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return status === undefined || status >= 500;
}

const hints = {
  "aws.credentials": "Give credentials as for AWS CLI, for example with --profile or AWS_PROFILE.",
  "aws.denied": "Use credentials that are allowed to make this call.",
  "aws.unreachable": "See whether the network and the endpoint are there.",
  "aws.refused": "Read what AWS says.",
} as const satisfies { readonly [code in ProblemCode]?: string };
