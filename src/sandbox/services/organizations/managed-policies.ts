import type { OrganizationPolicy } from "../../world/nouns.ts";

/** Policies that every organization has: they allow everything, so that others have something to take away from. */
export const awsManaged: readonly Omit<OrganizationPolicy, "targets">[] = [
  {
    id: "p-FullAWSAccess",
    arn: "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
    name: "FullAWSAccess",
    description: "Allows access to every operation",
    type: "SERVICE_CONTROL_POLICY",
    document: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    awsManaged: true,
  },
  {
    id: "p-RCPFullAWSAccess",
    arn: "arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess",
    name: "RCPFullAWSAccess",
    description: "Allows all principals and actions access through RCP evaluation",
    type: "RESOURCE_CONTROL_POLICY",
    document: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
    }),
    awsManaged: true,
  },
];

/** Whether every target of the type must keep it. */
export function isFullAccess(id: string): boolean {
  return awsManaged.some((policy) => policy.id === id);
}
