import { retryOnlyTimeErrors } from "../../aws/index.ts";
import { type ConnectionOptions, connect, startSession, whoAmI } from "../../collect/index.ts";
import { Problem } from "../../model/index.ts";
import { isLoopback, type LabConnection, type LabRun, settleMs } from "../../provision/index.ts";
import { isSandbox } from "./lab-tick.ts";

type Connection = Awaited<ReturnType<typeof connect>>;

/** The account that the lab is for, and how it is reached. */
export interface LabPlace {
  readonly connection: Connection;
  readonly account: string;
  readonly partition: string;
  readonly callerArn: string;
  readonly callerId: string;
  /** An endpoint on this machine; undefined: AWS, or what stands in for it elsewhere. */
  readonly loopback?: string;
  /** The sandbox answers there, and says so itself: what else listens on this machine may lead to an account that matters. */
  readonly isSandbox: boolean;
  /** By how much its clock is ahead of this machine's, in milliseconds. */
  readonly clockOffsetMs: number;
  /** How long what is written takes to be seen everywhere. */
  readonly settleMs: number;
}

type Env = { readonly [name: string]: string | undefined };

/** Finds out whose account it is. Throws Problems `aws.credentials` and `aws.unreachable`. */
export async function openLabPlace(options: ConnectionOptions, env: Env): Promise<LabPlace> {
  const connection = await connect(options);
  const caller = await whoAmI(startSession(connection));
  if (caller === undefined) {
    connection.close();
    throw new Problem("aws.refused", "STS does not say whose credentials these are.");
  }
  const { client, sdk } = await connection.sts();
  const { UserId = "" } = await client.send(new sdk.GetCallerIdentityCommand({}));
  const endpoint = options.endpointUrl ?? env["AWS_ENDPOINT_URL_IAM"] ?? env["AWS_ENDPOINT_URL"];
  const loopback = endpoint !== undefined && isLoopback(endpoint) ? endpoint.replace(/\/+$/, "") : undefined;
  const seen = connection.dates.seen.at(-1);
  return {
    connection,
    account: caller.account,
    partition: caller.partition,
    callerArn: caller.arn,
    callerId: UserId,
    ...(loopback !== undefined && { loopback }),
    isSandbox: loopback !== undefined && (await isSandbox(loopback)),
    clockOffsetMs: seen === undefined ? 0 : offsetOf(seen),
    settleMs: loopback === undefined ? settleMs : 0,
  };
}

/** A header has whole seconds: what is less is no difference. */
function offsetOf({ server, local }: { readonly server: number; readonly local: number }): number {
  const ahead = server - local;
  return Math.abs(ahead) < 2_000 ? 0 : ahead;
}

/** Whether a run was made in this account: AWS's, or this very sandbox, wherever it listens now. */
export function isMadeHere(run: LabRun, place: LabPlace): boolean {
  if (run.account !== place.account) return false;
  if (run.endpoint === undefined || place.loopback === undefined) return run.endpoint === place.loopback;
  return run.endpoint === place.loopback || run.callerId === place.callerId;
}

/** The credentials and the endpoint of a place, for clients of the lab's own. */
export function labConnection({ connection, clockOffsetMs }: LabPlace): LabConnection {
  const { region, credentials, options } = connection;
  const { endpointUrl } = options;
  return {
    region,
    credentials,
    clockOffsetMs,
    prepare: retryOnlyTimeErrors,
    ...(endpointUrl !== undefined && { endpointUrl }),
  };
}
