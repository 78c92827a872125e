import { AwsError } from "../aws-error.ts";
import type { Call, Caller, Output } from "../call.ts";

/** New things that some of AWS's servers do not see at once. */
export interface EventualConsistency {
  /** Throws what a server says that has not heard of a thing that the call needs. */
  check(call: Call): void;
  /** Takes note of what a call made. */
  note(call: Call, output: Output): void;
}

/** `delayMs`: real milliseconds until a thing is seen. `now`: milliseconds. */
export function createEventualConsistency(
  delayMs: number,
  now: () => number = performance.now.bind(performance),
): EventualConsistency {
  const seenFrom = new Map<string, number>();
  const isUnseen = (thing: string): boolean => {
    const at = seenFrom.get(thing);
    if (at === undefined) return false;
    if (now() < at) return true;
    seenFrom.delete(thing);
    return false;
  };
  return {
    check(call) {
      const key = keyOf(call.caller);
      if (key !== undefined && isUnseen(key)) {
        throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
      }
      for (const { thing, error } of needsOf(call)) {
        if (isUnseen(thing)) throw error;
      }
    },
    note(call, output) {
      const thing = madeBy(call, output);
      if (thing !== undefined) seenFrom.set(thing, now() + delayMs);
    },
  };
}

interface Needed {
  readonly thing: string;
  readonly error: AwsError;
}

/** Members of inputs of IAM that name entities, with what IAM calls them. */
const nameMembers = [
  ["UserName", "user"],
  ["RoleName", "role"],
  ["GroupName", "group"],
] as const;

function needsOf({ service, operation, input, account }: Call): readonly Needed[] {
  if (service === "cloudtrail" && (operation === "CreateTrail" || operation === "UpdateTrail")) {
    const bucket = String(input["S3BucketName"] ?? "");
    const message = `Incorrect S3 bucket policy is detected for bucket: ${bucket}`;
    return [{ thing: `policy of ${bucket}`, error: new AwsError("InsufficientS3BucketPolicyException", message) }];
  }
  if (service !== "iam" || operation.startsWith("Create")) return [];
  const named = nameMembers.flatMap(([member, kind]) => {
    const name = input[member];
    if (typeof name !== "string") return [];
    return [
      { thing: entity(account.id, kind, name), error: noSuchEntity(`The ${kind} with name ${name} cannot be found.`) },
    ];
  });
  const arn = input["PolicyArn"];
  if (typeof arn !== "string") return named;
  return [...named, { thing: arn, error: noSuchEntity(`Policy ${arn} does not exist or is not attachable.`) }];
}

function madeBy({ service, operation, input, account }: Call, output: Output): string | undefined {
  if (service === "s3" && operation === "PutBucketPolicy") return `policy of ${String(input["Bucket"])}`;
  if (service !== "iam") return undefined;
  switch (operation) {
    case "CreateUser":
      return entity(account.id, "user", input["UserName"]);
    case "CreateRole":
      return entity(account.id, "role", input["RoleName"]);
    case "CreateGroup":
      return entity(account.id, "group", input["GroupName"]);
    case "CreatePolicy":
      return textAt(output, "Policy", "Arn");
    case "CreateAccessKey":
      return textAt(output, "AccessKey", "AccessKeyId");
    default:
      return undefined;
  }
}

function entity(account: string, kind: string, name: unknown): string {
  return `${account} ${kind} ${String(name).toLowerCase()}`;
}

function textAt(output: Output, member: string, name: string): string | undefined {
  const inner = output[member];
  if (typeof inner !== "object" || inner === null) return undefined;
  const value: unknown = Reflect.get(inner, name);
  return typeof value === "string" ? value : undefined;
}

function keyOf(caller: Caller): string | undefined {
  return caller.kind === "user" ? caller.accessKeyId : undefined;
}

function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntityException", message);
}
