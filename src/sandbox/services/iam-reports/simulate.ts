import type { RequestPrincipal } from "../../../iam/index.ts";
import { arnName, parseArn } from "../../../model/index.ts";
import { documentOf, identityDocuments, organizationLevels, type SourcedDocument } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { Group, Role, User } from "../../world/nouns.ts";
import { holderAt } from "../iam/entities.ts";
import { invalidInput, noSuchEntity } from "../iam/errors.ts";
import { type Field, list, needed, text } from "../iam/fields.ts";
import type { Values } from "../iam/input.ts";
import { arn, document, paging } from "../iam/names.ts";
import { onAccount, onArn } from "../iam/needs.ts";
import { operation } from "../iam/operation.ts";
import { pageInOrder } from "../iam/paging.ts";
import { readPolicy } from "../iam/policy-grammar.ts";
import { type SimulatedPolicy, type Simulation, simulate } from "./simulation.ts";

/** Source: IAM API Reference, "SimulatePrincipalPolicy" and "SimulateCustomPolicy". */
const contextEntry: Field<readonly [string, readonly string[]]> = {
  read(value, at, problems) {
    const entry = typeof value === "object" && value !== null ? value : {};
    const key = "ContextKeyName" in entry ? entry.ContextKeyName : undefined;
    const values = "ContextKeyValues" in entry ? entry.ContextKeyValues : [];
    if (typeof key !== "string") return problems.refuse(null, `${at}.contextKeyName`, "Member must not be null");
    const words = list(text({})).read(values, `${at}.contextKeyValues`, problems);
    return words === undefined ? undefined : [key, words];
  },
};

const common = {
  ActionNames: needed(list(text({ min: 3, max: 128 }), { min: 1 })),
  PolicyInputList: list(document),
  PermissionsBoundaryPolicyInputList: list(document, { max: 1 }),
  ResourceArns: list(text({ min: 1, max: 2048 })),
  ResourcePolicy: document,
  ResourceOwner: text({ min: 1, max: 2048 }),
  CallerArn: text({ min: 1, max: 2048 }),
  ContextEntries: list(contextEntry),
  ...paging,
};

const principalMembers = { PolicySourceArn: needed(arn), ...common };
const customMembers = { ...common, PolicyInputList: needed(list(document)) };

export const simulateOperations: Operations = {
  SimulatePrincipalPolicy: operation({
    members: principalMembers,
    needs: (call, { PolicySourceArn }) => onArn(call, PolicySourceArn),
    run: (call, input) => answer(call, input, ofPrincipal(call, input)),
  }),

  SimulateCustomPolicy: operation({
    members: customMembers,
    needs: onAccount,
    run(call, input) {
      if (call.input["OrderedOrganizationPolicyInputList"] !== undefined) {
        const message = "The sandbox simulates no policies of an organization that are passed as text.";
        throw new AwsError("NotImplemented", message, 501);
      }
      return answer(call, input, { identity: [], principal: caller(call, input.CallerArn) });
    },
  }),
};

type Common = Values<typeof common>;
type Given = Pick<Simulation, "identity" | "principal" | "boundary" | "organization">;

function answer(call: Call, input: Common, given: Given): Output {
  const { ActionNames, ResourceArns = ["*"], ContextEntries = [], MaxItems, Marker } = input;
  const passed = documents("PolicyInputList", input.PolicyInputList);
  const boundary = input.PermissionsBoundaryPolicyInputList
    ? documents("PermissionsBoundaryPolicyInputList", input.PermissionsBoundaryPolicyInputList)
    : given.boundary;
  if (input.ResourcePolicy !== undefined) requireResourcePolicy(input);
  const owner = input.ResourceOwner && (parseArn(input.ResourceOwner)?.account ?? input.ResourceOwner);
  const simulation: Simulation = {
    ...given,
    identity: [...given.identity, ...passed],
    ...(boundary && { boundary }),
    ...(input.ResourcePolicy !== undefined && { resource: { name: "ResourcePolicy", document: input.ResourcePolicy } }),
    resourceAccount: owner ?? call.account.id,
    context: Object.fromEntries(ContextEntries),
  };
  for (const action of ActionNames) {
    if (!/^[\w-]+:[\w*]+$/.test(action)) throw invalidInput(`Invalid Entity Arn: ${action} is not a valid action name`);
  }
  const results = simulate(simulation, ActionNames, ResourceArns);
  const { items, ends } = pageInOrder(results, { MaxItems, Marker });
  return { EvaluationResults: items, ...ends };
}

function documents(label: string, texts: readonly string[] = []): readonly SimulatedPolicy[] {
  return texts.map((policy, index) => {
    readPolicy(policy, "identity");
    return { name: `${label}.${index + 1}`, document: policy };
  });
}

function requireResourcePolicy({ ResourceArns = [], CallerArn }: Common): void {
  if (ResourceArns.length === 0) throw invalidInput("A resource policy needs ResourceArns.");
  if (CallerArn !== undefined && parseArn(CallerArn)?.resource.startsWith("user/") !== true) {
    throw invalidInput(`Invalid Entity Arn: ${CallerArn} does not clearly define entity type and name.`);
  }
}

/** A user, group or role with its policies and limits. */
function ofPrincipal(call: Call, input: Values<typeof principalMembers>): Given {
  const { account, world } = call;
  const at = input.PolicySourceArn;
  const holder = requiredHolder(call, at);
  const levels = organizationLevels(world.organization.get("organization"), account.id, "SERVICE_CONTROL_POLICY");
  const boundary = "boundary" in holder && holder.boundary !== undefined ? holder.boundary : undefined;
  return {
    principal: caller(call, input.CallerArn ?? at),
    identity: sources(call, holder),
    ...(boundary !== undefined && {
      boundary: [{ name: arnName(boundary), document: documentOf(account, boundary) ?? "{}" }],
    }),
    ...(levels && {
      organization: levels.map((level, depth) =>
        level.map((policy, index) => ({ name: `organization ${depth}.${index}`, document: policy })),
      ),
    }),
  };
}

function requiredHolder({ account }: Call, at: string): User | Group | Role {
  const found = holderAt(account, at);
  if (found === undefined) {
    throw invalidInput(`Invalid Entity Arn: ${at} does not clearly define entity type and name.`);
  }
  if (found.holder === undefined) throw noSuchEntity(`The ${found.kind} with name ${arnName(at)} cannot be found.`);
  return found.holder;
}

function sources({ account }: Call, holder: User | Group | Role): readonly SimulatedPolicy[] {
  return identityDocuments(account, holder).map(simulated);
}

function simulated({ name, holder, document: policy }: SourcedDocument): SimulatedPolicy {
  const isManaged = name.startsWith("arn:");
  return { name: isManaged ? arnName(name) : `${holder.kind}_${holder.name}_${name}`, document: policy };
}

function caller({ account }: Call, at: string | undefined): RequestPrincipal {
  const found = at === undefined ? undefined : parseArn(at);
  if (at === undefined || found === undefined) {
    return { kind: "user", arn: `arn:aws:iam::${account.id}:user/simulated`, account: account.id };
  }
  if (found.resource.startsWith("role/")) {
    const session = `arn:aws:sts::${found.account}:assumed-role/${arnName(at)}/simulated`;
    return { kind: "role-session", arn: session, account: found.account, roleArn: at };
  }
  return { kind: "user", arn: at, account: found.account };
}
