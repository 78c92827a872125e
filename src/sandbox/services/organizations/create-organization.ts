import type { Call, Operation, Operations, Output } from "../../call.ts";
import type { Organization } from "../../world/nouns.ts";
import { accountArn, organizationArn } from "./arns.ts";
import { invalidInput, organizationsError } from "./errors.ts";
import { awsManaged } from "./managed-policies.ts";
import { needsOn, operationOf, randomId } from "./organization.ts";

const createOrganization: Operation = {
  needs: () => needsOn("CreateOrganization"),
  run: (call) => {
    const { world, account, input, time } = call;
    const { FeatureSet = "ALL" } = input;
    if (FeatureSet !== "ALL" && FeatureSet !== "CONSOLIDATED_BILLING") throw invalidInput();
    const before = world.organization.get("organization");
    if (before?.members.some((member) => member.account === account.id)) {
      throw organizationsError(
        "AlreadyInOrganizationException",
        "The provided account is already a member of an organization.",
      );
    }
    if (before !== undefined) {
      throw organizationsError("ConstraintViolationException", "The sandbox has one organization at most, and has it.");
    }
    const rootId = `r-${randomId(call, 4)}`;
    const organization: Organization = {
      id: `o-${randomId(call, 10)}`,
      managementAccount: account.id,
      createdAt: time,
      rootId,
      members: [
        {
          account: account.id,
          name: "Management",
          email: emailOf(call),
          parent: rootId,
          joinedAt: time,
          invited: true,
        },
      ],
      units: [],
      policies: FeatureSet === "ALL" ? awsManaged.map((policy) => ({ ...policy, targets: [] })) : [],
      trustedServices: [],
      delegatedAdministrators: [],
      ...(FeatureSet !== "ALL" && { billingOnly: true }),
    };
    world.organization.put("organization", organization);
    return describe(organization);
  },
};

function emailOf({ account }: Call): string {
  return account.root.get("root")?.email ?? `root@${account.id}.example.com`;
}

function describe(organization: Organization): Output {
  const { id, managementAccount, members, billingOnly } = organization;
  return {
    Organization: {
      Id: id,
      Arn: organizationArn(organization),
      FeatureSet: billingOnly ? "CONSOLIDATED_BILLING" : "ALL",
      MasterAccountArn: accountArn(organization, managementAccount),
      MasterAccountId: managementAccount,
      MasterAccountEmail: members.find(({ account }) => account === managementAccount)?.email,
      // Says nothing about what is in use: ListRoots does.
      AvailablePolicyTypes: billingOnly ? [] : [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }],
    },
  };
}

export const organizationOperations: Operations = {
  CreateOrganization: createOrganization,
  DescribeOrganization: operationOf("DescribeOrganization", {
    admits: "members",
    run: (_, organization) => describe(organization),
  }),
  DeleteOrganization: operationOf("DeleteOrganization", {
    admits: "management",
    run: ({ world }, { members }) => {
      if (members.length > 1) {
        throw organizationsError(
          "OrganizationNotEmptyException",
          "To delete an organization you must first remove all member accounts (except the master).",
        );
      }
      world.organization.delete("organization");
      return {};
    },
  }),
};
