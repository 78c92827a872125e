import type { JsonObject } from "../../../model/index.ts";
import { accountId, artifactsBucket, drawingsBucket, secretArn, telemetryBucket } from "./workload.ts";

/** A managed policy: what it allows and since when. The last version is the default one unless `defaultVersion` says else. */
export interface PolicySeed {
  readonly name: string;
  /** Of AWS itself; only its ARN differs. */
  readonly awsManaged?: true;
  readonly path?: string;
  readonly created: string;
  readonly versions: readonly { readonly created: string; readonly statements: readonly JsonObject[] }[];
}

/** A policy document around statements. */
export function policyDocument(statements: readonly JsonObject[]): JsonObject {
  return { Version: "2012-10-17", Statement: statements };
}

export function policyArn(name: string): string {
  const policy = policies.find((candidate) => candidate.name === name);
  const owner = policy?.awsManaged ? "aws" : accountId;
  return `arn:aws:iam::${owner}:policy${policy?.path ?? "/"}${name}`;
}

/** The services that developer-1 may use in full; most were never used. */
const broadServices = [
  "apigateway",
  "athena",
  "cloudformation",
  "cloudtrail",
  "cloudwatch",
  "dynamodb",
  "ec2",
  "ecr",
  "ecs",
  "elasticloadbalancing",
  "events",
  "firehose",
  "glue",
  "kinesis",
  "kms",
  "lambda",
  "logs",
  "rds",
  "redshift",
  "s3",
  "sagemaker",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "states",
] as const;

