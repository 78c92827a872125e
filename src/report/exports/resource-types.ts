/** A kind of resource in the words of others. */
export interface ResourceTypeNames {
  /** CloudFormation's. */
  readonly cloudFormation: string;
  /** The AWS Security Finding Format's. */
  readonly asff: string;
}

/** Our types that AWS has names for; `undefined` for the rest. */
export function resourceTypeNames(type: string): ResourceTypeNames | undefined {
  return names.get(type);
}

const names: ReadonlyMap<string, ResourceTypeNames> = new Map(
  (
    [
      ["iam.user", "AWS::IAM::User", "AwsIamUser"],
      ["iam.role", "AWS::IAM::Role", "AwsIamRole"],
      ["iam.group", "AWS::IAM::Group", "AwsIamGroup"],
      ["iam.policy", "AWS::IAM::ManagedPolicy", "AwsIamPolicy"],
      ["iam.root", "AWS::::Account", "AwsAccount"],
      ["iam.oidc-provider", "AWS::IAM::OIDCProvider", "Other"],
      ["iam.saml-provider", "AWS::IAM::SAMLProvider", "Other"],
      ["iam.server-certificate", "AWS::IAM::ServerCertificate", "Other"],
      ["cloudtrail.trail", "AWS::CloudTrail::Trail", "AwsCloudTrailTrail"],
      ["s3.bucket", "AWS::S3::Bucket", "AwsS3Bucket"],
      ["aws.account", "AWS::::Account", "AwsAccount"],
    ] as const
  ).map(([type, cloudFormation, asff]) => [type, { cloudFormation, asff }]),
);
