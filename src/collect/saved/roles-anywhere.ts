import { type JsonObject, parseArn, type RolesAnywhereProfile } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { flagAt, inside, malformedAt, optionalTextAt, type Place, textAt, textsAt } from "./fields.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** `aws rolesanywhere list-profiles` of one region. */
export function parseRolesAnywhere(answer: Answer): Parsed<readonly RolesAnywhereProfile[]> {
  if (answer.kind === "error") return refusal(answer, "roles-anywhere");
  const reading = startReading(answer.file);
  return reading.result(entriesAt(answerObject(answer, "roles-anywhere"), "profiles", reading, toProfile));
}

/** Source: IAM Roles Anywhere API Reference, ProfileDetail. */
function toProfile(entry: JsonObject, place: Place): RolesAnywhereProfile {
  const arn = textAt(entry, "profileArn", place);
  const region = parseArn(arn)?.region ?? "";
  if (region === "") throw malformedAt(inside(place, "profileArn"), `is ${quote(arn)}, which is no profile`);
  const managed = textsAt(entry, "managedPolicyArns", place) ?? [];
  return {
    arn,
    name: optionalTextAt(entry, "name", place) ?? arn,
    region,
    // A profile whose answer does not say is taken to be in use.
    isEnabled: flagAt(entry, "enabled", place, true),
    roles: textsAt(entry, "roleArns", place) ?? [],
    hasSessionPolicy: optionalTextAt(entry, "sessionPolicy", place) !== undefined || managed.length > 0,
  };
}
