import { type AwsPolicy, words } from "./aws-policy.ts";
import { readOnlyDocument, securityAuditDocument, viewOnlyDocument } from "./derived-policies.ts";

/** Policies of AWS for whole accounts, for identities, and for jobs. */
export const generalPolicies: readonly AwsPolicy[] = [
  {
    name: "AdministratorAccess",
    id: "ANPAIWMBCKSKIEE64ZLYK",
    createdAt: "2015-02-06T18:39:46Z",
    version: "v1",
    description: "Provides full access to AWS services and resources.",
    allows: ["*"],
  },
  {
    name: "PowerUserAccess",
    id: "ANPAJYRXTHIB4FOVS3ZXS",
    createdAt: "2015-02-06T18:39:47Z",
    version: "v12",
    updatedAt: "2026-02-12T17:59:14Z",
    description:
      "Provides full access to AWS services and resources, but does not allow management of Users and groups.",
    allows: {
      statements: [
        { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
        {
          Effect: "Allow",
          Action: words(
            "account:GetAccountInformation account:ListRegions iam:CreateServiceLinkedRole iam:DeleteServiceLinkedRole iam:ListRoles organizations:DescribeOrganization",
          ),
          Resource: "*",
        },
      ],
    },
  },
  {
    name: "ReadOnlyAccess",
    id: "ANPAILL3HVNFSB6DCOWYQ",
    createdAt: "2015-02-06T18:39:48Z",
    version: "v182",
    updatedAt: "2026-04-03T15:27:12Z",
    description: "Provides read-only access to AWS services and resources.",
    allows: readOnlyDocument,
  },
  {
    name: "ViewOnlyAccess",
    path: "job-function/",
    id: "ANPAID22R6XPJATWOFDK6",
    createdAt: "2016-11-10T17:20:15Z",
    version: "v45",
    updatedAt: "2026-04-22T18:12:21Z",
    description: "This policy grants permissions to view resources and basic metadata across all AWS services.",
    allows: viewOnlyDocument,
  },
  {
    name: "SecurityAudit",
    id: "ANPAIX2T3QCXHR2OGGCTO",
    createdAt: "2015-02-06T18:41:01Z",
    version: "v86",
    updatedAt: "2026-05-01T03:12:13Z",
    description: "Grants access to read security configuration metadata.",
    allows: securityAuditDocument,
  },
  {
    name: "IAMFullAccess",
    id: "ANPAI7XKCFMBPM3QQRRVQ",
    createdAt: "2015-02-06T18:40:38Z",
    version: "v2",
    updatedAt: "2019-06-21T19:40:00Z",
    description: "Provides full access to IAM via the AWS Management Console.",
    allows: [
      "iam:*",
      ..."Account Organization OrganizationalUnit Policy".split(" ").map((of) => `organizations:Describe${of}`),
      "organizations:List*",
    ],
  },
  {
    name: "IAMReadOnlyAccess",
    id: "ANPAJKSO7NDY4T57MWDSQ",
    createdAt: "2015-02-06T18:40:39Z",
    version: "v4",
    updatedAt: "2018-01-25T19:11:27Z",
    description: "Provides read only access to IAM via the AWS Management Console.",
    allows: words(
      "iam:GenerateCredentialReport iam:GenerateServiceLastAccessedDetails iam:Get* iam:List* iam:SimulateCustomPolicy iam:SimulatePrincipalPolicy",
    ),
  },
  {
    name: "IAMUserChangePassword",
    id: "ANPAJ4L4MM2A7QIEB56MS",
    createdAt: "2016-11-15T00:25:16Z",
    version: "v5",
    updatedAt: "2026-02-12T17:58:57Z",
    description: "Provides the ability for an IAM user to change their own password.",
    allows: {
      statements: [
        {
          Effect: "Allow",
          Action: "iam:ChangePassword",
          Resource: ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"],
        },
        { Effect: "Allow", Action: "iam:GetAccountPasswordPolicy", Resource: "*" },
      ],
    },
  },
  {
    name: "AWSDenyAll",
    createdAt: "2019-05-01T22:36:14Z",
    version: "v2",
    updatedAt: "2023-12-18T16:42:05Z",
    description: "Deny all access.",
    allows: { statements: [{ Effect: "Deny", Action: "*", Resource: "*" }] },
  },
  {
    name: "AWSOrganizationsReadOnlyAccess",
    createdAt: "2018-11-06T20:32:38Z",
    version: "v6",
    updatedAt: "2024-06-07T21:32:16Z",
    description: "Provides read-only access to AWS Organizations.",
    allows: words(
      "organizations:Describe* organizations:List* account:GetAlternateContact account:GetContactInformation account:ListRegions account:GetRegionOptStatus account:GetPrimaryEmail",
    ),
  },
  {
    name: "AWSOrganizationsFullAccess",
    createdAt: "2018-11-06T20:31:57Z",
    version: "v9",
    updatedAt: "2026-02-12T17:59:07Z",
    description: "Provides full access to AWS Organizations.",
    allows: {
      statements: [
        {
          Effect: "Allow",
          Action: words(
            "organizations:* account:GetAlternateContact account:GetContactInformation account:ListRegions account:PutAlternateContact account:PutContactInformation",
          ),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "iam:CreateServiceLinkedRole",
          Resource: "*",
          Condition: { StringEquals: { "iam:AWSServiceName": "organizations.amazonaws.com" } },
        },
      ],
    },
  },
  {
    name: "Billing",
    path: "job-function/",
    id: "ANPAIFTHXT6FFMIRT7ZEA",
    createdAt: "2016-11-10T17:33:18Z",
    version: "v28",
    updatedAt: "2026-04-08T17:12:18Z",
    description:
      "Grants permissions for billing and cost management. This includes viewing account usage and viewing and modifying budgets and payment methods.",
    allows: words(
      "account:GetAccountInformation aws-portal:*Billing aws-portal:*PaymentMethods aws-portal:*Usage billing:* budgets:* ce:* consolidatedbilling:* cur:* freetier:* invoicing:* payments:* pricing:* purchase-orders:* tax:*",
    ),
  },
  {
    name: "SystemAdministrator",
    path: "job-function/",
    createdAt: "2016-11-10T17:23:56Z",
    version: "v12",
    updatedAt: "2026-02-12T18:02:37Z",
    description:
      "Grants full access permissions necessary for resources required for application and development operations.",
    allows: words(
      "autoscaling:* cloudformation:* cloudtrail:DescribeTrails cloudtrail:GetTrailStatus cloudtrail:ListPublicKeys cloudtrail:ListTags cloudtrail:LookupEvents cloudtrail:StartLogging cloudtrail:StopLogging cloudwatch:* config:* ec2:* elasticloadbalancing:* events:* iam:GetAccount* iam:GetContextKeys* iam:GetCredentialReport iam:ListAccountAliases iam:ListGroups iam:ListOpenIDConnectProviders iam:ListPolicies iam:ListPoliciesGrantingServiceAccess iam:ListRoles iam:ListSAMLProviders iam:ListServerCertificates iam:Simulate* iam:UpdateServerCertificate kms:CreateAlias kms:CreateKey kms:DeleteAlias kms:Describe* kms:GenerateRandom kms:Get* kms:List* lambda:Create* lambda:Get* lambda:InvokeFunction lambda:List* lambda:PublishVersion lambda:Update* logs:* rds:Describe* rds:ListTagsForResource route53:* s3:* ses:* sns:* sqs:* trustedadvisor:*",
    ),
  },
  {
    name: "DatabaseAdministrator",
    path: "job-function/",
    id: "ANPAIGBMAW4VUQKOQNVT6",
    createdAt: "2016-11-10T17:25:43Z",
    version: "v5",
    updatedAt: "2026-02-12T18:02:20Z",
    description:
      "Grants full access permissions to AWS services and actions required to set up and configure AWS database services.",
    allows: {
      statements: [
        {
          Effect: "Allow",
          Action: words(
            "cloudwatch:* datapipeline:* dynamodb:* ec2:Describe* elasticache:* iam:GetRole iam:ListRoles kms:ListKeys lambda:* logs:* rds:* redshift:* s3:CreateBucket sns:* tag:*",
          ),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: words(
            "s3:DeleteObject* s3:Get* s3:List* s3:PutAccelerateConfiguration s3:PutBucketTagging s3:PutBucketVersioning s3:PutBucketWebsite s3:PutLifecycleConfiguration s3:PutObject* s3:Replicate* s3:RestoreObject",
          ),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: words(
            "arn:aws:iam::*:role/rds-monitoring-role arn:aws:iam::*:role/rdbms-lambda-access arn:aws:iam::*:role/lambda_exec_role arn:aws:iam::*:role/lambda-dynamodb-* arn:aws:iam::*:role/lambda-vpc-execution-role arn:aws:iam::*:role/DataPipelineDefaultRole arn:aws:iam::*:role/DataPipelineDefaultResourceRole",
          ),
        },
      ],
    },
  },
  {
    name: "CloudTrailServiceRolePolicy",
    path: "aws-service-role/",
    createdAt: "2018-10-24T21:21:44Z",
    version: "v3",
    updatedAt: "2023-11-27T01:18:10Z",
    description: "Permission policy for CloudTrail ServiceLinkedRole",
    allows: {
      statements: [
        { Effect: "Allow", Action: "cloudtrail:*", Resource: "*" },
        {
          Effect: "Allow",
          Action: words(
            "organizations:DescribeAccount organizations:DescribeOrganization organizations:ListAccounts organizations:ListAWSServiceAccessForOrganization",
          ),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "organizations:ListDelegatedAdministrators",
          Resource: "*",
          Condition: { StringEquals: { "organizations:ServicePrincipal": "cloudtrail.amazonaws.com" } },
        },
      ],
    },
  },
  {
    name: "AWSOrganizationsServiceTrustPolicy",
    path: "aws-service-role/",
    createdAt: "2017-10-10T23:04:07Z",
    version: "v3",
    updatedAt: "2026-03-05T19:12:09Z",
    description:
      "A policy to allow AWS Organizations to share trust with other approved AWS Services for the purpose of simplifying customer configuration.",
    allows: {
      statements: [
        {
          Effect: "Allow",
          Action: "iam:DeleteRole",
          Resource: "arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*",
        },
        { Effect: "Allow", Action: "iam:CreateServiceLinkedRole", Resource: "*" },
      ],
    },
  },
];
