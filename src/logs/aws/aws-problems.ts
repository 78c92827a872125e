import { Problem, type ProblemCode } from "../../model/index.ts";

/** AWS's code of an error, as `NoSuchKey`; undefined for what is no answer of AWS. */
export function awsCode(error: unknown): string | undefined {
  return error instanceof Error && "$metadata" in error ? error.name : undefined;
}

/** The status of the answer that an error came with. */
export function awsStatus(error: unknown): number | undefined {
  // The SDK's errors tell the status that they came with.
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** What a call that failed means for whoever made it. `call` as AWS names it, such as `s3:GetObject`. */
export function awsProblem(error: unknown, call: string): Problem {
  if (error instanceof Problem) return error;
  // What is thrown by the SDK and Node is an Error.
  const { message, name } = error as Error;
  const code = codeOf(error);
  const named = awsCode(error);
  const said = named === undefined || message.startsWith(named) ? message || name : `${named}: ${message}`;
  return new Problem(code, `${call}: ${said.replace(/[.\s]+$/, "")}.`, { hint: hints[code], cause: error });
}

function codeOf(error: unknown): keyof typeof hints {
  const code = awsCode(error);
  if (code === undefined) {
    const isAboutCredentials = error instanceof Error && /Credentials|TokenProvider|SSO/i.test(error.name);
    return isAboutCredentials ? "aws.credentials" : "aws.unreachable";
  }
  if (badCredentials.test(code)) return "aws.credentials";
  if (/^(AccessDenied|Unauthorized)/.test(code) || awsStatus(error) === 403) return "aws.denied";
  return (awsStatus(error) ?? 500) >= 500 || /^(Throttl|SlowDown|RequestTimeout)/.test(code)
    ? "aws.unreachable"
    : "aws.refused";
}

const badCredentials =
  /^(ExpiredToken|InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|InvalidToken|MissingAuthenticationToken|RequestExpired|RequestTimeTooSkewed)/;

const hints = {
  "aws.credentials": "Give credentials as for AWS CLI, for example with --profile or AWS_PROFILE.",
  "aws.denied": "Use credentials that are allowed to make this call.",
  "aws.unreachable": "See whether the network and the endpoint are there.",
  "aws.refused": "Read what AWS says.",
} as const satisfies { readonly [code in ProblemCode]?: string };
