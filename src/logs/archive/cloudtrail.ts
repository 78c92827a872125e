import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { retryOnlyTimeErrors } from "../../aws/index.ts";
import { type AwsOptions, clientOptions } from "../aws/aws-options.ts";
import { awsProblem } from "../aws/aws-problems.ts";
import { createServerClock } from "../aws/server-clock.ts";

/** Where a trail delivers. */
export interface TrailPlace {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  readonly bucket: string;
  /** Before `AWSLogs/`; empty: none. */
  readonly prefix: string;
  readonly validates: boolean;
  readonly isOrganizationTrail: boolean;
}

/** A key as CloudTrail lists it. Times in milliseconds since 1970. */
export interface ListedPublicKey {
  readonly fingerprint: string;
  readonly value: Uint8Array;
  readonly validFrom?: number;
  readonly validTo?: number;
}

export interface CloudTrail {
  /** All trails that are seen from the region, or the one of that name or ARN. */
  trails(name?: string): Promise<readonly TrailPlace[]>;
  /** Keys of a region (undefined: the one of the options) that were valid at some time in between. */
  publicKeys(region: string | undefined, fromMs: number, toMs: number): Promise<readonly ListedPublicKey[]>;
  /** A page of the management events of a region, newest first. Both ends of the time are part of it, in whole seconds. */
  lookUpEvents(
    region: string,
    query: { readonly fromMs?: number; readonly toMs?: number; readonly token?: string },
  ): Promise<LookedUpEvents>;
  /** CloudTrail's own clock, by its last answer. Undefined: it has not answered yet. */
  now(): number | undefined;
  close(): void;
}

export interface LookedUpEvents {
  readonly events: readonly LookedUpEvent[];
  /** Of the page that follows; undefined: there is none. */
  readonly next?: string;
}

export interface LookedUpEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number | undefined;
  /** The record, JSON as text. */
  readonly text: string | undefined;
}

/** CloudTrail, as far as verifying and Event history need it. All its calls throw Problems. */
export async function openCloudTrail(options: AwsOptions): Promise<CloudTrail> {
  const sdk = await import("@aws-sdk/client-cloudtrail");
  const clients = new Map<string, CloudTrailClient>();
  const clock = createServerClock();

  return {
    trails: async (name) => {
      const region = /^arn:[^:]+:cloudtrail:([a-z0-9-]+):/.exec(name ?? "")?.[1];
      const answer = await ask("cloudtrail:DescribeTrails", () =>
        clientIn(region).send(new sdk.DescribeTrailsCommand(name === undefined ? {} : { trailNameList: [name] })),
      );
      return (answer.trailList ?? []).map((trail) => ({
        name: trail.Name ?? "",
        arn: trail.TrailARN ?? "",
        homeRegion: trail.HomeRegion ?? region ?? "",
        bucket: trail.S3BucketName ?? "",
        prefix: trail.S3KeyPrefix ?? "",
        validates: trail.LogFileValidationEnabled === true,
        isOrganizationTrail: trail.IsOrganizationTrail === true,
      }));
    },
    publicKeys: async (region, fromMs, toMs) => {
      const keys: ListedPublicKey[] = [];
      let NextToken: string | undefined;
      do {
        const input = { StartTime: new Date(fromMs), EndTime: new Date(toMs), NextToken };
        const answer = await ask("cloudtrail:ListPublicKeys", () =>
          clientIn(region).send(new sdk.ListPublicKeysCommand(input)),
        );
        for (const { Value, Fingerprint, ValidityStartTime, ValidityEndTime } of answer.PublicKeyList ?? []) {
          if (Value === undefined || Fingerprint === undefined) continue;
          keys.push({
            value: Value,
            fingerprint: Fingerprint,
            ...(ValidityStartTime && { validFrom: ValidityStartTime.getTime() }),
            ...(ValidityEndTime && { validTo: ValidityEndTime.getTime() }),
          });
        }
        NextToken = answer.NextToken;
      } while (NextToken !== undefined);
      return keys;
    },
    lookUpEvents: async (region, { fromMs, toMs, token }) => {
      const input = {
        NextToken: token,
        MaxResults: 50,
        ...(fromMs !== undefined && { StartTime: new Date(fromMs) }),
        ...(toMs !== undefined && { EndTime: new Date(toMs) }),
      };
      const answer = await ask(`cloudtrail:LookupEvents in ${region}`, () =>
        clientIn(region).send(new sdk.LookupEventsCommand(input)),
      );
      return {
        events: (answer.Events ?? []).map(({ EventId = "", EventTime, CloudTrailEvent }) => ({
          id: EventId,
          time: EventTime?.getTime(),
          text: CloudTrailEvent,
        })),
        ...(answer.NextToken !== undefined && { next: answer.NextToken }),
      };
    },
    now: () => clock.now(),
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };

  function clientIn(region: string = options.region): CloudTrailClient {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = new sdk.CloudTrailClient(clientOptions({ ...options, region }));
    clients.set(region, client);
    clock.watch(client);
    retryOnlyTimeErrors(client);
    return client;
  }
}

async function ask<T>(call: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw awsProblem(error, call);
  }
}
