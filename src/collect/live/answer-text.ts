import type { Asked } from "./session.ts";

/** What the SDK gave, as the JSON that AWS CLI prints for it: times in ISO 8601, bytes in base64. */
export function answerText(output: object): string {
  return JSON.stringify(output, (key, value: unknown) => {
    if (key === "$metadata") return undefined;
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
  });
}

/** An error as SDKs and AWS CLI write it as JSON; `action` where its source has several. */
export function errorText(
  { code, message }: { readonly code: string; readonly message: string },
  action?: string,
): string {
  return JSON.stringify({ Error: { Code: code, Message: message, ...(action !== undefined && { Action: action }) } });
}

/** The answer, be it data or an error. */
export function askedText(asked: Asked<object>, action?: string): string {
  return asked.ok ? answerText(asked.value) : errorText(asked, action);
}
