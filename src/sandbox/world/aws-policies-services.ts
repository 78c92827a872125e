import { type AwsPolicy, words } from "./aws-policy.ts";

/** Policies of AWS for single services. */
export const servicePolicies: readonly AwsPolicy[] = [
  {
    name: "AmazonS3FullAccess",
    id: "ANPAIFIR6V6BVTRAHWINE",
    createdAt: "2015-02-06T18:40:58Z",
    version: "v2",
    updatedAt: "2021-09-27T20:16:37Z",
    description: "Provides full access to all buckets via the AWS Management Console.",
    allows: ["s3:*", "s3-object-lambda:*"],
  },
  {
    name: "AmazonS3ReadOnlyAccess",
    id: "ANPAIZTJ4DXE7G6AGAE6M",
    createdAt: "2015-02-06T18:40:59Z",
    version: "v3",
    updatedAt: "2023-08-10T21:31:39Z",
    description: "Provides read only access to all buckets via the AWS Management Console.",
    allows: words("s3:Get* s3:List* s3:Describe* s3-object-lambda:Get* s3-object-lambda:List*"),
  },
  {
    name: "AmazonEC2FullAccess",
    id: "ANPAI3VAJF5ZCRZ7MCQE6",
    createdAt: "2015-02-06T18:40:15Z",
    version: "v5",
    updatedAt: "2018-11-27T02:16:56Z",
    description: "Provides full access to Amazon EC2 via the AWS Management Console.",
    allows: {
      statements: [
        {
          Effect: "Allow",
          Action: words("ec2:* elasticloadbalancing:* cloudwatch:* autoscaling:*"),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "iam:CreateServiceLinkedRole",
          Resource: "*",
          Condition: {
            StringEquals: {
              "iam:AWSServiceName": [
                "autoscaling",
                "ec2scheduled",
                "elasticloadbalancing",
                "spot",
                "spotfleet",
                "transitgateway",
              ].map((service) => `${service}.amazonaws.com`),
            },
          },
        },
      ],
    },
  },
  {
    name: "AmazonEC2ReadOnlyAccess",
    id: "ANPAIGDT4SV4GSETWTBZK",
    createdAt: "2015-02-06T18:40:17Z",
    version: "v5",
    updatedAt: "2026-02-12T18:03:17Z",
    description: "Provides read only access to Amazon EC2 via the AWS Management Console.",
    allows: words(
      "ec2:Describe* ec2:GetSecurityGroupsForVpc elasticloadbalancing:Describe* cloudwatch:ListMetrics cloudwatch:GetMetricStatistics cloudwatch:Describe* autoscaling:Describe*",
    ),
  },
  {
    name: "AWSCloudTrail_FullAccess",
    createdAt: "2020-10-08T23:41:15Z",
    version: "v3",
    updatedAt: "2021-02-22T19:01:00Z",
    description: "Provides full access to AWS CloudTrail.",
    allows: {
      statements: [
        { Effect: "Allow", Action: "cloudtrail:*", Resource: "*" },
        {
          Effect: "Allow",
          Action: ["s3:CreateBucket", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock"],
          Resource: "arn:aws:s3:::aws-cloudtrail-logs*",
        },
        {
          Effect: "Allow",
          Action: ["s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetBucketPolicy"],
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: words("sns:AddPermission sns:CreateTopic sns:SetTopicAttributes sns:GetTopicAttributes"),
          Resource: "arn:aws:sns:*:*:aws-cloudtrail-logs*",
        },
        {
          Effect: "Allow",
          Action: words(
            "logs:CreateLogGroup logs:DescribeLogGroups sns:ListTopics iam:ListRoles iam:GetRolePolicy iam:GetUser",
          ),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: "*",
          Condition: { StringEquals: { "iam:PassedToService": "cloudtrail.amazonaws.com" } },
        },
        {
          Effect: "Allow",
          Action: words("kms:CreateKey kms:CreateAlias kms:ListKeys kms:ListAliases"),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: ["lambda:ListFunctions", "dynamodb:ListGlobalTables", "dynamodb:ListTables"],
          Resource: "*",
        },
      ],
    },
  },
  {
    name: "AWSCloudTrail_ReadOnlyAccess",
    createdAt: "2022-06-14T17:19:05Z",
    version: "v1",
    description: "Provides read-only access to AWS CloudTrail.",
    allows: words("cloudtrail:Get* cloudtrail:Describe* cloudtrail:List* cloudtrail:LookupEvents"),
  },
  {
    name: "CloudWatchReadOnlyAccess",
    id: "ANPAJN23PDQP7SZQAE3QE",
    createdAt: "2015-02-06T18:40:01Z",
    version: "v24",
    updatedAt: "2026-02-12T18:01:50Z",
    description: "Provides read only access to CloudWatch.",
    allows: words(
      "application-autoscaling:DescribeScalingPolicies autoscaling:Describe* cloudwatch:BatchGet* cloudwatch:Describe* cloudwatch:GenerateQuery cloudwatch:Get* cloudwatch:List* logs:Describe* logs:FilterLogEvents logs:Get* logs:List* logs:StartLiveTail logs:StartQuery logs:StopLiveTail logs:StopQuery logs:TestMetricFilter oam:ListSinks rum:BatchGet* rum:Get* rum:List* sns:Get* sns:List* synthetics:Describe* synthetics:Get* synthetics:List* xray:BatchGet* xray:Get* xray:List*",
    ),
  },
  {
    name: "CloudWatchLogsFullAccess",
    id: "ANPAJ3ZGNWK2R5HW5BQFO",
    createdAt: "2015-02-06T18:40:02Z",
    version: "v8",
    updatedAt: "2026-02-12T18:00:33Z",
    description: "Provides full access to CloudWatch Logs",
    allows: ["logs:*", "cloudwatch:GenerateQuery"],
  },
  {
    name: "CloudWatchLogsReadOnlyAccess",
    createdAt: "2015-02-06T18:40:03Z",
    version: "v12",
    updatedAt: "2026-02-12T17:59:13Z",
    description: "Provides read only access to CloudWatch Logs",
    allows: words(
      "logs:Describe* logs:Get* logs:List* logs:StartQuery logs:StopQuery logs:TestMetricFilter logs:FilterLogEvents logs:StartLiveTail logs:StopLiveTail cloudwatch:GenerateQuery",
    ),
  },
  {
    name: "AmazonDynamoDBFullAccess",
    id: "ANPAINUGF2JSOSUY76KYA",
    createdAt: "2015-02-06T18:40:11Z",
    version: "v15",
    updatedAt: "2021-01-29T17:38:30Z",
    description: "Provides full access to Amazon DynamoDB via the AWS Management Console.",
    allows: {
      statements: [
        {
          Effect: "Allow",
          Action: words(
            "dynamodb:* dax:* application-autoscaling:DeleteScalingPolicy application-autoscaling:DeregisterScalableTarget application-autoscaling:Describe* application-autoscaling:PutScalingPolicy application-autoscaling:RegisterScalableTarget cloudwatch:DeleteAlarms cloudwatch:Describe* cloudwatch:GetMetricData cloudwatch:GetMetricStatistics cloudwatch:ListMetrics cloudwatch:PutMetricAlarm ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs iam:GetRole iam:ListRoles kms:DescribeKey kms:ListAliases lambda:CreateEventSourceMapping lambda:CreateFunction lambda:DeleteEventSourceMapping lambda:DeleteFunction lambda:GetFunctionConfiguration lambda:ListEventSourceMappings lambda:ListFunctions sns:CreateTopic sns:DeleteTopic sns:ListSubscriptions sns:ListTopics sns:SetTopicAttributes sns:Subscribe sns:Unsubscribe tag:GetResources",
          ),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: "*",
          Condition: {
            StringLike: {
              "iam:PassedToService": [
                "application-autoscaling.amazonaws.com",
                "application-autoscaling.amazonaws.com.cn",
                "dax.amazonaws.com",
              ],
            },
          },
        },
      ],
    },
  },
  {
    name: "AmazonDynamoDBReadOnlyAccess",
    createdAt: "2015-02-06T18:40:12Z",
    version: "v15",
    updatedAt: "2024-11-18T17:38:15Z",
    description: "Provides read only access to Amazon DynamoDB via the AWS Management Console.",
    allows: words(
      "application-autoscaling:Describe* cloudwatch:Describe* cloudwatch:GetMetricData cloudwatch:GetMetricStatistics cloudwatch:ListMetrics dax:Describe* dax:List* dynamodb:BatchGetItem dynamodb:Describe* dynamodb:Get* dynamodb:List* dynamodb:PartiQLSelect dynamodb:Query dynamodb:Scan kms:DescribeKey kms:ListAliases",
    ),
  },
  {
    name: "AWSLambda_FullAccess",
    createdAt: "2020-11-17T21:14:08Z",
    version: "v7",
    updatedAt: "2026-02-12T18:00:51Z",
    description:
      "Grants full access to AWS Lambda service, AWS Lambda console features, and other related AWS services.",
    allows: {
      statements: [
        {
          Effect: "Allow",
          Action: words(
            "cloudformation:DescribeStacks cloudformation:ListStackResources cloudwatch:GetMetricData cloudwatch:ListMetrics ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs iam:GetPolicy iam:GetPolicyVersion iam:GetRole iam:GetRolePolicy iam:ListAttachedRolePolicies iam:ListRolePolicies iam:ListRoles kms:ListAliases lambda:* logs:DescribeLogGroups states:DescribeStateMachine states:ListStateMachines tag:GetResources xray:BatchGetTraces xray:GetTraceSummaries",
          ),
          Resource: "*",
        },
        {
          Effect: "Allow",
          Action: "iam:PassRole",
          Resource: "*",
          Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
        },
        {
          Effect: "Allow",
          Action: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
          Resource: "arn:aws:logs:*:*:log-group:/aws/lambda/*",
        },
      ],
    },
  },
  {
    name: "AWSLambdaBasicExecutionRole",
    path: "service-role/",
    id: "ANPAJNCQGXC42545SKXIK",
    createdAt: "2015-04-09T15:03:43Z",
    version: "v1",
    description: "Provides write permissions to CloudWatch Logs.",
    allows: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  },
  {
    name: "AmazonRDSReadOnlyAccess",
    createdAt: "2015-02-06T18:40:53Z",
    version: "v7",
    updatedAt: "2023-04-14T12:32:09Z",
    description: "Provides read only access to Amazon RDS via the AWS Management Console.",
    allows: words(
      "rds:Describe* rds:ListTagsForResource ec2:DescribeAccountAttributes ec2:DescribeAvailabilityZones ec2:DescribeInternetGateways ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcAttribute ec2:DescribeVpcs cloudwatch:GetMetricStatistics cloudwatch:GetMetricData cloudwatch:ListMetrics logs:DescribeLogStreams logs:GetLogEvents",
    ),
  },
];
