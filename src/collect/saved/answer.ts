import { isJsonObject, type Json, type JsonObject, ownObject, ownText, Problem } from "../../model/index.ts";
import { parseJsonText } from "./json-text.ts";

/** What AWS said to one call: data, or an error. `file` is where it was saved, or any name for a live call. */
export type Answer =
  | { readonly kind: "data"; readonly file: string; readonly json: Json }
  | {
      readonly kind: "error";
      readonly file: string;
      /** `NoSuchEntity`, `AccessDenied`, ... */
      readonly code: string;
      readonly message: string;
      /** What was asked, as policies write it, where the error says so. */
      readonly action?: string;
    };

/**
 * Reads a saved answer of AWS CLI: JSON, or the text of an error (`An error occurred (CODE) when calling ...`),
 * which people save with `2>&1` and which is an answer, too.
 */
export function readAnswer(text: string, file: string): Answer {
  const trimmed = text.trim();
  if (trimmed === "") {
    throw new Problem("input.empty", "The file is empty.", {
      location: { file },
      hint: "AWS CLI prints errors to the terminal, not into the file: run the command again and look.",
    });
  }
  return errorText(trimmed, file) ?? errorJson(parseJsonText(text, file), file);
}

/** Like {@link readAnswer}, but an empty file is `{}`: AWS CLI prints nothing at all for an answer without members. */
export function readAnswerOrNothing(text: string, file: string): Answer {
  return text.trim() === "" ? { kind: "data", file, json: {} } : readAnswer(text, file);
}

const cliError = /An error occurred \(([\w.:-]{1,128})\) when calling the \w+ operation[^:]{0,100}: ?([\s\S]*)/;

/** Codes that mean something to a parser, for files that hold little more than the code. */
const bareError =
  /\b(NoSuchEntity(?:Exception)?|NoSuchBucketPolicy|NoSuchPublicAccessBlockConfiguration|NoSuchLifecycleConfiguration|ServerSideEncryptionConfigurationNotFoundError|ObjectLockConfigurationNotFoundError|AWSOrganizationsNotInUseException|ResourceNotFoundException|InsightNotEnabledException|AccessDenied(?:Exception)?|UnauthorizedOperation)\b/;

const maxErrorText = 8192;

function errorText(text: string, file: string): Answer | undefined {
  if (text.length > maxErrorText || text.startsWith("{") || text.startsWith("[")) return undefined;
  const match = cliError.exec(text) ?? bareError.exec(text);
  if (match === null) return undefined;
  const [, code = "", message = text] = match;
  return { kind: "error", file, code, message: message.trim() };
}

/** `{"Error":{"Code":...,"Message":...}}`, as SDKs write errors; a job's own `Error` stands beside other members. */
function errorJson(json: Json, file: string): Answer {
  const error = isJsonObject(json) ? errorMember(json) : undefined;
  const code = error && ownText(error, "Code");
  if (error === undefined || code === undefined) return { kind: "data", file, json };
  const action = ownText(error, "Action");
  return { kind: "error", file, code, message: ownText(error, "Message") ?? "", ...(action && { action }) };
}

function errorMember(json: JsonObject): JsonObject | undefined {
  const others = Object.keys(json).filter((key) => !["Error", "ResponseMetadata", "Code", "Message"].includes(key));
  return others.length > 0 ? undefined : (ownObject(json, "Error") ?? json);
}
