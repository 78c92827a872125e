import { type LintOptions, lintPolicy } from "./lint-policy.ts";

export const codes = (text: string, options: LintOptions = {}): readonly string[] =>
  lintPolicy(text, options).map(({ code }) => code);

export const messages = (text: string, options: LintOptions = {}): string =>
  lintPolicy(text, options)
    .map(({ message }) => message)
    .join("\n");

export type Element = readonly string[] | string | object | number | boolean | null;

/** A document of one statement; what is given replaces parts of a sound one. */
export function policy(statement: Readonly<Record<string, Element | undefined>> = {}, version = "2012-10-17"): string {
  const whole = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*", ...statement };
  return JSON.stringify({ Version: version, Statement: [whole] });
}
