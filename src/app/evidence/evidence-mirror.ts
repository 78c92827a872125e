import { join } from "node:path";
import { pathProblem } from "../../evidence/index.ts";
import { chainOfKey, type Digest, digestFolder, parseDigest } from "../../integrity/index.ts";
import { openFolder, unpackObject } from "../../logs/index.ts";
import type { DigestChainName } from "../../model/index.ts";

/** A digest in a folder that mirrors a bucket. */
export interface FoundMirrorDigest {
  readonly file: string;
  /** Below the folder. */
  readonly key: string;
  /** What its keys have before that in the bucket: empty, or a prefix with a slash. */
  readonly below: string;
  /** In the pack. */
  readonly path: string;
  /** Its end, by its name. Milliseconds since 1970. */
  readonly time: number;
  readonly chain: DigestChainName;
  /** Undefined: it cannot be read as one. */
  readonly digest: Digest | undefined;
}

interface MirrorPlace {
  readonly account: string;
  readonly region: string;
  readonly organization?: string;
  /** Milliseconds since 1970: digests that end earlier are left out. */
  readonly from: number;
}

/** All digests of these accounts and regions, whatever they are worth. */
export async function readMirrorDigests(
  root: string,
  places: readonly MirrorPlace[],
): Promise<readonly FoundMirrorDigest[]> {
  const archive = openFolder(root, undefined);
  const found: FoundMirrorDigest[] = [];
  for (const { from, ...place } of places) {
    for await (const page of archive.list(digestFolder({ prefix: "", ...place }))) {
      for (const { key } of page) {
        const name = chainOfKey(key);
        if (name === undefined || name.time < from) continue;
        const text = await archive.get(key, async (object) => {
          const unpacked = await unpackObject(object, maxDigestBytes, true);
          return unpacked.kind === "whole" ? unpacked.text?.toString("utf8") : undefined;
        });
        const digest = parseDigest(text ?? "");
        found.push({ file: join(root, ...key.split("/")), key, ...placeIn(key, digest), ...name, digest });
      }
    }
  }
  return withOneBucket(found);
}

/** A digest of an hour with 100,000 log files has half of it. */
const maxDigestBytes = 96 * 1024 * 1024;

function placeIn(key: string, digest: Digest | undefined): { readonly below: string; readonly path: string } {
  const { digestS3Bucket = "", digestS3Object = "" } = digest ?? {};
  const path = `s3/${digestS3Bucket}/${digestS3Object}`;
  const isThere =
    (digestS3Object === key || digestS3Object.endsWith(`/${key}`)) && /^[a-z0-9][a-z0-9.-]{1,62}$/.test(digestS3Bucket);
  if (!isThere || pathProblem(path) !== undefined) return { below: "", path: "" };
  return { below: digestS3Object.slice(0, -key.length), path };
}

/** A folder mirrors one bucket: what does not say where it belongs, or says it wrongly, lies where most of the others do. */
function withOneBucket(found: readonly FoundMirrorDigest[]): readonly FoundMirrorDigest[] {
  const counts = new Map<string, number>();
  for (const { path, key } of found) {
    const top = path.slice(0, -key.length);
    if (path !== "") counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const top = most?.[0] ?? "s3/unknown-bucket/";
  const below = top.slice(top.indexOf("/", "s3/".length) + 1);
  return found.map((one) => ({ ...one, path: `${top}${one.key}`, below }));
}
