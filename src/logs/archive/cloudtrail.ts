import type { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { type AwsOptions, clientOptions } from "./aws-options.ts";
import { awsProblem } from "./aws-problems.ts";

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
  /** CloudTrail's own clock, by its last answer. Undefined: it has not answered yet. */
  now(): number | undefined;
}

/** CloudTrail, as far as verifying needs it. All its calls throw Problems. */
export async function openCloudTrail(options: AwsOptions): Promise<CloudTrail> {
  const sdk = await import("@aws-sdk/client-cloudtrail");
  const clients = new Map<string, CloudTrailClient>();
  let offsetMs: number | undefined;

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
    now: () => (offsetMs === undefined ? undefined : Date.now() + offsetMs),
  };

  function clientIn(region: string = options.region): CloudTrailClient {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = new sdk.CloudTrailClient(clientOptions({ ...options, region }));
    clients.set(region, client);
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        noteClock(result.response);
        return result;
      },
      { step: "deserialize", name: "noteClock" },
    );
    return client;
  }

  /** Every answer over HTTP says what time it is. */
  function noteClock(response: unknown): void {
    const { headers } = response as { readonly headers?: Readonly<Record<string, string>> };
    const time = Date.parse(headers?.["date"] ?? "");
    if (!Number.isNaN(time)) offsetMs = time - Date.now();
  }
}

async function ask<T>(call: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw awsProblem(error, call);
  }
}
