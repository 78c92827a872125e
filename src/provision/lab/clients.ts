import type { IAMClient } from "@aws-sdk/client-iam";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../sdk/clock.ts";
import { labUserAgent } from "./lab-run.ts";

export type IamSdk = typeof import("@aws-sdk/client-iam");
export type StsSdk = typeof import("@aws-sdk/client-sts");

/** Where AWS is, and who runs the lab. */
export interface LabConnection {
  readonly region: string;
  readonly endpointUrl?: string;
  readonly credentials: () => Promise<Keys>;
  /** By how much AWS's clock is ahead of this machine's, in milliseconds. */
  readonly clockOffsetMs: number;
  /** What is done to each client before it asks anything. */
  readonly prepare?: (client: IAMClient | STSClient) => void;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who asks AWS: whoever runs the lab, or one of its users. */
export interface Asker {
  readonly iam: IAMClient;
  readonly sts: STSClient;
}

/** What a run needs of the world. Every call of its clients is marked with its id. */
export interface LabAws {
  readonly iam: IamSdk;
  readonly sts: StsSdk;
  readonly owner: Asker;
  as(keys: Keys): Asker;
  /** By the clock of AWS, in milliseconds since 1970. */
  now(): number;
  readonly clock: Clock;
  close(): void;
}

export async function openLabAws(
  run: { readonly id: string },
  connection: LabConnection,
  clock: Clock,
): Promise<LabAws> {
  const [iam, sts] = await Promise.all([import("@aws-sdk/client-iam"), import("@aws-sdk/client-sts")]);
  const { region, endpointUrl, credentials, clockOffsetMs } = connection;
  const common = {
    region,
    maxAttempts: 6,
    customUserAgent: labUserAgent(run),
    systemClockOffset: clockOffsetMs,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  };
  const opened: Asker[] = [];
  const as = (who: Keys | (() => Promise<Keys>)): Asker => {
    const config = { ...common, credentials: who };
    const asker = { iam: new iam.IAMClient(config), sts: new sts.STSClient(config) };
    for (const client of [asker.iam, asker.sts]) connection.prepare?.(client);
    opened.push(asker);
    return asker;
  };
  return {
    iam,
    sts,
    owner: as(credentials),
    as,
    now: () => clock.now().getTime() + clockOffsetMs,
    clock,
    close() {
      for (const asker of opened) {
        asker.iam.destroy();
        asker.sts.destroy();
      }
    },
  };
}
