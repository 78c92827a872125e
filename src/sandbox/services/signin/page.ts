import type { Input, Output } from "../../call.ts";

export const consoleHome = "https://console.aws.amazon.com/console/home";

/** A field of a form; undefined where it is missing or empty. */
export function formField(input: Input, name: string): string | undefined {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function succeeded(redirectUrl: string): Output {
  return { state: "SUCCESS", properties: { result: "SUCCESS", redirectUrl } };
}

export function failed(text: string): Output {
  return { state: "FAIL", properties: { result: "FAILURE", text } };
}

/** More is asked for: `MFA`, or `CHANGE_PASSWORD`. AWS's own page asks in a way that is not documented. */
export function asksFor(result: "MFA" | "CHANGE_PASSWORD", properties: object = {}): Output {
  return { state: "SUCCESS", properties: { result, ...properties } };
}
