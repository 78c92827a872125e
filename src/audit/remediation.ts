import type { Remediation, Resource, Snapshot } from "../model/index.ts";
import type { Check, Verdict } from "./check.ts";

/** The check's advice with the subject's names filled in, quoted for a shell. */
export function remediationOf(check: Check, verdict: Verdict, resource: Resource, snapshot: Snapshot): Remediation {
  return { text: check.remediation.text, cli: verdict.cli ?? fillNames(check.remediation.cli, resource, snapshot) };
}

/** Words that are safe unquoted stay as they are; text that no shell can hold on one line stays out. */
export function shellWord(text: string): string | undefined {
  if (/^[A-Za-z0-9_+=,.@:/-]+$/.test(text) && !text.startsWith("-")) return text;
  if (text === "" || /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(text)) return undefined;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function fillNames(cli: string, resource: Resource, snapshot: Snapshot): string {
  return namesOf(resource, snapshot).reduce((text, [placeholder, value]) => {
    const word = shellWord(value);
    return word === undefined ? text : text.replaceAll(placeholder, () => word);
  }, cli);
}

function namesOf({ type, arn, name }: Resource, { trails = [] }: Snapshot): readonly (readonly [string, string])[] {
  switch (type) {
    case "iam.user":
      return [
        ["<USER>", name],
        ["<ARN>", arn],
      ];
    case "iam.role":
      return [
        ["<ROLE>", name],
        ["<ARN>", arn],
      ];
    case "iam.group":
      return [
        ["<GROUP>", name],
        ["<ARN>", arn],
      ];
    case "iam.oidc-provider":
    case "iam.saml-provider":
      return [["<ARN>", arn]];
    case "iam.policy":
      return [
        ["<POLICY_ARN>", arn],
        ["<ARN>", arn],
      ];
    case "cloudtrail.trail":
      return [
        ["<TRAIL>", arn],
        ["<BUCKET>", trails.find((trail) => trail.arn === arn)?.bucket ?? ""],
      ];
    default:
      return [];
  }
}
