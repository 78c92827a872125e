import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { AccountCreation, Organization, OrganizationMember } from "../../world/nouns.ts";
import { accountArn, targetArn } from "./arns.ts";
import { invalidInput, notFound, organizationsError } from "./errors.ts";
import { accountPattern, maybeText, pageIn, parentPattern, textIn } from "./input.ts";
import { changeOrganization, operationOf, randomId } from "./organization.ts";
import { withFullAccess, withoutTarget } from "./policy-targets.ts";
import { checkedTags } from "./tags.ts";

export function accountView(organization: Organization, member: OrganizationMember): Readonly<Record<string, unknown>> {
  return {
    Id: member.account,
    Arn: accountArn(organization, member.account),
    Email: member.email,
    Name: member.name,
    Status: "ACTIVE",
    State: "ACTIVE",
    JoinedMethod: member.invited ? "INVITED" : "CREATED",
    JoinedTimestamp: new Date(member.joinedAt),
  };
}

/** The account of the input. Throws `AccountNotFoundException`. */
export function memberAsked(call: Call, { members }: Organization): OrganizationMember {
  const id = textIn(call, "AccountId", accountPattern);
  const member = members.find(({ account }) => account === id);
  if (member === undefined) throw notFound("Account");
  return member;
}

/** ARN of the account of the input. */
export function onAccount(call: Call, organization: Organization): readonly string[] {
  return [accountArn(organization, maybeText(call, "AccountId"))];
}

/**
 * Makes the account at once, with the role that lets the management account in. As AWS does, the answer is that it is under way,
 * and DescribeCreateAccountStatus tells what became of it.
 *
 * Source: AWS Organizations User Guide, "Creating a member account in your organization".
 */
function createAccount(call: Call, organization: Organization): Output {
  const { input, time } = call;
  const name = textIn(call, "AccountName", /^[\x20-\x7e]{1,50}$/);
  const email = textIn(call, "Email", /^(?=.{6,64}$)[^\s@]+@[^\s@]+\.[^\s@]+$/);
  const role =
    input["RoleName"] === undefined ? "OrganizationAccountAccessRole" : textIn(call, "RoleName", /^[\w+=,.@-]{1,64}$/);
  const tags = checkedTags(input["Tags"] ?? []);
  const id = `car-${randomId(call, 32)}`;
  const isTaken = organization.members.some((member) => member.email.toLowerCase() === email.toLowerCase());
  const account = isTaken ? undefined : newAccountId(call);
  const creation: AccountCreation = { id, name, at: time, ...(account !== undefined && { account }) };
  const creations = [...(organization.creations ?? []), creation];
  if (account === undefined) changeOrganization(call, organization, { creations });
  else {
    const member = { account, name, email, parent: organization.rootId, joinedAt: time };
    changeOrganization(call, organization, {
      creations,
      members: [...organization.members, member],
      policies: withFullAccess(organization, account),
      ...(tags.length > 0 && { tags: { ...organization.tags, [account]: tags } }),
    });
    fillAccount(call, account, email, role);
  }
  return {
    CreateAccountStatus: { Id: id, AccountName: name, State: "IN_PROGRESS", RequestedTimestamp: new Date(time) },
  };
}

function newAccountId({ world }: Call): string {
  for (;;) {
    const id = [...world.ids.bytes(12)].map((byte) => byte % 10).join("");
    if (!world.accounts.has(id)) return id;
  }
}

