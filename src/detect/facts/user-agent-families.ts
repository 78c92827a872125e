/** Whole user agents that are names of AWS's own hosts; all other hosts of AWS are `aws-service`. */
export const serviceHosts: ReadonlyMap<string, string> = new Map([
  ["aws internal", "console"],
  ["console.amazonaws.com", "console"],
  ["console.aws.amazon.com", "console"],
  ["signin.amazonaws.com", "console"],
  ["signin.aws.amazon.com", "console"],
  ["cloudformation.amazonaws.com", "cloudformation"],
]);

/**
 * How tools are told by their products, in lower case; the first that holds counts. Tools come before the SDKs that they are
 * built on. Linear: no pattern repeats a repetition.
 */
export const productFamilies: readonly { readonly family: string; readonly holds: RegExp }[] = [
  { family: "terraform", holds: /(?:^|\s)(?:hashicorp-)?(?:terraform\/|terraform-provider-aws)/ },
  { family: "pulumi", holds: /(?:^|\s)pulumi(?:aws|-aws)?\// },
  { family: "aws-cli", holds: /(?:^|\s)aws-cli\// },
  { family: "boto3", holds: /(?:^|\s)boto3\// },
  { family: "botocore", holds: /(?:^|\s)botocore\// },
  // What consoles call with: S3Console/0.4, RDS Console, EC2ConsoleFrontend.
  { family: "console", holds: /^[^,]{0,60}console[^,]{0,60}, ?aws-internal\// },
  { family: "aws-service", holds: /(?:^|\s)aws-internal\/|^coral\// },
  { family: "aws-powershell", holds: /(?:^|\s)(?:awspowershell|aws\.tools|windowspowershell\/|powershell\/)/ },
  { family: "aws-sdk-java", holds: /(?:^|\s)aws-sdk-(?:java|android|scala)/ },
  { family: "aws-sdk-go", holds: /(?:^|\s)aws-sdk-go/ },
  { family: "aws-sdk-js", holds: /(?:^|\s)aws-sdk-(?:js|nodejs|react-native)/ },
  { family: "aws-sdk-net", holds: /(?:^|\s)aws-sdk-(?:net|dotnet|winrt|unity)/ },
  { family: "aws-sdk-php", holds: /(?:^|\s)aws-sdk-php/ },
  { family: "aws-sdk-ruby", holds: /(?:^|\s)aws-sdk-ruby/ },
  { family: "aws-sdk-rust", holds: /(?:^|\s)aws-sdk-rust/ },
  { family: "aws-sdk-cpp", holds: /(?:^|\s)aws-sdk-cpp/ },
  { family: "aws-sdk-kotlin", holds: /(?:^|\s)aws-sdk-kotlin/ },
  { family: "aws-sdk-swift", holds: /(?:^|\s)aws-sdk-(?:swift|ios)/ },
  { family: "curl", holds: /^(?:lib)?curl\// },
  { family: "python", holds: /^python(?:-[a-z]+)?\// },
  { family: "console", holds: /^(?:mozilla|opera)\// },
];
