import type { Call, Operations } from "../../call.ts";
import { awsManagedPolicies } from "../../world/aws-managed-policies.ts";
import type { Role } from "../../world/nouns.ts";
import { keyOf, roleNamed } from "./entities.ts";
import { deleteConflict, invalidInput, noSuchEntity } from "./errors.ts";
import { needed, text } from "./fields.ts";
import { groupName, roleDescription, roleName } from "./names.ts";
import { onNew, onRole } from "./needs.ts";
import { operation } from "./operation.ts";
import { addRole, removeRole } from "./roles.ts";
import { serviceLinkedPath } from "./service-linked.ts";
import { newRoleView } from "./views.ts";

export const serviceLinkedRoleOperations: Operations = {
  CreateServiceLinkedRole: operation({
    members: {
      AWSServiceName: needed(groupName),
      Description: roleDescription,
      CustomSuffix: text({ min: 1, max: 64, pattern: /^[\w+=,.@-]+$/ }),
    },
    needs(call, { AWSServiceName }) {
      const path = `${serviceLinkedPath}${AWSServiceName}/`;
      const context = { "iam:AWSServiceName": [AWSServiceName] };
      return onNew(call, "role", path, roleNames.get(AWSServiceName) ?? "*", context);
    },
    run(call, { AWSServiceName: service, Description, CustomSuffix }) {
      const name = roleNames.get(service);
      if (name === undefined) throw invalidInput(`The sandbox has no service-linked role for ${service}.`);
      if (CustomSuffix !== undefined) throw invalidInput(`Custom suffix is not allowed for ${service}`);
      if (call.account.roles.get(keyOf(name)) !== undefined) {
        throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
      }
      return { Role: newRoleView(addRole(call, linkedRole(service, name, Description))) };
    },
  }),

  /** Done at once; the id is what GetServiceLinkedRoleDeletionStatus is asked with. */
  DeleteServiceLinkedRole: operation({
    members: { RoleName: needed(roleName) },
    needs: (call, { RoleName }) => onRole(call, RoleName),
    run(call, { RoleName }) {
      const role = roleNamed(call, RoleName);
      if (!role.path.startsWith(serviceLinkedPath)) {
        throw noSuchEntity(`The role with name ${RoleName} is not a service-linked role.`);
      }
      if (usesRole(call, role)) throw deleteConflict("must remove the resources that use the role first");
      removeRole(call, role);
      return { DeletionTaskId: `task${role.path}${role.name}/${call.world.ids.uuid()}` };
    },
  }),

  GetServiceLinkedRoleDeletionStatus: operation({
    members: { DeletionTaskId: needed(text({ min: 1, max: 1000 })) },
    needs: (call, { DeletionTaskId }) => onRole(call, taskRole(DeletionTaskId) ?? "*"),
    run(_call, { DeletionTaskId }) {
      if (taskRole(DeletionTaskId) === undefined) {
        throw noSuchEntity(`The deletion task ${DeletionTaskId} cannot be found.`);
      }
      return { Status: "SUCCEEDED" };
    },
  }),
};

/** Source: IAM User Guide, "AWS services that work with IAM"; the guides of the services. */
const roleNames: ReadonlyMap<string, string> = new Map([
  ["access-analyzer.amazonaws.com", "AWSServiceRoleForAccessAnalyzer"],
  ["autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling"],
  ["cloudtrail.amazonaws.com", "AWSServiceRoleForCloudTrail"],
  ["config.amazonaws.com", "AWSServiceRoleForConfig"],
  ["ecs.amazonaws.com", "AWSServiceRoleForECS"],
  ["elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"],
  ["guardduty.amazonaws.com", "AWSServiceRoleForAmazonGuardDuty"],
  ["organizations.amazonaws.com", "AWSServiceRoleForOrganizations"],
  ["rds.amazonaws.com", "AWSServiceRoleForRDS"],
  ["securityhub.amazonaws.com", "AWSServiceRoleForSecurityHub"],
  ["sso.amazonaws.com", "AWSServiceRoleForSSO"],
  ["support.amazonaws.com", "AWSServiceRoleForSupport"],
  ["trustedadvisor.amazonaws.com", "AWSServiceRoleForTrustedAdvisor"],
]);

/** What each has is attached where the sandbox knows that policy. */
const policyArns: ReadonlyMap<string, string> = new Map([
  ["cloudtrail.amazonaws.com", "arn:aws:iam::aws:policy/aws-service-role/CloudTrailServiceRolePolicy"],
  ["organizations.amazonaws.com", "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy"],
]);

function linkedRole(service: string, name: string, description: string | undefined): Parameters<typeof addRole>[1] {
  const policy = policyArns.get(service);
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  };
  return {
    name,
    path: `${serviceLinkedPath}${service}/`,
    trust: JSON.stringify(trust),
    ...(description !== undefined && { description }),
    maxSession: 3600,
    tags: [],
    attached: policy !== undefined && awsManagedPolicies.has(policy) ? [policy] : [],
  };
}

/** CloudTrail needs its role as long as there is an organization trail. */
function usesRole({ account }: Call, { name }: Role): boolean {
  return name === "AWSServiceRoleForCloudTrail" && [...account.trails.values()].some((trail) => trail.organization);
}

function taskRole(task: string): string | undefined {
  return /^task\/aws-service-role\/[\w.-]+\/([\w+=,.@-]+)\/[\da-f-]{36}$/.exec(task)?.[1];
}