/** Every managed policy in use and one that is not. Documents of AWS-managed policies for services are excerpts. */
export const policies: readonly PolicySeed[] = [
  single("DeveloperBroadAccess", "2024-02-12T09:30:11Z", [
    allow(
      "Development",
      broadServices.map((service) => `${service}:*`),
    ),
    allow("IdentityRead", ["iam:Get*", "iam:List*"]),
  ]),
  single("DevPassRole", "2025-01-20T14:02:45Z", [
    allow("PassToDeployments", ["iam:PassRole", "iam:GetRole"], `arn:aws:iam::${accountId}:role/*`),
  ]),
  single("DevDeployFunctions", "2025-01-20T14:05:02Z", [
    allow("Functions", [
      "lambda:CreateFunction",
      "lambda:UpdateFunctionCode",
      "lambda:InvokeFunction",
      "lambda:Get*",
      "lambda:List*",
    ]),
    allow("Look", [
      "ec2:Describe*",
      "cloudformation:Describe*",
      "logs:Describe*",
      "logs:FilterLogEvents",
      "s3:ListAllMyBuckets",
    ]),
  ]),
  single("AnalystConsole", "2025-03-03T08:11:30Z", [
    allow("Query", ["athena:*", "glue:Get*", "cloudwatch:Get*", "cloudwatch:Describe*", "s3:ListAllMyBuckets"]),
    allow(
      "Telemetry",
      ["s3:GetObject", "s3:ListBucket"],
      [`arn:aws:s3:::${telemetryBucket}`, `arn:aws:s3:::${telemetryBucket}/*`],
    ),
    // Meant for one's own device; the resource forgot ${aws:username}.
    allow("MfaSelfService", [
      "iam:ListUsers",
      "iam:GetUser",
      "iam:ListMFADevices",
      "iam:ListVirtualMFADevices",
      "iam:DeactivateMFADevice",
      "iam:DeleteVirtualMFADevice",
    ]),
    allow("Review", ["sts:AssumeRole"], `arn:aws:iam::${accountId}:role/analyst-assumable-role`),
  ]),
  single("AnalystRoleReview", "2025-03-03T08:20:12Z", [
    allow(
      "ReviewRoles",
      ["iam:Get*", "iam:List*", "iam:UpdateAssumeRolePolicy"],
      [`arn:aws:iam::${accountId}:role/analyst-*`, `arn:aws:iam::${accountId}:user/*`],
    ),
    allow("ReviewData", ["s3:ListAllMyBuckets", "s3:GetBucketPolicy", "s3:GetBucketLocation", "athena:ListWorkGroups"]),
  ]),
  single("SecurityAuditRead", "2024-06-17T07:45:00Z", [
    allow("Read", [
      "iam:Get*",
      "iam:List*",
      "iam:GenerateCredentialReport",
      "iam:GenerateServiceLastAccessedDetails",
      "cloudtrail:DescribeTrails",
      "cloudtrail:GetTrailStatus",
      "cloudtrail:GetEventSelectors",
      "cloudtrail:LookupEvents",
      "config:Describe*",
      "ec2:Describe*",
      "s3:ListAllMyBuckets",
      "s3:GetBucket*",
      "kms:ListKeys",
      "kms:DescribeKey",
      "guardduty:List*",
      "securityhub:Describe*",
      "access-analyzer:List*",
      "lambda:ListFunctions",
      "logs:DescribeLogGroups",
      "rds:DescribeDBInstances",
    ]),
  ]),
  single("ForceMFA", "2024-09-02T10:00:00Z", [
    {
      Sid: "DenyWithoutMfa",
      Effect: "Deny",
      NotAction: [
        "iam:CreateVirtualMFADevice",
        "iam:EnableMFADevice",
        "iam:GetUser",
        "iam:ListMFADevices",
        "iam:ListVirtualMFADevices",
        "iam:ResyncMFADevice",
        "sts:GetSessionToken",
      ],
      Resource: "*",
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    },
  ]),
  single("EngineeringRead", "2024-09-02T10:05:00Z", [
    allow("Observe", [
      "cloudwatch:Get*",
      "cloudwatch:List*",
      "cloudwatch:Describe*",
      "logs:Describe*",
      "logs:FilterLogEvents",
      "lambda:List*",
      "lambda:Get*",
      "s3:ListAllMyBuckets",
    ]),
    allow(
      "TestData",
      ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
      [`arn:aws:s3:::${telemetryBucket}`, `arn:aws:s3:::${telemetryBucket}/*`],
    ),
  ]),
  single("FlightTestWorkbench", "2025-05-19T06:40:21Z", [
    allow("Workbench", ["s3:*", "dynamodb:*", "glue:*", "lambda:*", "iam:*"]),
  ]),
  single("EngineeringBoundary", "2025-05-19T06:38:00Z", [
    allow("Outermost", [
      "s3:*",
      "dynamodb:*",
      "glue:*",
      "logs:*",
      "cloudwatch:*",
      "lambda:InvokeFunction",
      "lambda:Get*",
      "lambda:List*",
    ]),
  ]),
  single("FinanceView", "2024-11-11T11:11:00Z", [
    allow("Costs", ["ce:Get*", "budgets:ViewBudget", "cur:DescribeReportDefinitions"]),
  ]),
  {
    name: "CiDeploy",
    created: "2025-02-10T09:00:00Z",
    versions: [
      { created: "2025-02-10T09:00:00Z", statements: [allow("Bootstrap", ["*"])] },
      {
        created: "2025-02-18T15:21:09Z",
        statements: [
          allow("Deploy", [
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:PutImage",
            "ecr:InitiateLayerUpload",
            "ecr:UploadLayerPart",
            "ecr:CompleteLayerUpload",
            "cloudformation:DescribeStacks",
            "cloudformation:CreateChangeSet",
            "cloudformation:DescribeChangeSet",
            "cloudformation:ExecuteChangeSet",
            "lambda:UpdateFunctionCode",
            "lambda:GetFunction",
            "ecs:DescribeServices",
            "ecs:RegisterTaskDefinition",
            "ecs:UpdateService",
          ]),
          allow("Artifacts", ["s3:GetObject", "s3:PutObject"], `arn:aws:s3:::${artifactsBucket}/*`),
          allow("PassWorkloadRoles", ["iam:PassRole"], `arn:aws:iam::${accountId}:role/telemetry-app-role`),
        ],
      },
    ],
  },
  single("TelemetryApp", "2024-04-08T12:00:00Z", [
    allow("Store", ["s3:PutObject", "s3:GetObject"], `arn:aws:s3:::${telemetryBucket}/*`),
    allow("Secrets", ["secretsmanager:GetSecretValue"], secretArn("telemetry/broker")),
    allow("Keys", ["kms:Decrypt", "kms:GenerateDataKey"], "*"),
  ]),
  single("InstanceAgent", "2024-04-08T12:18:00Z", [
    allow("Report", ["ssm:UpdateInstanceInformation", "ssm:ListInstanceAssociations", "ssm:PutInventory"]),
  ]),
  single("PortalFunction", "2024-04-08T12:10:00Z", [
    allow("Drawings", ["s3:GetObject"], `arn:aws:s3:::${drawingsBucket}/*`),
    allow("Secrets", ["secretsmanager:GetSecretValue"], secretArn("portal/database")),
  ]),
  single("PlatformAutomation", "2024-05-27T16:30:00Z", [allow("Automate", ["iam:*", "ec2:*", "lambda:*"])]),
  single("LegacyMigration", "2023-01-16T10:20:30Z", [allow("Move", ["s3:*", "dms:*", "rds:*"])]),
  single("PartnerExchange", "2025-08-25T13:15:00Z", [
    allow(
      "Exchange",
      ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
      [`arn:aws:s3:::${drawingsBucket}`, `arn:aws:s3:::${drawingsBucket}/*`],
    ),
  ]),
  single("LogReader", "2025-09-15T08:00:00Z", [
    allow("ReadTrails", ["s3:GetObject", "s3:ListBucket", "cloudtrail:DescribeTrails"]),
  ]),
  single("OldReportingAccess", "2022-10-04T09:09:09Z", [allow("Report", ["rds:Describe*", "redshift:*"])]),
  managed("AdministratorAccess", "/", [{ Effect: "Allow", Action: "*", Resource: "*" }]),
  managed("IAMUserChangePassword", "/", [
    { Effect: "Allow", Action: ["iam:ChangePassword"], Resource: [`arn:aws:iam::*:user/\${aws:username}`] },
    { Effect: "Allow", Action: ["iam:GetAccountPasswordPolicy"], Resource: "*" },
  ]),
  managed("AWSLambdaBasicExecutionRole", "/service-role/", [
    { Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
  ]),
  managed("AWSConfigServiceRolePolicy", "/aws-service-role/", [
    {
      Effect: "Allow",
      Action: [
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetTrailStatus",
        "iam:GetAccountAuthorizationDetails",
        "s3:GetBucketPolicy",
      ],
      Resource: "*",
    },
  ]),
  managed("AWSTrustedAdvisorServiceRolePolicy", "/aws-service-role/", [
    {
      Effect: "Allow",
      Action: [
        "ec2:DescribeAddresses",
        "iam:GenerateCredentialReport",
        "iam:GetAccountPasswordPolicy",
        "s3:GetBucketAcl",
      ],
      Resource: "*",
    },
  ]),
];

function allow(Sid: string, Action: readonly string[], Resource: string | readonly string[] = "*"): JsonObject {
  return { Sid, Effect: "Allow", Action, Resource };
}

function single(name: string, created: string, statements: readonly JsonObject[]): PolicySeed {
  return { name, created, versions: [{ created, statements }] };
}

function managed(name: string, path: string, statements: readonly JsonObject[]): PolicySeed {
  const created = "2015-02-06T18:39:46Z";
  return { name, awsManaged: true, path, created, versions: [{ created, statements }] };
}
