import type { Json, JsonObject } from "../../model/index.ts";
import { parsePolicy } from "../parse-policy.ts";
import { compileLayers, evaluate } from "./evaluate.ts";
import type { AccessDecision, NamedPolicy, PolicyLayers, RequestPrincipal } from "./request.ts";
import { type RequestContextOptions, requestContext } from "./request-context.ts";

/** Short forms for tests: principals, policies, one question. */
export const account = "111122223333";
export const otherAccount = "444455556666";

export const ana: RequestPrincipal = { kind: "user", arn: `arn:aws:iam::${account}:user/ana`, account };
export const root: RequestPrincipal = { kind: "root", arn: `arn:aws:iam::${account}:root`, account };
export const session: RequestPrincipal = {
  kind: "role-session",
  arn: `arn:aws:sts::${account}:assumed-role/deploy/ci`,
  roleArn: `arn:aws:iam::${account}:role/team/deploy`,
  account,
};
export const federated: RequestPrincipal = {
  kind: "federated-user",
  arn: `arn:aws:sts::${account}:federated-user/kim`,
  roleArn: ana.arn,
  account,
};
export const nobody: RequestPrincipal = { kind: "anonymous", arn: "*", account: "" };

export function service(name: string): RequestPrincipal {
  return { kind: "service", arn: `${name}.amazonaws.com`, account };
}

/** A statement that allows everything; what is given replaces parts of it. */
export function allow(parts: JsonObject = {}): JsonObject {
  return { Effect: "Allow", ...rest(parts), ...parts };
}

export function deny(parts: JsonObject = {}): JsonObject {
  return { Effect: "Deny", ...rest(parts), ...parts };
}

/** As a statement of a resource's policy. */
export function grant(principal: Json, parts: JsonObject = {}): JsonObject {
  return allow({ Principal: principal, ...parts });
}

export function policy(...statements: readonly JsonObject[]): readonly NamedPolicy[] {
  return [policyNamed("policy P", { Version: "2012-10-17", Statement: statements })];
}

export function policyNamed(name: string, document: Json): NamedPolicy {
  return { name, policy: parsePolicy(document) };
}

export interface Question extends Partial<PolicyLayers> {
  readonly principal?: RequestPrincipal;
  readonly action?: string;
  /** The resource's ARN. */
  readonly on?: string;
  readonly resourceAccount?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly options?: RequestContextOptions;
}

/** The context is complete unless said otherwise; the caller is ana, who reads an object. */
export function ask(question: Question): AccessDecision {
  const { principal = ana, action = "s3:GetObject", on = "arn:aws:s3:::logs/a.txt", context = {} } = question;
  const { resourceAccount, options, identity = [], ...layers } = question;
  return evaluate(compileLayers({ ...layers, identity }), {
    principal,
    action,
    resource: on,
    ...(resourceAccount !== undefined && { resourceAccount }),
    context: requestContext(context, { complete: true, principal, ...options }),
  });
}

function rest(parts: JsonObject): JsonObject {
  return {
    ...(!("Action" in parts) && !("NotAction" in parts) && { Action: "*" }),
    ...(!("Resource" in parts) && !("NotResource" in parts) && { Resource: "*" }),
  };
}

/** A sentence, a question, and what AWS documents as the answer. */
export type Case = readonly [name: string, question: Question, verdict: AccessDecision["verdict"]];

export const all: readonly NamedPolicy[] = policy(allow());
export const reads: readonly NamedPolicy[] = policy(allow({ Action: "s3:Get*" }));
/** Nothing that is asked for. */
export const nothing: readonly NamedPolicy[] = policy(allow({ Action: "ec2:*" }));
export const otherUser: JsonObject = { AWS: `arn:aws:iam::${account}:user/ben` };
export const accountRoot: JsonObject = { AWS: `arn:aws:iam::${account}:root` };
export const key = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d";
export const roleArn: string = `arn:aws:iam::${account}:role/target`;
/** The resource is another account's. */
export const foreign: Pick<Question, "resourceAccount"> = { resourceAccount: otherAccount };