function fillAccount({ world, account: own, time }: Call, id: string, email: string, name: string): void {
  const account = world.addAccount(id);
  account.root.put("root", { createdAt: time, email });
  account.roles.put(name.toLowerCase(), {
    name,
    path: "/",
    id: world.ids.unique("AROA"),
    arn: `arn:aws:iam::${id}:role/${name}`,
    createdAt: time,
    trust: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${own.id}:root` }, Action: "sts:AssumeRole" }],
    }),
    maxSession: 3600,
    attached: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    inline: [],
    tags: [],
  });
}

function creationView({ id, name, at, account }: AccountCreation): object {
  return {
    Id: id,
    AccountName: name,
    State: account === undefined ? "FAILED" : "SUCCEEDED",
    RequestedTimestamp: new Date(at),
    CompletedTimestamp: new Date(at),
    ...(account === undefined ? { FailureReason: "EMAIL_ALREADY_EXISTS" } : { AccountId: account }),
  };
}

/** Ends that a member leaves, of itself or by the management account. */
function remove(call: Call, organization: Organization, member: OrganizationMember): Output {
  const { account } = member;
  if (account === organization.managementAccount) {
    throw organizationsError(
      "MasterCannotLeaveOrganizationException",
      "You can't remove the management account from the organization. If you want the management account to become a member account, you must first delete the current organization.",
    );
  }
  if (organization.delegatedAdministrators.some((one) => one.account === account)) {
    throw organizationsError(
      "ConstraintViolationException",
      "This operation can't be performed because the account is a delegated administrator. Deregister it first.",
    );
  }
  const { [account]: _, ...tags } = organization.tags ?? {};
  changeOrganization(call, organization, {
    members: organization.members.filter((one) => one !== member),
    policies: withoutTarget(organization, account),
    tags,
  });
  return {};
}

function move(call: Call, organization: Organization): Output {
  const member = memberAsked(call, organization);
  const from = textIn(call, "SourceParentId", parentPattern);
  const to = textIn(call, "DestinationParentId", parentPattern);
  const isThere = (id: string): boolean =>
    id === organization.rootId || organization.units.some((unit) => unit.id === id);
  if (!isThere(from) || member.parent !== from) {
    throw organizationsError("SourceParentNotFoundException", "You specified a source parent that doesn't exist.");
  }
  if (!isThere(to)) {
    throw organizationsError(
      "DestinationParentNotFoundException",
      "You specified a destination parent that doesn't exist.",
    );
  }
  if (from === to) throw organizationsError("DuplicateAccountException", "The account is already in the destination.");
  const moved = { ...member, parent: to };
  changeOrganization(call, organization, {
    members: organization.members.map((one) => (one === member ? moved : one)),
  });
  return {};
}

function statesAsked({ input }: Call): readonly string[] | undefined {
  const { States } = input;
  if (States === undefined) return undefined;
  if (!Array.isArray(States)) throw invalidInput();
  return States.map(String);
}

export const accountOperations: Operations = {
  CreateAccount: operationOf("CreateAccount", { admits: "management", run: createAccount }),
  DescribeCreateAccountStatus: operationOf("DescribeCreateAccountStatus", {
    admits: "administrators",
    run: (call, { creations = [] }) => {
      const id = textIn(call, "CreateAccountRequestId", /^car-[a-z0-9]{8,32}$/);
      const creation = creations.find((one) => one.id === id);
      if (creation === undefined) {
        throw new AwsError(
          "CreateAccountStatusNotFoundException",
          "You specified an create account request id that doesn't exist.",
        );
      }
      return { CreateAccountStatus: creationView(creation) };
    },
  }),
  ListCreateAccountStatus: operationOf("ListCreateAccountStatus", {
    admits: "administrators",
    run: (call, { creations = [] }) => {
      const states = statesAsked(call);
      const wanted = creations.filter(
        ({ account }) => states?.includes(account === undefined ? "FAILED" : "SUCCEEDED") ?? true,
      );
      return pageIn(call, "CreateAccountStatuses", wanted.map(creationView));
    },
  }),
  ListAccounts: operationOf("ListAccounts", {
    admits: "administrators",
    run: (call, organization) =>
      pageIn(
        call,
        "Accounts",
        organization.members.map((member) => accountView(organization, member)),
      ),
  }),
  DescribeAccount: operationOf("DescribeAccount", {
    admits: "administrators",
    resources: onAccount,
    run: (call, organization) => ({ Account: accountView(organization, memberAsked(call, organization)) }),
  }),
  MoveAccount: operationOf("MoveAccount", {
    admits: "management",
    resources: (call, organization) => [
      ...onAccount(call, organization),
      targetArn(organization, maybeText(call, "SourceParentId")),
      targetArn(organization, maybeText(call, "DestinationParentId")),
    ],
    run: move,
  }),
  LeaveOrganization: operationOf("LeaveOrganization", {
    admits: "members",
    run: (call, organization) => {
      const own = organization.members.find(({ account }) => account === call.account.id);
      return own === undefined ? {} : remove(call, organization, own);
    },
  }),
  RemoveAccountFromOrganization: operationOf("RemoveAccountFromOrganization", {
    admits: "management",
    resources: onAccount,
    run: (call, organization) => remove(call, organization, memberAsked(call, organization)),
  }),
};
