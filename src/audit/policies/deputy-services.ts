/**
 * Services that assume a role on behalf of whoever asked them, and say for whose resource (`aws:SourceArn`, `aws:SourceAccount`)
 * when they do, each with the page of AWS's that shows a role's trust policy with such a condition. Others, such as EC2 and
 * Lambda, do not send these keys for execution roles: a condition on them would lock the service out. AWS IoT Events is left
 * out: its page says that it uses roles for resources of the same account only.
 *
 * Source: docs.aws.amazon.com, the pages named here; a service whose page shows only a policy of a bucket, topic or key (AWS
 * Config, Amazon EKS) is not in the list.
 */
const deputyPages: ReadonlyMap<string, string> = new Map(
  (
    [
      ["airflow", "mwaa/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["airflow-env", "mwaa/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["amplify", "amplify/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["amplifybackend", "amplify/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["autoscaling", "autoscaling/ec2/userguide/cross-service-confused-deputy-prevention.html"],
      ["batch", "batch/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["bedrock", "bedrock/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["codebuild", "codebuild/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["comprehend", "comprehend/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["credentials.deadline", "deadline-cloud/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["datasync", "datasync/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["deadline", "deadline-cloud/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["dms", "dms/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["ds", "directoryservice/latest/admin-guide/cross-service-confused-deputy-prevention.html"],
      ["ecs-tasks", "AmazonECS/latest/developerguide/task-iam-roles.html"],
      ["elasticmapreduce", "emr/latest/ManagementGuide/emr-iam-role.html"],
      ["firehose", "firehose/latest/dev/confused-deputy.html"],
      ["fis", "fis/latest/userguide/getting-started-iam-service-role.html"],
      ["forecast", "forecast/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["glue", "glue/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["greengrass", "greengrass/v2/developerguide/cross-service-confused-deputy-prevention.html"],
      ["iot", "iot/latest/developerguide/cross-service-confused-deputy-prevention.html"],
      ["iotsitewise", "iot-sitewise/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["kendra", "kendra/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["kinesisanalytics", "managed-flink/latest/java/iam-cross-service-confused-deputy-prevention.html"],
      ["lexv2", "lexv2/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["logs", "AmazonCloudWatch/latest/logs/Subscriptions-confused-deputy.html"],
      ["mediaconvert", "mediaconvert/latest/ug/cross-service-confused-deputy-prevention.html"],
      ["mediatailor", "mediatailor/latest/ug/cross-service-confused-deputy-prevention.html"],
      ["monitoring.rds", "AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html"],
      ["opsworks-cm", "opsworks/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["personalize", "personalize/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["pipes", "eventbridge/latest/userguide/eb-pipes-permissions.html"],
      ["proton", "proton/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["rds", "AmazonRDS/latest/UserGuide/cross-service-confused-deputy-prevention.html"],
      ["rekognition", "rekognition/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["sagemaker", "sagemaker/latest/dg/security-confused-deputy-prevention.html"],
      ["scheduler", "scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html"],
      ["ssm", "systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["ssm-incidents", "incident-manager/latest/userguide/cross-service-confused-deputy-prevention.html"],
      ["states", "step-functions/latest/dg/procedure-create-iam-role.html"],
      ["textract", "textract/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["transcribe", "transcribe/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["transfer", "transfer/latest/userguide/confused-deputy.html"],
      ["translate", "translate/latest/dg/cross-service-confused-deputy-prevention.html"],
      ["vpc-flow-logs", "vpc/latest/userguide/flow-logs-iam-role.html"],
    ] as const
  ).map(([name, page]) => [`${name}.amazonaws.com`, `https://docs.aws.amazon.com/${page}`]),
);

/** `logs.us-east-1.amazonaws.com` is `logs.amazonaws.com`; China's names end in `.cn`. */
export function isDeputy(service: string): boolean {
  const name = service.toLowerCase().replace(/\.cn$/, "");
  return (
    deputyPages.has(name) ||
    deputyPages.has(name.replace(/\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/, ".amazonaws.com"))
  );
}
