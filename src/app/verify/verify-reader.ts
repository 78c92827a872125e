import {
  backfillTimeMember,
  type DigestedLogFile,
  type DigestList,
  type FoundDigest,
  type FoundLog,
  hourMs,
  type PublicKey,
} from "../../integrity/index.ts";
import { type Archive, unpackObject } from "../../logs/index.ts";
import { type DigestChainName, Problem } from "../../model/index.ts";

/** Gets digests and log files, and the keys that go with them. What cannot be read is an answer, too. */
export interface TrailReader {
  /** Digests of one chain, read ahead in the order of the listing. */
  ahead(listed: DigestList, chain: DigestChainName): { get(place: ObjectPlace): Promise<FoundDigest> };
  log(log: DigestedLogFile): Promise<FoundLog>;
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** Keys of a region that were valid at some time in between. Milliseconds since 1970. */
export type KeySource = (region: string, fromMs: number, toMs: number) => Promise<readonly PublicKey[]>;

export function createReader(
  archive: Archive,
  bucket: string,
  keysOf: KeySource,
  asked: { readonly from: number | undefined; readonly to: number | undefined },
): TrailReader {
  const keysByRegion = new Map<string, Promise<readonly PublicKey[]>>();
  /** Failures without a success in between. */
  let failures = 0;

  return {
    ahead: (listed, chain) => {
      const started = new Map<string, Promise<FoundDigest>>();
      let at = 0;
      return {
        get: ({ bucket: named, key }) => {
          const wanted = named === bucket ? started.get(key) : undefined;
          started.delete(key);
          const found = wanted ?? digest({ bucket: named, key }, chain);
          for (; at < listed.length && started.size < readAhead; at += 1) {
            const next = listed.at(at)?.key;
            if (next === undefined || (next === key && named === bucket)) continue;
            const promise = digest({ bucket, key: next }, chain);
            // What fails is told when its turn comes.
            promise.catch(() => {});
            started.set(next, promise);
          }
          return found;
        },
      };
    },
    log: (log) =>
      readable(async () => {
        const other = log.s3Bucket === bucket ? undefined : log.s3Bucket;
        const found = await archive.get(log.s3Object, (object) => unpackObject(object, maxLogBytes, false), other);
        if (found === undefined) return { kind: "absent" };
        if (found.kind === "corrupt") return { kind: "broken" };
        if (found.kind === "too-large") return { kind: "too-large" };
        return { kind: "hashed", sha256: found.sha256, hasTrailing: found.hasTrailing };
      }),
  };

  function digest(place: ObjectPlace, chain: DigestChainName): Promise<FoundDigest> {
    return readable(async () => {
      const other = place.bucket === bucket ? undefined : place.bucket;
      const read = await archive.get(
        place.key,
        async (object) => ({
          unpacked: await unpackObject(object, maxDigestBytes, true),
          metadata: await object.metadata(),
        }),
        other,
      );
      if (read === undefined) return { kind: "absent" };
      const { unpacked, metadata } = read;
      if (unpacked.kind !== "whole" || unpacked.text === undefined) return { kind: "broken" };
      const keys = await keysFor(chain, metadata.get(backfillTimeMember));
      return { kind: "digest", text: unpacked.text, hasTrailing: unpacked.hasTrailing, metadata, keys };
    });
  }

  async function keysFor(
    { region, isBackfill }: DigestChainName,
    made: string | undefined,
  ): Promise<readonly PublicKey[]> {
    const { from = 0, to = Date.now() } = asked;
    const known = keysByRegion.get(region) ?? keysOf(region, from, to + 2 * hourMs);
    keysByRegion.set(region, known);
    const time = Date.parse(made ?? "");
    if (!isBackfill || Number.isNaN(time)) return known;
    const id = `${region} ${Math.floor(time / hourMs)}`;
    const around = keysByRegion.get(id) ?? keysOf(region, time - hourMs, time + hourMs);
    keysByRegion.set(id, around);
    return [...(await known), ...(await around)];
  }

  /** One object that cannot be read is named; without credentials or network nothing can. */
  async function readable<T>(
    read: () => Promise<T>,
  ): Promise<T | { readonly kind: "unreadable"; readonly message: string }> {
    try {
      const result = await read();
      failures = 0;
      return result;
    } catch (error) {
      if (!(error instanceof Problem) || error.code === "aws.credentials") throw error;
      failures += 1;
      if (error.code === "aws.unreachable" && failures >= mostFailures) throw error;
      return { kind: "unreadable", message: error.message };
    }
  }
}

const readAhead = 32;
/** A digest of an hour with 100,000 log files has half of it. */
const maxDigestBytes = 96 * 1024 * 1024;
/** Files are of 50 MB at most, which are about 1 GB of events. */
const maxLogBytes = 4 * 1024 * 1024 * 1024;
const mostFailures = 20;
