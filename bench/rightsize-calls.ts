/** What roles of the corpus may call: their event, and the parameters that name its resource. */
export interface BenchCall {
  readonly service: string;
  /** Of the event. */
  readonly source: string;
  readonly name: string;
  readonly action: string;
  readonly parameters: (resource: string) => object;
}

const named =
  (key: string, prefix = "") =>
  (resource: string): object => ({ [key]: `${prefix}${resource}` });
const nothing = (): object => ({});

/** Service, event and action (where its name differs), and the parameter of the resource. */
const rows: readonly (readonly [string, string, (resource: string) => object, string?, string?])[] = [
  ["s3", "GetObject", (name) => ({ bucketName: `data-${name}`, key: `in/${name}.csv` })],
  ["s3", "PutObject", (name) => ({ bucketName: `data-${name}`, key: `out/${name}.csv` })],
  ["s3", "ListBuckets", nothing, "ListAllMyBuckets"],
  ["s3", "GetBucketAcl", (name) => ({ bucketName: `data-${name}` })],
  ["ec2", "DescribeInstances", nothing],
  ["ec2", "DescribeVolumes", nothing],
  ["ec2", "DescribeSecurityGroups", nothing],
  ["kms", "Decrypt", named("keyId", "alias/")],
  ["kms", "GenerateDataKey", named("keyId", "alias/")],
  ["logs", "DescribeLogStreams", named("logGroupName", "/app/")],
  ["logs", "CreateLogStream", named("logGroupName", "/app/")],
  ["dynamodb", "DescribeTable", named("tableName")],
  ["dynamodb", "UpdateTable", named("tableName")],
  ["lambda", "ListFunctions20150331", nothing, "ListFunctions"],
  ["lambda", "UpdateFunctionCode20150331v2", named("functionName"), "UpdateFunctionCode"],
  ["monitoring", "DescribeAlarms", nothing, "DescribeAlarms", "cloudwatch"],
  ["iam", "GetRole", named("roleName")],
  ["iam", "ListAttachedRolePolicies", named("roleName")],
  ["ecr", "BatchGetImage", named("repositoryName")],
  ["ecs", "DescribeTasks", named("cluster")],
  ["ecs", "UpdateService", named("cluster")],
  ["secretsmanager", "GetSecretValue", named("secretId")],
  ["ssm", "GetParameter", named("name", "/app/")],
  ["sqs", "GetQueueAttributes", named("queueUrl", "https://sqs.us-east-1.amazonaws.com/111122223333/")],
  ["sns", "Subscribe", named("topicArn", "arn:aws:sns:us-east-1:111122223333:")],
  ["rds", "DescribeDBInstances", nothing],
  ["cloudformation", "DescribeStacks", named("stackName")],
  ["states", "StartExecution", named("stateMachineArn", "arn:aws:states:us-east-1:111122223333:stateMachine:")],
  ["athena", "StartQueryExecution", named("workGroup")],
  ["glue", "GetTable", named("databaseName")],
];

export const benchCalls: readonly BenchCall[] = rows.map(([source, name, parameters, action, service]) => ({
  service: service ?? source,
  source,
  name,
  action: `${service ?? source}:${action ?? name}`,
  parameters,
}));
