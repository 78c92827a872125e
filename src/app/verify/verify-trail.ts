import { chainOfKey, checkDigest, digestFolder } from "../../integrity/index.ts";
import { type Archive, unpackObject } from "../../logs/index.ts";
import type { IntegrityVerdict } from "../../model/index.ts";
import { concatInOrder } from "../in-order.ts";
import { type AskedSpan, findPlaces, listChains, type TrailPlace } from "./verify-listing.ts";
import { verifyPlace } from "./verify-place.ts";
import { noProgress, type VerifyProgress } from "./verify-progress.ts";
import { createReader, type KeySource } from "./verify-reader.ts";

/** What is to be verified. */
export interface VerifyRequest {
  readonly archive: Archive;
  /** What stands before `AWSLogs/`; empty: nothing. */
  readonly prefixes: readonly string[];
  /** Undefined: all trails that are found. */
  readonly trail?: { readonly name: string; readonly homeRegion: string };
  /** Undefined: all that are found. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  readonly asked: AskedSpan;
  /** Hours up to here must have a digest. Undefined: up to the newest digest of all. */
  readonly due: number | undefined;
  readonly keysOf: KeySource;
  /** Objects that are read at the same time. */
  readonly concurrency: number;
  /** What an earlier run has done; absent: nothing is kept. */
  readonly progress?: VerifyProgress;
}

/** What is there to verify; `verdicts` come by account, region and trail, each from its newest digest to its oldest. */
export interface Verification {
  readonly places: readonly TrailPlace[];
  /** Milliseconds since 1970: the end of what was asked, else of the newest digest. Undefined: there is no digest. */
  readonly to: number | undefined;
  verdicts(): AsyncIterable<IntegrityVerdict>;
}

/** Verifies all accounts, regions and trails below the prefixes, several at a time, in flat memory. Throws Problems. */
export async function verifyTrail(request: VerifyRequest): Promise<Verification> {
  const { archive, prefixes, accounts, regions, trail, asked, keysOf, concurrency, progress = noProgress() } = request;
  const places = await findPlaces(archive, prefixes, {
    account: (account) => accounts?.includes(account) ?? true,
    region: (region) => regions?.includes(region) ?? true,
  });
  const bucket = archive.bucket ?? (await bucketNamed(archive, places, keysOf));
  const due = request.due ?? asked.to ?? (await newestEnd(archive, places, asked));
  const reader = createReader(archive, bucket, keysOf, { from: asked.from, to: asked.to ?? due });
  const question = { archive, bucket, reader, asked, due, concurrency, progress, ...(trail && { trail }) };
  return {
    places,
    to: asked.to ?? due,
    verdicts: () =>
      concatInOrder(
        places.map((place) => () => verifyPlace(place, question)),
        placesAtOnce,
      ),
  };
}

const placesAtOnce = 8;

/** In a folder nobody says where the chains end but the chains: the one that goes furthest tells it for all. */
async function newestEnd(
  archive: Archive,
  places: readonly TrailPlace[],
  asked: AskedSpan,
): Promise<number | undefined> {
  let newest: number | undefined;
  for (const place of places) {
    for (const { chain, listed } of await listChains(archive, place, asked)) {
      const end = listed.at(0)?.time;
      if (end !== undefined && !chain.isBackfill) newest = Math.max(newest ?? end, end);
    }
  }
  return newest;
}

/** The bucket that a folder mirrors, by a digest whose signature holds; else by what digests say; else unknown. */
async function bucketNamed(archive: Archive, places: readonly TrailPlace[], keysOf: KeySource): Promise<string> {
  let said: string | undefined;
  let looked = 0;
  for (const place of places) {
    const keys = new Map(
      (await keysOf(place.region, 0, Infinity)).map(({ fingerprint, value }) => [fingerprint, value]),
    );
    for await (const page of archive.list(digestFolder(place))) {
      for (const { key } of page) {
        if (looked >= mostLooks || chainOfKey(key) === undefined) continue;
        looked += 1;
        const claim = await claimOf(archive, key, keys);
        if (claim?.isProven === true) return claim.bucket;
        said ??= claim?.bucket;
      }
    }
    if (looked >= mostLooks) break;
  }
  return said ?? "unknown-bucket";
}

const mostLooks = 100;

async function claimOf(
  archive: Archive,
  key: string,
  keys: ReadonlyMap<string, Uint8Array>,
): Promise<{ readonly bucket: string; readonly isProven: boolean } | undefined> {
  return archive.get(key, async (object) => {
    const unpacked = await unpackObject(object, 96 * 1024 * 1024, true);
    if (unpacked.kind !== "whole" || unpacked.text === undefined) return undefined;
    const metadata = await object.metadata();
    const file = {
      key,
      text: unpacked.text,
      signature: metadata.get("signature"),
      algorithm: metadata.get("signature-algorithm"),
    };
    const first = checkDigest({ ...file, bucket: "" }, keys);
    const bucket = !first.ok ? first.digest?.digestS3Bucket : undefined;
    if (bucket === undefined) return undefined;
    return { bucket, isProven: checkDigest({ ...file, bucket }, keys).ok };
  });
}
