import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";

/** The clients of one principal, by region. They retry what is transient by themselves. */
export interface TrailClients {
  cloudtrail(region: string): Promise<With<CloudTrailClient, typeof import("@aws-sdk/client-cloudtrail")>>;
  s3(region: string): Promise<With<S3Client, typeof import("@aws-sdk/client-s3")>>;
  kms(region: string): Promise<With<KMSClient, typeof import("@aws-sdk/client-kms")>>;
  logs(region: string): Promise<With<CloudWatchLogsClient, typeof import("@aws-sdk/client-cloudwatch-logs")>>;
  sns(region: string): Promise<With<SNSClient, typeof import("@aws-sdk/client-sns")>>;
  events(region: string): Promise<With<EventBridgeClient, typeof import("@aws-sdk/client-eventbridge")>>;
  iam(): Promise<With<IAMClient, typeof import("@aws-sdk/client-iam")>>;
}

interface With<Client, Sdk> {
  readonly client: Client;
  readonly sdk: Sdk;
}

/** What is asked of AWS, with whose account it is. */
export interface TrailAws {
  readonly clients: TrailClients;
  /** Every bucket that is touched must be this account's. */
  readonly account: string;
  /** Without TLS, as an endpoint on this machine may be. */
  readonly isPlainHttp: boolean;
}
