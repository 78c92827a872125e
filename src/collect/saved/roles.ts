import { ownValue } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { textAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

/** What the authorization details do not tell of a role. */
export interface RoleSettings {
  readonly arn: string;
  readonly maxSessionSeconds?: number;
}

/** `aws iam list-roles`. */
export function parseRoles(answer: Answer): Parsed<readonly RoleSettings[]> {
  if (answer.kind === "error") return refusal(answer, "roles");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "roles");
  const roles = entriesAt(json, "Roles", reading, (entry, at) => {
    const seconds = ownValue(entry, "MaxSessionDuration");
    const isCount = typeof seconds === "number" && Number.isSafeInteger(seconds) && seconds > 0;
    return { arn: textAt(entry, "Arn", at), ...present({ maxSessionSeconds: isCount ? seconds : undefined }) };
  });
  return reading.result(roles);
}
