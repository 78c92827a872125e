import type { Call, Output } from "../../call.ts";
import { invalidInput } from "./errors.ts";

/** A text of the input that must be there and, with a pattern, match it wholly. */
export function textIn({ input }: Call, member: string, pattern: RegExp = /^[\s\S]+$/): string {
  const value = input[member];
  if (typeof value !== "string" || !pattern.test(value)) {
    throw value === undefined || typeof value !== "string"
      ? invalidInput()
      : invalidInput("You provided a value that does not match the required pattern.");
  }
  return value;
}

/** Empty where it is not there; only to name a resource before anything is checked. */
export function maybeText({ input }: Call, member: string): string {
  const value = input[member];
  return typeof value === "string" ? value : "";
}

export const accountPattern: RegExp = /^\d{12}$/;
export const rootPattern: RegExp = /^r-[0-9a-z]{4,32}$/;
export const unitPattern: RegExp = /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/;
export const parentPattern: RegExp = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
export const targetPattern: RegExp = /^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
export const policyPattern: RegExp = /^p-[0-9a-zA-Z_]{8,128}$/;
export const servicePattern: RegExp = /^[\w+=,.@-]{1,128}$/;

/** One page under the member's name: twenty to a page, as Organizations does. The token is the place of the next one. */
export function pageIn({ input }: Call, member: string, items: readonly object[]): Output {
  const { MaxResults = 20, NextToken } = input;
  if (typeof MaxResults !== "number" || MaxResults < 1 || MaxResults > 20) {
    throw invalidInput("You specified an invalid value for MaxResults.");
  }
  const start = NextToken === undefined ? 0 : placeOf(NextToken);
  const end = start + MaxResults;
  return {
    [member]: items.slice(start, end),
    ...(end < items.length && { NextToken: Buffer.from(`at ${end}`).toString("base64") }),
  };
}

function placeOf(token: unknown): number {
  const [, place] = /^at (\d{1,9})$/.exec(Buffer.from(String(token), "base64").toString()) ?? [];
  if (place === undefined) throw invalidInput("The provided NextToken is not valid.");
  return Number(place);
}
