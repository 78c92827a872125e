import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { textsAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/**
 * `aws iam list-organizations-features`: what the management account manages of root centrally. Without trusted access
 * for IAM, or in an organisation that does not have all features, that is nothing; AWS says so by an error.
 */
export function parseOrganizationsFeatures(answer: Answer): Parsed<readonly string[]> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    if (nothing.test(answer.code)) return reading.result<readonly string[]>([]);
    return refusal(answer, "organizations-features");
  }
  const json = answerObject(answer, "organizations-features");
  return reading.result(textsAt(json, "EnabledFeatures", { file: answer.file, path: "" }) ?? []);
}

/** Source: IAM API Reference, ListOrganizationsFeatures, Errors. */
const nothing = /^(ServiceAccessNotEnabled|OrganizationNotInAllFeaturesMode)(Exception)?$/;
