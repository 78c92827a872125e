/** What requests of the comparison ask for: actions, resources and condition keys of real services. */
export interface Target {
  readonly action: string;
  /** In {@link account}; those of the other account are made from them. */
  readonly resources: readonly string[];
  readonly keys: readonly ContextKey[];
  readonly needsResourcePolicy?: "key" | "role";
  readonly takesResourcePolicy?: boolean;
  readonly takesResourceControl?: boolean;
  readonly takesEndpoint?: boolean;
  /** Actions without a resource happen in the caller's account. */
  readonly isPrincipalsOwn?: boolean;
}

export interface ContextKey {
  readonly key: string;
  readonly type: "string" | "number" | "date" | "bool" | "ip" | "arn";
  readonly samples: readonly string[];
  readonly isList?: boolean;
}

export const account = "111122223333";
export const otherAccount = "444455556666";

const globalKeys: readonly ContextKey[] = [
  { key: "aws:RequestedRegion", type: "string", samples: ["eu-west-1", "us-east-1", "us-east-2"] },
  { key: "aws:PrincipalTag/team", type: "string", samples: ["red", "Red", "blue", "ana"] },
  { key: "aws:PrincipalOrgID", type: "string", samples: ["o-aaaaaaaaaa", "o-bbbbbbbbbb"] },
  { key: "aws:UserAgent", type: "string", samples: ["aws-cli/2.1", "Boto3/1.2", "console.amazonaws.com"] },
  { key: "aws:SourceIp", type: "ip", samples: ["192.0.2.7", "198.51.100.20", "203.0.113.9", "2001:db8:1::7"] },
  { key: "aws:SecureTransport", type: "bool", samples: ["true", "false"] },
  { key: "aws:MultiFactorAuthPresent", type: "bool", samples: ["true", "false"] },
  { key: "aws:MultiFactorAuthAge", type: "number", samples: ["0", "60", "3600", "90000"] },
  {
    key: "aws:CurrentTime",
    type: "date",
    samples: ["2026-01-01T00:00:00Z", "2026-06-15T12:30:00Z", "2027-01-01T00:00:00Z"],
  },
  { key: "aws:TokenIssueTime", type: "date", samples: ["2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z"] },
  {
    key: "aws:SourceArn",
    type: "arn",
    samples: ["arn:aws:sns:eu-west-1:111122223333:news", "arn:aws:s3:::logs", "arn:aws:sns:us-east-1:444455556666:a:b"],
  },
  {
    key: "aws:CalledVia",
    type: "string",
    isList: true,
    samples: ["cloudformation.amazonaws.com", "athena.amazonaws.com", "glue.amazonaws.com"],
  },
];

const objects = {
  resources: ["arn:aws:s3:::logs/2026/a.txt", "arn:aws:s3:::logs/ana/b", "arn:aws:s3:::data/red/x"],
  keys: globalKeys,
  takesResourcePolicy: true,
  takesResourceControl: true,
  takesEndpoint: true,
};
const prefix: ContextKey = { key: "s3:prefix", type: "string", samples: ["ana/", "ana/x", "red/", "2026"] };
const maxKeys: ContextKey = { key: "s3:max-keys", type: "number", samples: ["1", "10", "1000"] };
const queue = {
  resources: ["arn:aws:sqs:eu-west-1:111122223333:orders", "arn:aws:sqs:us-east-1:111122223333:ana-queue"],
  keys: globalKeys,
  takesResourcePolicy: true,
  takesResourceControl: true,
};
const table = {
  resources: [
    "arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
    "arn:aws:dynamodb:us-east-1:111122223333:table/red",
  ],
  keys: [
    ...globalKeys,
    { key: "dynamodb:LeadingKeys", type: "string", isList: true, samples: ["ana", "ben", "red"] },
    { key: "dynamodb:Attributes", type: "string", isList: true, samples: ["id", "name", "price"] },
  ] satisfies readonly ContextKey[],
  takesResourcePolicy: true,
};
const key = {
  resources: ["arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-1111-2222-333344445555"],
  keys: globalKeys,
  needsResourcePolicy: "key" as const,
  takesResourceControl: true,
};
const role = {
  resources: ["arn:aws:iam::111122223333:role/target", "arn:aws:iam::111122223333:role/team/target"],
  keys: [...globalKeys, { key: "sts:ExternalId", type: "string", samples: ["x1", "x2"] } as const],
  needsResourcePolicy: "role" as const,
  takesResourceControl: true,
};
const users = {
  resources: ["arn:aws:iam::111122223333:user/ana", "arn:aws:iam::111122223333:user/team/ben"],
  keys: globalKeys,
  isPrincipalsOwn: true,
};

export const targets: readonly Target[] = [
  { action: "s3:GetObject", ...objects },
  { action: "s3:PutObject", ...objects },
  { action: "s3:DeleteObject", ...objects },
  {
    ...objects,
    action: "s3:ListBucket",
    resources: ["arn:aws:s3:::logs", "arn:aws:s3:::data"],
    keys: [...globalKeys, prefix, maxKeys],
  },
  { action: "s3:ListAllMyBuckets", resources: ["*"], keys: globalKeys, isPrincipalsOwn: true },
  { action: "sqs:SendMessage", ...queue },
  { action: "sqs:ReceiveMessage", ...queue },
  { action: "dynamodb:GetItem", ...table },
  { action: "dynamodb:Query", ...table },
  { action: "kms:Decrypt", ...key },
  { action: "kms:DescribeKey", ...key },
  { action: "sts:AssumeRole", ...role },
  { action: "iam:GetUser", ...users },
  { action: "iam:CreateAccessKey", ...users },
  { action: "ec2:DescribeInstances", resources: ["*"], keys: globalKeys, isPrincipalsOwn: true },
  {
    action: "lambda:InvokeFunction",
    resources: [
      "arn:aws:lambda:eu-west-1:111122223333:function:resize",
      "arn:aws:lambda:eu-west-1:111122223333:function:red",
    ],
    keys: globalKeys,
    takesResourcePolicy: true,
  },
  {
    action: "secretsmanager:GetSecretValue",
    resources: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:db/ana-AbCdEf"],
    keys: globalKeys,
    takesResourcePolicy: true,
    takesResourceControl: true,
  },
];
