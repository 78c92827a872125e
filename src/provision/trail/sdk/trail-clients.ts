import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { S3Client } from "@aws-sdk/client-s3";

/** The clients of one principal, by region. They retry what is transient by themselves. */
export interface TrailClients {
  cloudtrail(region: string): Promise<With<CloudTrailClient, typeof import("@aws-sdk/client-cloudtrail")>>;
  s3(region: string): Promise<With<S3Client, typeof import("@aws-sdk/client-s3")>>;
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
