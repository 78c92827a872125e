import { documentOf } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Tag } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { readPolicy } from "../iam/policy-grammar.ts";

/** What a session is given to limit and to mark it. */
export interface SessionLimits {
  readonly policy?: string | undefined;
  readonly policyArns?: readonly string[] | undefined;
  readonly tags?: readonly Tag[] | undefined;
}

/**
 * Throws MalformedPolicyDocument, PackedPolicyTooLarge, or InvalidParameterValue of tags that are there twice.
 *
 * Source: AWS STS API Reference, "AssumeRole"; IAM User Guide, "Pass session tags in AWS STS".
 */
export function requireLimits(account: Account, { policy, policyArns = [], tags = [] }: SessionLimits): void {
  if (policy !== undefined) readPolicy(policy, "identity");
  for (const arn of policyArns) {
    if (documentOf(account, arn) === undefined) {
      throw new AwsError("MalformedPolicyDocumentException", `Policy ARN ${arn} does not exist or is not attachable.`);
    }
  }
  const keys = new Set(tags.map(({ Key }) => Key.toLowerCase()));
  if (keys.size < tags.length) {
    throw invalidParameter("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  const size = packedSize({ policy, policyArns, tags }) ?? 0;
  if (size > 100) {
    const message = `Serialized token too large for session. Packed policy consumes ${size}% of allotted space.`;
    throw new AwsError("PackedPolicyTooLargeException", message);
  }
}

/** Percent of the room that policies and tags may take; undefined: there are none. AWS does not tell its packing: an estimate. */
export function packedSize({ policy = "", policyArns = [], tags = [] }: SessionLimits): number | undefined {
  const texts = [policy, ...policyArns, ...tags.flatMap(({ Key, Value }) => [Key, Value])];
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  return length === 0 ? undefined : Math.ceil((length * 100) / roomInCharacters);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

/** A real policy of 190 characters took 4 %. */
const roomInCharacters = 4750;
