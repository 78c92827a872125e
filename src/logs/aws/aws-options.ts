/** How AWS is reached. */
export interface AwsOptions {
  /** Another endpoint than AWS's own; also read from `AWS_ENDPOINT_URL`. */
  readonly endpointUrl?: string;
  /** Where to ask unless something else is known to be elsewhere. */
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
  /** `adaptive`: once AWS refused a call for the rate, all further ones are slowed down. Standard unless given. */
  readonly retryMode?: "standard" | "adaptive";
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What all clients are made with. */
export function clientOptions({ endpointUrl, region, credentials, retryMode = "standard" }: AwsOptions): ClientOptions {
  return {
    region,
    credentials,
    customUserAgent: "trailproof",
    retryMode,
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, ...sockets },
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  };
}

interface ClientOptions extends Pick<AwsOptions, "region" | "credentials"> {
  readonly customUserAgent: string;
  readonly retryMode: "standard" | "adaptive";
  readonly maxAttempts: number;
  readonly requestHandler: object;
  readonly endpoint?: string;
}

/** Connections stay open and serve many calls. */
const sockets = {
  httpAgent: { keepAlive: true, maxSockets: 64 },
  httpsAgent: { keepAlive: true, maxSockets: 64 },
} as const;
