import { Problem, type ProblemCode } from "../../model/index.ts";

/** What the SDK threw, as a Problem that names the call. */
export function asAwsProblem(error: unknown, call: string): Problem {
  if (error instanceof Problem) return error;
  // What the SDK and Node throw is an Error; those that AWS answered tell its status.
  const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return new Problem(
    codeOf(name, status),
    `${call}: ${status === undefined ? "" : `${name}: `}${message.replace(/[.\s]+$/, "")}.`,
    {
      cause: error,
    },
  );
}

function codeOf(name: string, status: number | undefined): ProblemCode {
  if (status === undefined) return /Credentials|TokenProvider|SSO/i.test(name) ? "aws.credentials" : "aws.unreachable";
  if (/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId)/.test(name)) return "aws.credentials";
  if (/^(AccessDenied|Unauthorized)/.test(name)) return "aws.denied";
  return status >= 500 ? "aws.unreachable" : "aws.refused";
}
