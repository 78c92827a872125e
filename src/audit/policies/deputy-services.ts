/**
 * Services that assume a role on behalf of whoever asked them, and say for whose resource (`aws:SourceArn`,
 * `aws:SourceAccount`) when they do. Others, such as EC2 and Lambda, do not send these keys for execution roles: a condition
 * on them would lock the service out.
 *
 * Source: the pages "Cross-service confused deputy prevention" of the services' guides, as far as they show a trust policy.
 */
const deputyServices: ReadonlySet<string> = new Set(
  [
    "bedrock",
    "codebuild",
    "comprehend",
    "config",
    "credentials.deadline",
    "datasync",
    "dms",
    "ecs-tasks",
    "elasticmapreduce",
    "firehose",
    "fis",
    "forecast",
    "glue",
    "greengrass",
    "iot",
    "kendra",
    "kinesisanalytics",
    "lexv2",
    "logs",
    "monitoring.rds",
    "personalize",
    "pipes",
    "proton",
    "sagemaker",
    "scheduler",
    "ssm",
    "states",
    "transcribe",
    "transfer",
    "translate",
    "vpc-flow-logs",
  ].map((name) => `${name}.amazonaws.com`),
);

/** `logs.us-east-1.amazonaws.com` is `logs.amazonaws.com`; China's names end in `.cn`. */
export function isDeputy(service: string): boolean {
  const name = service.toLowerCase().replace(/\.cn$/, "");
  return (
    deputyServices.has(name) ||
    deputyServices.has(name.replace(/\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/, ".amazonaws.com"))
  );
}
