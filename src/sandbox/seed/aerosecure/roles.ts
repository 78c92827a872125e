import type { JsonObject } from "../../../model/index.ts";
import { accountId, monitoringAccount, partnerAccount } from "./workload.ts";

/** A role; what was used when comes from the events, `used` is for uses before the log begins. */
export interface RoleSeed {
  readonly name: string;
  readonly id: string;
  readonly path?: string;
  readonly created: string;
  readonly trust: readonly JsonObject[];
  readonly policies: readonly string[];
  readonly instanceProfile?: string;
  readonly used?: { readonly at: string; readonly region: string };
  readonly tags?: { readonly [key: string]: string };
}

const githubProvider = `arn:aws:iam::${accountId}:oidc-provider/token.actions.githubusercontent.com`;

export const roles: readonly RoleSeed[] = [
  {
    name: "analyst-assumable-role",
    id: "AROAAEROANALY2EXAMPLE",
    created: "2025-03-03T08:25:00Z",
    policies: ["AnalystRoleReview"],
    trust: trustOf({ AWS: `arn:aws:iam::${accountId}:user/analyst-user` }),
    tags: { team: "data" },
  },
  serviceLinkedRole(
    "AWSServiceRoleForConfig",
    "config.amazonaws.com",
    "AROAAEROCONFG2EXAMPLE",
    "AWSConfigServiceRolePolicy",
  ),
  serviceLinkedRole(
    "AWSServiceRoleForTrustedAdvisor",
    "trustedadvisor.amazonaws.com",
    "AROAAEROTRUST2EXAMPLE",
    "AWSTrustedAdvisorServiceRolePolicy",
  ),
  {
    name: "batch-ec2-role",
    id: "AROAAEROBATCH2EXAMPLE",
    created: "2024-04-08T12:20:00Z",
    trust: trustOf({ Service: "ec2.amazonaws.com" }),
    policies: ["InstanceAgent", "TelemetryApp"],
    instanceProfile: "AIPAAEROBATCH2EXAMPLE",
    tags: { team: "platform" },
  },
  {
    name: "ci-deploy-role",
    id: "AROAAEROCIDEP2EXAMPLE",
    created: "2025-02-10T09:05:00Z",
    policies: ["CiDeploy"],
    trust: githubTrust("StringEquals", "repo:aerosecure/flight-portal:ref:refs/heads/main"),
    tags: { team: "platform" },
  },
  {
    name: "ci-preview-role",
    id: "AROAAEROCIPRE2EXAMPLE",
    created: "2025-02-12T13:40:00Z",
    policies: ["CiDeploy"],
    trust: githubTrust("StringLike", "repo:*"),
    used: { at: "2026-09-29T14:51:00Z", region: "us-east-1" },
    tags: { team: "platform" },
  },
  {
    name: "legacy-migration-role",
    id: "AROAAEROLEGCY2EXAMPLE",
    created: "2023-01-16T10:25:00Z",
    policies: ["LegacyMigration"],
    trust: trustOf({ Service: "dms.amazonaws.com" }),
    used: { at: "2026-05-05T10:12:00Z", region: "us-east-1" },
  },
  {
    name: "partner-exchange-role",
    id: "AROAAEROPARTN2EXAMPLE",
    created: "2025-08-25T13:20:00Z",
    policies: ["PartnerExchange"],
    trust: trustOf({ AWS: `arn:aws:iam::${partnerAccount}:root` }),
    used: { at: "2026-09-18T11:30:00Z", region: "us-east-1" },
    tags: { team: "supply-chain" },
  },
  {
    name: "platform-automation-role",
    id: "AROAAEROPLATF2EXAMPLE",
    created: "2024-05-27T16:35:00Z",
    policies: ["PlatformAutomation"],
    trust: trustOf({ Service: "lambda.amazonaws.com" }),
    used: { at: "2026-10-12T05:00:00Z", region: "us-east-1" },
    tags: { team: "platform" },
  },
  {
    name: "portal-function-role",
    id: "AROAAEROPORTL2EXAMPLE",
    created: "2024-04-08T12:12:00Z",
    trust: trustOf({ Service: "lambda.amazonaws.com" }),
    policies: ["PortalFunction", "AWSLambdaBasicExecutionRole"],
    tags: { team: "portal" },
  },
  {
    name: "siem-reader-role",
    id: "AROAAEROSIEMR2EXAMPLE",
    created: "2025-09-15T08:05:00Z",
    policies: ["LogReader"],
    trust: trustOf(
      { AWS: `arn:aws:iam::${monitoringAccount}:root` },
      { StringEquals: { "sts:ExternalId": "aerosecure-siem-2025" } },
    ),
    tags: { team: "security" },
  },
  {
    name: "telemetry-app-role",
    id: "AROAAEROTELEM2EXAMPLE",
    created: "2024-04-08T12:02:00Z",
    policies: ["TelemetryApp"],
    trust: trustOf({ Service: "ecs-tasks.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": accountId } }),
    tags: { team: "telemetry" },
  },
];

export function trustOf(Principal: JsonObject, Condition?: JsonObject): readonly JsonObject[] {
  return [{ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...(Condition && { Condition }) }];
}

function githubTrust(operator: string, subject: string): readonly JsonObject[] {
  const audience = { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" };
  const sub = { "token.actions.githubusercontent.com:sub": subject };
  return [
    {
      Effect: "Allow",
      Principal: { Federated: githubProvider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition:
        operator === "StringEquals"
          ? { StringEquals: { ...audience, ...sub } }
          : { StringEquals: audience, [operator]: sub },
    },
  ];
}

function serviceLinkedRole(name: string, service: string, id: string, policy: string): RoleSeed {
  const path = `/aws-service-role/${service}/`;
  return { name, id, path, created: "2022-01-11T06:00:00Z", trust: trustOf({ Service: service }), policies: [policy] };
}
