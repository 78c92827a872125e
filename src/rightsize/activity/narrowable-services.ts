/** A service whose events name their resources by whole ARNs, and what stands for such a resource in a policy. */
export interface NarrowableService {
  /**
   * Types of CloudTrail data events that together tell of every call on its data; empty: its calls are management events.
   *
   * Source: CloudTrail User Guide, "Logging data events".
   */
  readonly dataTypes: readonly string[];
  /** CloudTrail is documented to record calls on resources of other accounts in the caller's account, too. */
  readonly isSeenAbroad: boolean;
  /** The parameter that holds the ARN where the event lists none; the call is about nothing else. */
  readonly parameters: readonly string[];
  /** The bucket, table, ... that an ARN belongs to; undefined: the ARN is of another kind, or is none. */
  placeOf(arn: string): string | undefined;
  /** A place with everything in it, as `Resource` patterns. */
  patternsOf(place: string): readonly string[];
}

/** By prefix of IAM actions. Others are not narrowed. */
export const narrowableServices: ReadonlyMap<string, NarrowableService> = new Map([
  [
    "s3",
    service({
      dataTypes: ["AWS::S3::Object", "AWS::S3::AccessPoint"],
      isSeenAbroad: true,
      shape: /^(arn:[\w-]+:s3:::[a-z0-9][\w.-]{1,254})(?:\/.*)?$/s,
      inside: ["/*"],
    }),
  ],
  [
    "dynamodb",
    service({
      dataTypes: ["AWS::DynamoDB::Table", "AWS::DynamoDB::Stream"],
      isSeenAbroad: true,
      parameters: ["tableName", "resourceArn"],
      shape: /^(arn:[\w-]+:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]+)(?:\/[\w.:/-]+)?$/,
      inside: ["/*"],
    }),
  ],
  ["sqs", service({ dataTypes: ["AWS::SQS::Queue"], shape: /^(arn:[\w-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]+(?:\.fifo)?)$/ })],
  [
    "sns",
    service({
      dataTypes: ["AWS::SNS::Topic", "AWS::SNS::PlatformEndpoint"],
      parameters: ["topicArn", "resourceArn"],
      shape: /^(arn:[\w-]+:sns:[a-z0-9-]+:\d{12}:[\w-]+(?:\.fifo)?)$/,
    }),
  ],
  [
    "lambda",
    service({
      dataTypes: ["AWS::Lambda::Function"],
      isSeenAbroad: true,
      parameters: ["functionName"],
      shape: /^(arn:[\w-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+)(?::[\w$-]+)?$/,
      inside: [":*"],
    }),
  ],
  [
    "kms",
    service({
      dataTypes: [],
      isSeenAbroad: true,
      parameters: ["keyId"],
      shape: /^(arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+)$/,
    }),
  ],
]);

interface Described {
  readonly dataTypes: readonly string[];
  readonly isSeenAbroad?: boolean;
  readonly parameters?: readonly string[];
  /** Its first group is the place. */
  readonly shape: RegExp;
  /** What is appended to a place for all that is in it. */
  readonly inside?: readonly string[];
}

function service({
  dataTypes,
  isSeenAbroad = false,
  parameters = [],
  shape,
  inside = [],
}: Described): NarrowableService {
  return {
    dataTypes,
    isSeenAbroad,
    parameters,
    placeOf: (arn) => (arn.length > maxArn ? undefined : shape.exec(arn)?.[1]),
    patternsOf: (place) => [place, ...inside.map((end) => `${place}${end}`)],
  };
}

const maxArn = 2048;
