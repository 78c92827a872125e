import { type AccountAssignment, type AssignmentFacts, isJsonObject, type JsonObject } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { inside, malformedAt, objectAt, optionalTextAt, type Place, textAt } from "./fields.ts";
import { type Parsed, quote, startReading } from "./reading.ts";

/** One answer, with what only the others hold left empty; `kind` tells them apart where they are empty, too. */
export interface AssignmentsAnswer extends AssignmentFacts {
  readonly kind: "assignments" | "permission-set" | "users";
}

/**
 * `aws sso-admin list-account-assignments` of one permission set, `aws sso-admin describe-permission-set`, and
 * `aws identitystore list-users`.
 */
export function parseAccountAssignments(answer: Answer): Parsed<AssignmentsAnswer> {
  if (answer.kind === "error") return refusal(answer, "account-assignments");
  const reading = startReading(answer.file);
  const nothing = { assignments: [], permissionSets: [], users: [] };
  if (isJsonObject(answer.json) && Object.hasOwn(answer.json, "Users")) {
    const users = entriesAt(answer.json, "Users", reading, toUser);
    return reading.result<AssignmentsAnswer>({ ...nothing, kind: "users", users });
  }
  const json = answerObject(answer, "account-assignments");
  if (Object.hasOwn(json, "AccountAssignments")) {
    const assignments = entriesAt(json, "AccountAssignments", reading, toAssignment);
    return reading.result<AssignmentsAnswer>({ ...nothing, kind: "assignments", assignments });
  }
  const place = { file: answer.file, path: "PermissionSet" };
  const set = objectAt(json["PermissionSet"], place);
  const seconds = secondsOf(optionalTextAt(set, "SessionDuration", place), inside(place, "SessionDuration"));
  const described = {
    arn: textAt(set, "PermissionSetArn", place),
    name: textAt(set, "Name", place),
    ...(seconds !== undefined && { sessionSeconds: seconds }),
  };
  return reading.result<AssignmentsAnswer>({ ...nothing, kind: "permission-set", permissionSets: [described] });
}

/** `PT4H`, `PT1H30M`. Source: IAM Identity Center API Reference, PermissionSet: SessionDuration, ISO 8601. */
function secondsOf(text: string | undefined, place: Place): number | undefined {
  if (text === undefined) return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] =
    /^PT(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?$/.exec(text) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (total > 0) return total;
  throw malformedAt(place, `is ${quote(text)}, which is no duration`);
}

function toAssignment(entry: JsonObject, place: Place): AccountAssignment {
  const principalType = textAt(entry, "PrincipalType", place);
  if (principalType !== "USER" && principalType !== "GROUP") {
    throw malformedAt(inside(place, "PrincipalType"), `is ${quote(principalType)}, not USER or GROUP`);
  }
  return {
    account: textAt(entry, "AccountId", place),
    permissionSet: textAt(entry, "PermissionSetArn", place),
    principalType,
    principalId: textAt(entry, "PrincipalId", place),
  };
}

/** Users of IAM have no identity store, and are others. */
function toUser(entry: JsonObject, place: Place): { readonly id: string; readonly name: string } {
  textAt(entry, "IdentityStoreId", place);
  return { id: textAt(entry, "UserId", place), name: textAt(entry, "UserName", place) };
}
