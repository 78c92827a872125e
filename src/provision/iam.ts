import type { Holder } from "./holder.ts";

/**
 * What is asked of IAM. Documents are text as IAM stores it, unescaped. Reads answer undefined for what does not exist;
 * everything else that fails throws a Problem: `aws.credentials`, `aws.denied`, `aws.unreachable` (the call may have been
 * carried out) or `aws.refused`.
 */
export interface Iam extends IamReads, IamWrites {}

export interface IamReads {
  holder(holder: Holder): Promise<HolderIdentity | undefined>;
  inlineNames(holder: Holder): Promise<readonly string[] | undefined>;
  inlinePolicy(holder: Holder, name: string): Promise<string | undefined>;
  /** ARNs of attached managed policies. */
  attachedPolicies(holder: Holder): Promise<readonly string[] | undefined>;
  policy(arn: string): Promise<ManagedPolicy | undefined>;
  /** Ids. */
  versions(arn: string): Promise<readonly string[] | undefined>;
  version(arn: string, id: string): Promise<string | undefined>;
  /** Names of all that a policy is attached to, also as permissions boundary. */
  attachedTo(arn: string): Promise<readonly string[] | undefined>;
}

export interface IamWrites {
  putInlinePolicy(holder: Holder, name: string, document: string): Promise<void>;
  deleteInlinePolicy(holder: Holder, name: string): Promise<void>;
  createPolicy(name: string, description: string, document: string): Promise<void>;
  deletePolicy(arn: string): Promise<void>;
  /** Answers the id of the new version, `v6`. */
  createVersion(arn: string, document: string, isDefault: boolean): Promise<string>;
  setDefaultVersion(arn: string, id: string): Promise<void>;
  deleteVersion(arn: string, id: string): Promise<void>;
  attach(holder: Holder, policyArn: string): Promise<void>;
  detach(holder: Holder, policyArn: string): Promise<void>;
}

export interface HolderIdentity {
  readonly arn: string;
  /** `AIDA...`, `AROA...`, `AGPA...`. */
  readonly id: string;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly description: string;
  readonly defaultVersion: string;
}

/** `user ana` */
export function holderLabel({ type, name }: Pick<Holder, "type" | "name">): string {
  return `${type} ${name}`;
}
