import type { JsonObject, PasswordPolicy } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { countAt, flagAt, malformedAt, objectAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/**
 * `aws iam get-account-password-policy`. The error NoSuchEntity is an answer: the account has no policy of its own.
 * AWS leaves out, or prints as 0, the days and counts that the policy does not set.
 */
export function parsePasswordPolicy(answer: Answer): Parsed<"none" | PasswordPolicy> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    const isNone = /^NoSuchEntity(Exception)?$/.test(answer.code);
    return isNone ? reading.result<"none" | PasswordPolicy>("none") : refusal(answer, "password-policy");
  }
  const place = { file: answer.file, path: "PasswordPolicy" };
  const policy = objectAt(answerObject(answer, "password-policy")["PasswordPolicy"], place);
  const minimumLength = countAt(policy, "MinimumPasswordLength", place);
  if (minimumLength === undefined) throw malformedAt(place, "has no MinimumPasswordLength");
  const maxAgeDays = countAt(policy, "MaxPasswordAge", place);
  const reusePrevention = countAt(policy, "PasswordReusePrevention", place);
  return reading.result({
    minimumLength,
    requireSymbols: flag(policy, "RequireSymbols"),
    requireNumbers: flag(policy, "RequireNumbers"),
    requireUppercase: flag(policy, "RequireUppercaseCharacters"),
    requireLowercase: flag(policy, "RequireLowercaseCharacters"),
    allowUsersToChange: flag(policy, "AllowUsersToChangePassword"),
    ...(maxAgeDays && { maxAgeDays }),
    ...(reusePrevention && { reusePrevention }),
    hardExpiry: flag(policy, "HardExpiry"),
  });

  function flag(object: JsonObject, key: string): boolean {
    return flagAt(object, key, place, false);
  }
}
