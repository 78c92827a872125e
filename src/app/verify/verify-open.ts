import { type ConnectionOptions, connect } from "../../collect/index.ts";
import { type PublicKey, parsePublicKeys } from "../../integrity/index.ts";
import { openBucket, openCloudTrail, openFolder } from "../../logs/index.ts";
import { Problem } from "../../model/index.ts";
import { readInput } from "../read-input.ts";
import { findPrefixes } from "./verify-listing.ts";
import type { VerifyRequest } from "./verify-trail.ts";

/** What the user said of where and when. Times in milliseconds since 1970. */
export interface VerifyTarget {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly regions?: readonly string[];
  readonly accounts?: readonly string[];
  /** In place of what the trail says, or where there is no trail any more. */
  readonly bucket?: string;
  readonly prefix?: string;
  readonly concurrency: number;
}

/** A verification that is ready to go, and what to call it. */
export interface OpenedVerification {
  readonly title: string;
  readonly request: VerifyRequest;
}

/** A folder that mirrors a bucket, with saved keys. Throws Problems. */
export async function openSaved(
  dir: string,
  keyFiles: readonly string[],
  target: VerifyTarget,
): Promise<OpenedVerification> {
  const archive = openFolder(dir, target.bucket);
  const keys = (await Promise.all(keyFiles.map(readKeys))).flat();
  return {
    title: `Log file integrity of ${dir}`,
    request: {
      archive,
      prefixes: target.prefix === undefined ? await findPrefixes(archive) : [withoutSlash(target.prefix)],
      asked: { from: target.from, to: target.to },
      due: target.to,
      keysOf: async () => keys,
      ...narrowed(target),
    },
  };
}

/** What live trails delivered, one verification for each bucket and prefix. Throws Problems. */
export async function openLive(
  trailName: string | undefined,
  target: VerifyTarget & { readonly from: number },
  connection: ConnectionOptions,
): Promise<readonly OpenedVerification[]> {
  const { region, credentials } = await connect(connection);
  const { endpointUrl } = connection;
  const aws = { region, credentials, ...(endpointUrl !== undefined && { endpointUrl }) };
  const cloudTrail = await openCloudTrail(aws);
  const places = await placesOf();
  // Whatever is asked first tells CloudTrail's time.
  if (cloudTrail.now() === undefined) await cloudTrail.publicKeys(target.regions?.[0], target.from, target.from + 1);
  const now = cloudTrail.now() ?? Date.now();
  const to = target.to ?? now;
  // The digest of the hour that has just ended may still be on its way, and what is to come is not missing.
  const due = target.to === undefined ? now - deliveryMs : Math.min(target.to, now);
  const opened = places.map(async ({ bucket, prefix, trail, account }) => ({
    title: `Log file integrity of ${trail === undefined ? `s3://${bucket}/${prefix}` : `trail ${trail.name}`}`,
    request: {
      archive: await openBucket(bucket, { ...aws, concurrency: target.concurrency }),
      prefixes: [withoutSlash(prefix)],
      asked: { from: target.from, to },
      due,
      keysOf: (region: string, fromMs: number, toMs: number) => cloudTrail.publicKeys(region, fromMs, toMs),
      ...(account !== undefined && { accounts: [account] }),
      ...narrowed(target),
      ...(trail && { trail }),
    },
  }));
  return Promise.all(opened);

  async function placesOf(): Promise<readonly LivePlace[]> {
    const { bucket, prefix = "" } = target;
    if (bucket !== undefined) {
      const [, homeRegion, account, name] = trailArn.exec(trailName ?? "") ?? [];
      if (trailName !== undefined && name === undefined) {
        throw new Problem("cli.usage", "With --s3-bucket the trail must be given as an ARN, or not at all.");
      }
      if (name === undefined || homeRegion === undefined) return [{ bucket, prefix }];
      return [{ bucket, prefix, trail: { name, homeRegion }, ...(account !== undefined && { account }) }];
    }
    const trails = await cloudTrail.trails(trailName);
    if (trails.length === 0) throw noTrail(trailName);
    if (trailName === undefined) return distinct(trails);
    return trails.map(({ name, homeRegion, arn, isOrganizationTrail, ...place }) => {
      const account = isOrganizationTrail ? undefined : trailArn.exec(arn)?.[2];
      return {
        bucket: place.bucket,
        prefix: place.prefix,
        trail: { name, homeRegion },
        ...(account !== undefined && { account }),
      };
    });
  }
}

interface LivePlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly trail?: { readonly name: string; readonly homeRegion: string };
  /** Undefined: any that is there, as with organization trails. */
  readonly account?: string;
}

const trailArn = /^arn:[^:]+:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/(.+)$/;
const deliveryMs = 15 * 60_000;

function distinct(trails: readonly { readonly bucket: string; readonly prefix: string }[]): readonly LivePlace[] {
  const places = new Map(trails.map(({ bucket, prefix }) => [`${bucket}/${prefix}`, { bucket, prefix }]));
  return [...places.values()];
}

function noTrail(name: string | undefined): Problem {
  return new Problem(
    "input.nothing",
    name === undefined ? "There is no trail." : `There is no trail ${name} in this account and region.`,
    { hint: "Give its ARN, its region with --region, or with --s3-bucket where it delivered." },
  );
}

function narrowed({
  regions,
  accounts,
  concurrency,
}: VerifyTarget): Pick<VerifyRequest, "regions" | "accounts" | "concurrency"> {
  return { concurrency, ...(regions && { regions }), ...(accounts && { accounts }) };
}

function withoutSlash(prefix: string): string {
  return prefix.replace(/\/+$/, "");
}

async function readKeys(file: string): Promise<readonly PublicKey[]> {
  const { bytes } = await readInput(file, maxKeyFileBytes, new Date());
  const keys = parsePublicKeys(new TextDecoder().decode(bytes));
  if (keys !== undefined) return keys;
  throw new Problem("input.malformed", "This is not what `aws cloudtrail list-public-keys` prints.", {
    location: { file },
    hint: "Save its answer as JSON: aws cloudtrail list-public-keys --start-time T --end-time T --output json",
  });
}

const maxKeyFileBytes = 16 * 1024 * 1024;
