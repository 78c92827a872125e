import { AwsError } from "../../aws-error.ts";
import type { Call, Operation, Output, Trace } from "../../call.ts";
import type { Session, Tag } from "../../world/nouns.ts";
import { validationError } from "../iam/errors.ts";
import { readInput, type Values } from "../iam/input.ts";
import * as fields from "./fields.ts";
import { provesMfa } from "./mfa.ts";
import { assumedRoleUser, credentialsOf, startSession } from "./new-session.ts";
import { roleNeeds, roleOf, roleSeconds, roleSessionArn, type WantedRole, wantedRole } from "./role-need.ts";
import { assumedRoleTrace } from "./role-trace.ts";
import { invalidParameter, packedSize, requireLimits } from "./session-limits.ts";

/**
 * Source: AWS STS API Reference, "AssumeRole"; IAM User Guide, "Methods to assume a role" and "Pass session tags in AWS STS".
 */
export const assumeRole: Operation = {
  needs(call) {
    const { input, wanted, tags, transitiveTagKeys, SourceIdentity } = read(call);
    const mfa = provesMfa(call, input.SerialNumber, input.TokenCode);
    return roleNeeds("sts:AssumeRole", wanted, {
      RoleSessionName: input.RoleSessionName,
      ExternalId: input.ExternalId,
      SourceIdentity,
      tags,
      transitiveTagKeys,
      keys: mfa ? { "aws:MultiFactorAuthPresent": ["true"], "aws:MultiFactorAuthAge": ["0"] } : {},
    });
  },
  run(call) {
    const { input, wanted, tags, transitiveTagKeys, SourceIdentity } = read(call);
    const role = roleOf(wanted, "sts:AssumeRole", call);
    const seconds = roleSeconds(role, input.DurationSeconds);
    const limits = { policy: input.Policy, policyArns: input.PolicyArns, tags };
    if (wanted.account !== undefined) requireLimits(wanted.account, limits);
    const session = startSession(call, {
      kind: "assumed-role",
      account: wanted.accountId,
      issuerArn: role.arn,
      issuerId: role.id,
      arn: roleSessionArn(wanted.accountId, role, input.RoleSessionName),
      sessionName: input.RoleSessionName,
      seconds: isChained(call) ? Math.min(seconds, 3600) : seconds,
      mfa: input.TokenCode !== undefined || isConsoleMfa(call),
      fromConsole: call.caller.kind === "session" && call.caller.session.fromConsole,
      tags,
      transitiveTags: transitiveTagKeys,
      ...(SourceIdentity !== undefined && { sourceIdentity: SourceIdentity }),
      ...(input.Policy !== undefined && { policy: input.Policy }),
      policyArns: input.PolicyArns ?? [],
    });
    return answer(session, packedSize({ ...limits, tags: input.Tags }));
  },
  trace: (call, output) => (output === undefined ? {} : traceOf(call)),
};

const members = {
  RoleArn: fields.roleArn,
  RoleSessionName: fields.roleSessionName,
  PolicyArns: fields.policyArns,
  Policy: fields.policy,
  DurationSeconds: fields.roleSeconds,
  Tags: fields.tags,
  TransitiveTagKeys: fields.transitiveTagKeys,
  ExternalId: fields.externalId,
  SerialNumber: fields.serialNumber,
  TokenCode: fields.tokenCode,
  SourceIdentity: fields.sourceIdentity,
};

interface Reading {
  readonly input: Values<typeof members>;
  readonly wanted: WantedRole;
  /** Those that are passed and those that are handed on. */
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly SourceIdentity: string | undefined;
}

/** Throws ValidationError, InvalidParameterValue, and AccessDenied of callers that may assume no role at all. */
function read(call: Call): Reading {
  const input = readInput(call.input, members);
  const wanted = wantedRole(call.world, input.RoleArn);
  requireAssumer(call);
  if (isChained(call) && (input.DurationSeconds ?? 0) > 3600) {
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  const inherited = inheritedTags(call);
  const own = input.Tags ?? [];
  requireTags(own, input.TransitiveTagKeys ?? [], inherited);
  return {
    input,
    wanted,
    tags: [...inherited, ...own],
    transitiveTagKeys: [...inherited.map(({ Key }) => Key), ...(input.TransitiveTagKeys ?? [])],
    SourceIdentity: sourceIdentityOf(call, input.SourceIdentity),
  };
}

function requireAssumer({ caller }: Call): void {
  const isRoot = caller.kind === "root" || (caller.kind === "session" && caller.session.issuerArn.endsWith(":root"));
  if (isRoot) throw denied("Roles may not be assumed by root accounts.");
  if (caller.kind === "session" && caller.session.kind === "federated-user") {
    throw denied("Cannot call AssumeRole with federated user credentials");
  }
}

/** Tags that a role session hands on to the next, whatever its request says. */
function inheritedTags({ caller }: Call): readonly Tag[] {
  if (caller.kind !== "session") return [];
  const { tags, transitiveTags } = caller.session;
  const keys = new Set(transitiveTags.map((key) => key.toLowerCase()));
  return tags.filter(({ Key }) => keys.has(Key.toLowerCase()));
}

function requireTags(own: readonly Tag[], transitive: readonly string[], inherited: readonly Tag[]): void {
  const keys = new Set(own.map(({ Key }) => Key.toLowerCase()));
  if (inherited.some(({ Key }) => keys.has(Key.toLowerCase()))) {
    throw invalidParameter(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  if (!transitive.every((key) => keys.has(key.toLowerCase()))) {
    throw invalidParameter("The specified transitive tag key must be included in the requested tags.");
  }
}

/** It is set once and stays for all sessions after. */
function sourceIdentityOf({ caller }: Call, asked: string | undefined): string | undefined {
  const had = caller.kind === "session" ? caller.session.sourceIdentity : undefined;
  if (had !== undefined && asked !== undefined && asked !== had) {
    throw denied("The source identity of the calling session cannot be changed.");
  }
  return had ?? asked;
}

function isChained({ caller }: Call): boolean {
  return caller.kind === "session" && caller.session.kind === "assumed-role";
}

/** Who signed in to the console with MFA keeps it when switching roles. */
function isConsoleMfa({ caller }: Call): boolean {
  return caller.kind === "session" && caller.session.fromConsole && caller.session.mfa;
}

function answer(session: Session, packed: number | undefined): Output {
  return {
    Credentials: credentialsOf(session),
    AssumedRoleUser: assumedRoleUser(session),
    ...(packed !== undefined && { PackedPolicySize: packed }),
    ...(session.sourceIdentity !== undefined && { SourceIdentity: session.sourceIdentity }),
  };
}

function traceOf(call: Call): Trace {
  const inherited = inheritedTags(call);
  return assumedRoleTrace(call, wantedRole(call.world, String(call.input["RoleArn"])), {
    ...(inherited.length > 0 && {
      incomingTransitiveTags: Object.fromEntries(inherited.map(({ Key, Value }) => [Key, Value])),
    }),
  });
}

function denied(message: string): AwsError {
  return new AwsError("AccessDenied", message, 403);
}
