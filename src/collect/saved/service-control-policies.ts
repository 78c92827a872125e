import { type Json, ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal, wrongAnswer } from "./catalogue.ts";
import { toStoredDocument } from "./documents.ts";
import { entriesAt } from "./entries.ts";
import { inside, malformedAt, objectAt, optionalTextAt, textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** The list of policies, one with its document, or what one is attached to, which does not name the policy. */
export type ServiceControlPoliciesAnswer =
  | { readonly kind: "list"; readonly policies: readonly PolicyName[] }
  | { readonly kind: "document"; readonly policy: PolicyName; readonly document: Json }
  | { readonly kind: "targets"; readonly targets: readonly string[] };

export interface PolicyName {
  readonly id: string;
  readonly name: string;
}

const source = "service-control-policies";

/** `aws organizations list-policies`, `describe-policy` or `list-targets-for-policy`. */
export function parseServiceControlPolicies(answer: Answer): Parsed<ServiceControlPoliciesAnswer> {
  if (answer.kind === "error") return refusal(answer, source);
  const reading = startReading(answer.file);
  const json = answerObject(answer, source);
  if (Object.hasOwn(json, "Policies")) {
    const policies = entriesAt(json, "Policies", reading, (entry, at) => {
      const type = optionalTextAt(entry, "Type", at);
      if (type === undefined) throw malformedAt(inside(at, "Type"), "is missing");
      return { id: textAt(entry, "Id", at), name: textAt(entry, "Name", at), type };
    });
    const ofType = policies.filter(({ type }) => type === "SERVICE_CONTROL_POLICY");
    return reading.result<ServiceControlPoliciesAnswer>({
      kind: "list",
      policies: ofType.map(({ id, name }) => ({ id, name })),
    });
  }
  if (Object.hasOwn(json, "Targets")) {
    const targets = entriesAt(json, "Targets", reading, (entry, at) => textAt(entry, "TargetId", at));
    return reading.result<ServiceControlPoliciesAnswer>({ kind: "targets", targets });
  }
  const place = { file: answer.file, path: "Policy" };
  // The answer of `aws s3api get-bucket-policy` has text here.
  if (typeof json["Policy"] === "string") throw wrongAnswer(json, answer.file, source);
  const policy = objectAt(json["Policy"], place);
  const at = inside(place, "PolicySummary");
  const summary = objectAt(ownValue(policy, "PolicySummary"), at);
  const stored = toStoredDocument(ownValue(policy, "Content"));
  if ("unreadable" in stored) throw malformedAt(inside(place, "Content"), `cannot be read: ${stored.unreadable}`);
  return reading.result<ServiceControlPoliciesAnswer>({
    kind: "document",
    policy: { id: textAt(summary, "Id", at), name: textAt(summary, "Name", at) },
    document: stored.json,
  });
}
