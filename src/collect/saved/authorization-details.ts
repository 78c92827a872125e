import {
  type Identities,
  type Json,
  type JsonObject,
  ownText,
  ownValue,
  parseArn,
  type SourceName,
} from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { inside, listAt, objectAt, type Place } from "./fields.ts";
import { toGroup, toPolicy, toRole, toUser } from "./identity.ts";
import { type Parsed, quote, type Reading, startReading } from "./reading.ts";

/** One page of GetAccountAuthorizationDetails. */
export interface AuthorizationPage extends Identities {
  readonly file: string;
  /** More pages follow: `IsTruncated` of the API, or the `NextToken` that AWS CLI prints under `--max-items`. */
  readonly isTruncated: boolean;
  /** Lists that the answer does not have at all, such as `RoleDetailList`. */
  readonly missingLists: readonly string[];
}

const source: SourceName = "authorization-details";

/**
 * Parses one page of `aws iam get-account-authorization-details`. Entries that cannot be read are problems and gaps;
 * the others are used.
 *
 * Source: IAM API Reference, "GetAccountAuthorizationDetails".
 */
export function parseAuthorizationDetails(answer: Answer): Parsed<AuthorizationPage> {
  if (answer.kind === "error") return refusal(answer, source);
  const reading = startReading(answer.file);
  const json = answerObject(answer, source);
  const place = { file: answer.file, path: "" };
  const missingLists: string[] = [];

  const users = entries("UserDetailList", toUser);
  const groups = entries("GroupDetailList", toGroup);
  const roles = entries("RoleDetailList", toRole);
  const policies = entries("Policies", toPolicy);
  const [first] = [...users, ...groups, ...roles, ...policies.filter(isOwn)];
  const account = first && parseArn(first.arn)?.account;
  return reading.result({
    file: answer.file,
    isTruncated: ownValue(json, "IsTruncated") === true || ["Marker", "NextToken"].some((key) => ownText(json, key)),
    missingLists,
    users: users.filter(sameAccount),
    groups: groups.filter(sameAccount),
    roles: roles.filter(sameAccount),
    policies: policies.filter(sameAccount),
  });

  function entries<T>(key: string, convert: (entry: JsonObject, place: Place, reading: Reading) => T): readonly T[] {
    let list: readonly Json[] | undefined;
    try {
      list = listAt(json, key, place);
    } catch (error) {
      reading.caught(error);
      reading.gap(key, "the list cannot be read");
      return [];
    }
    if (list === undefined) missingLists.push(key);
    return (list ?? []).flatMap((value, index) => {
      const at = inside(inside(place, key), index);
      try {
        return [convert(objectAt(value, at), at, reading)];
      } catch (error) {
        reading.caught(error);
        reading.gap(at.path, error instanceof Error ? error.message : "it cannot be read");
        return [];
      }
    });
  }

  function sameAccount({ arn }: { readonly arn: string }): boolean {
    if (isAwsOwned(arn) || parseArn(arn)?.account === account) return true;
    const message = `${quote(arn, 200)} belongs to another account than the entries before, so it is left out`;
    reading.problem("input.conflict", `${message}.`);
    reading.gap(arn, message);
    return false;
  }
}

function isOwn({ arn }: { readonly arn: string }): boolean {
  return !isAwsOwned(arn);
}

function isAwsOwned(arn: string): boolean {
  return parseArn(arn)?.account === "aws";
}
