import type { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import type { AccountClient } from "@aws-sdk/client-account";
import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { STSClient } from "@aws-sdk/client-sts";
import { retryOnlyTimeErrors, watchDates } from "../../aws/index.ts";
import { assumeRole, type CredentialsSource, type RoleToAssume } from "./credentials.ts";
import type { DateSeen } from "./server-date.ts";

export interface ConnectionOptions {
  /** A profile of the AWS configuration files. */
  readonly profile?: string;
  /** Where regional services are asked; else of the profile or the environment, else us-east-1. */
  readonly region?: string;
  /** Another endpoint than AWS's own; the SDK reads `AWS_ENDPOINT_URL` as well. */
  readonly endpointUrl?: string;
  /** A role to take on with the credentials that are found. */
  readonly role?: RoleToAssume;
  /** A role to take on before that, with which the other is taken on. */
  readonly through?: RoleToAssume;
  /** Asks the user for the code of a MFA device, by its serial number. */
  readonly mfaCode?: (serial: string) => Promise<string>;
  /** Tries of one call. */
  readonly maxAttempts?: number;
}

/** The clients of one principal. Each package is loaded when it is first wanted: they are large. */
export interface Connection {
  readonly options: ConnectionOptions;
  readonly region: string;
  readonly credentials: CredentialsSource;
  readonly dates: DateSeen;
  sts(): Promise<With<STSClient, typeof import("@aws-sdk/client-sts")>>;
  iam(): Promise<With<IAMClient, typeof import("@aws-sdk/client-iam")>>;
  cloudtrail(region: string): Promise<With<CloudTrailClient, typeof import("@aws-sdk/client-cloudtrail")>>;
  s3(region: string): Promise<With<S3Client, typeof import("@aws-sdk/client-s3")>>;
  organizations(): Promise<With<OrganizationsClient, typeof import("@aws-sdk/client-organizations")>>;
  account(): Promise<With<AccountClient, typeof import("@aws-sdk/client-account")>>;
  accessAnalyzer(region: string): Promise<With<AccessAnalyzerClient, typeof import("@aws-sdk/client-accessanalyzer")>>;
  events(region: string): Promise<With<EventBridgeClient, typeof import("@aws-sdk/client-eventbridge")>>;
  kms(region: string): Promise<With<KMSClient, typeof import("@aws-sdk/client-kms")>>;
  logs(region: string): Promise<With<CloudWatchLogsClient, typeof import("@aws-sdk/client-cloudwatch-logs")>>;
  sns(region: string): Promise<With<SNSClient, typeof import("@aws-sdk/client-sns")>>;
  /** `text` without the secrets of the credentials in use, which are known once a call was made. */
  scrub(text: string): string;
  close(): void;
}

export interface With<Client, Sdk> {
  readonly client: Client;
  readonly sdk: Sdk;
}

/** Nothing is asked yet; credentials are looked for with the first call. */
export async function connect(options: ConnectionOptions = {}): Promise<Connection> {
  // A note on the Node of the future is nothing that whoever runs a command can act on.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const stsSdk = await import("@aws-sdk/client-sts");
  const { profile, endpointUrl, mfaCode, maxAttempts = 6 } = options;
  const dates: DateSeen = { seen: [] };
  const common = {
    retryMode: "adaptive",
    maxAttempts,
    customUserAgent: "trailproof",
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    ...(profile !== undefined && { profile }),
  } as const;
  // The chain of providers hands its own options on, and asks by this one for codes of profiles with `mfa_serial`.
  const chain = { ...common, ...(mfaCode !== undefined && { mfaCodeProvider: mfaCode }) };
  const region = options.region ?? (await regionOf(new stsSdk.STSClient(chain))) ?? "us-east-1";
  const base = new stsSdk.STSClient({ ...chain, region });
  const found: CredentialsSource = () => base.config.credentials();
  const known = new Set<string>();
  const first = options.through === undefined ? found : assumeRole(base, stsSdk, options.through, mfaCode);
  const between =
    options.through === undefined ? base : new stsSdk.STSClient({ ...common, region, credentials: first });
  const source = options.role === undefined ? first : assumeRole(between, stsSdk, options.role, mfaCode);
  const credentials: CredentialsSource = async () => {
    const taken = await source();
    for (const secret of [taken.secretAccessKey, taken.sessionToken]) if (secret) known.add(secret);
    return taken;
  };
  const config = { ...common, region, credentials };
  // Of many regions one may be out of reach: it is not waited for as long as for the only one.
  const farAway = { maxAttempts: Math.min(maxAttempts, 3) };
  const clients = new Map<string, Promise<Closable>>();

  return {
    options,
    region,
    credentials,
    dates,
    sts: () => once("sts", async () => ({ client: watched(new stsSdk.STSClient(config)), sdk: stsSdk })),
    iam: () =>
      once("iam", async () => {
        const sdk = await import("@aws-sdk/client-iam");
        return { client: watched(new sdk.IAMClient(config)), sdk };
      }),
    cloudtrail: (wanted) =>
      once(`cloudtrail ${wanted}`, async () => {
        const sdk = await import("@aws-sdk/client-cloudtrail");
        return { client: watched(new sdk.CloudTrailClient({ ...config, region: wanted })), sdk };
      }),
    s3: (wanted) =>
      once(`s3 ${wanted}`, async () => {
        const sdk = await import("@aws-sdk/client-s3");
        return { client: watched(new sdk.S3Client({ ...config, region: wanted, ...pathStyle(endpointUrl) })), sdk };
      }),
    organizations: () =>
      once("organizations", async () => {
        const sdk = await import("@aws-sdk/client-organizations");
        return { client: watched(new sdk.OrganizationsClient(config)), sdk };
      }),
    account: () =>
      once("account", async () => {
        const sdk = await import("@aws-sdk/client-account");
        return { client: watched(new sdk.AccountClient(config)), sdk };
      }),
    accessAnalyzer: (wanted) =>
      once(`access-analyzer ${wanted}`, async () => {
        const sdk = await import("@aws-sdk/client-accessanalyzer");
        return { client: watched(new sdk.AccessAnalyzerClient({ ...config, region: wanted, ...farAway })), sdk };
      }),
    events: (wanted) =>
      once(`events ${wanted}`, async () => {
        const sdk = await import("@aws-sdk/client-eventbridge");
        return { client: watched(new sdk.EventBridgeClient({ ...config, region: wanted, ...farAway })), sdk };
      }),
    kms: (wanted) =>
      once(`kms ${wanted}`, async () => {
        const sdk = await import("@aws-sdk/client-kms");
        return { client: watched(new sdk.KMSClient({ ...config, region: wanted, ...farAway })), sdk };
      }),
    logs: (wanted) =>
      once(`logs ${wanted}`, async () => {
        const sdk = await import("@aws-sdk/client-cloudwatch-logs");
        return { client: watched(new sdk.CloudWatchLogsClient({ ...config, region: wanted })), sdk };
      }),
    sns: (wanted) =>
      once(`sns ${wanted}`, async () => {
        const sdk = await import("@aws-sdk/client-sns");
        return { client: watched(new sdk.SNSClient({ ...config, region: wanted })), sdk };
      }),
    scrub: (text) => [...known].reduce((clean, secret) => clean.replaceAll(secret, "[secret]"), text),
    close() {
      base.destroy();
      for (const made of clients.values()) void made.then(({ client }) => client.destroy());
    },
  };

  function once<T extends Closable>(key: string, make: () => Promise<T>): Promise<T> {
    const made = clients.get(key) ?? make();
    clients.set(key, made);
    // A key is always asked for with the same `make`, so that what is kept under it is a T.
    return made as Promise<T>;
  }

  function watched<T extends Parameters<typeof watchDates>[0] & Parameters<typeof retryOnlyTimeErrors>[0]>(
    client: T,
  ): T {
    watchDates(client, (server) => dates.seen.push({ server, local: Date.now() }));
    retryOnlyTimeErrors(client);
    return client;
  }
}

interface Closable {
  readonly client: { destroy(): void };
}

/** Undefined where neither the profile nor the environment names one. */
async function regionOf(client: STSClient): Promise<string | undefined> {
  try {
    return await client.config.region();
  } catch {
    // "Region is missing": the caller has another.
    return undefined;
  } finally {
    client.destroy();
  }
}

/** Stand-ins of S3 answer at one address, not at one for each bucket. */
function pathStyle(endpointUrl: string | undefined): { readonly forcePathStyle?: true } {
  const named = endpointUrl ?? process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
  return named === undefined || /\.amazonaws\.com(\.cn)?(:\d+)?\/?$/.test(named) ? {} : { forcePathStyle: true };
}
