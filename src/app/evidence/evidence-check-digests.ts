import { createReadStream } from "node:fs";
import {
  type ChainCoverage,
  chainId,
  chainOfKey,
  type Digest,
  type DigestedLogFile,
  digestFolder,
  type FoundDigest,
  judgeDigest,
  type PublicKey,
  parseDigest,
} from "../../integrity/index.ts";
import { parseSidecar, unpackObject } from "../../logs/index.ts";
import type { DigestChainName, EvidenceLink } from "../../model/index.ts";
import { link, unchecked } from "./evidence-check-pack.ts";
import { type FoundFile, type OpenedPack, textOf } from "./evidence-opened.ts";

/** Which log files valid digests name, by their path in the pack, and for which time digests tell. */
export interface DigestCheck {
  readonly links: readonly EvidenceLink[];
  readonly named: ReadonlyMap<string, { readonly digest: string; readonly log: DigestedLogFile }>;
  /** The same of digests that are not valid: they prove nothing. */
  readonly claimed: ReadonlyMap<string, string>;
  /** By folder of digests: account and region. */
  readonly coverages: ReadonlyMap<string, readonly ChainCoverage[]>;
  /** Keys that signed a digest. */
  readonly fingerprints: ReadonlySet<string>;
}

/** Checks each digest of a pack against its signature and the one before it, newest first, chain by chain. */
export async function checkDigests(pack: OpenedPack, keys: readonly PublicKey[]): Promise<DigestCheck> {
  const links: EvidenceLink[] = [];
  const named = new Map<string, { readonly digest: string; readonly log: DigestedLogFile }>();
  const claimed = new Map<string, string>();
  const coverages = new Map<string, ChainCoverage[]>();
  const fingerprints = new Set<string>();
  for (const chain of chainsIn(pack)) {
    const walked = await walk(chain, pack, keys);
    links.push(...walked.links);
    for (const { path, digest, isValid } of walked.digests) {
      if (isValid) fingerprints.add(digest.digestPublicKeyFingerprint);
      for (const log of digest.logFiles) {
        const place = `s3/${log.s3Bucket}/${log.s3Object}`;
        if (isValid) named.set(place, { digest: path, log });
        else claimed.set(place, path);
      }
    }
    const [first] = chain;
    if (first === undefined) continue;
    const folder = `s3/${first.bucket}/${digestFolder(first.chain)}`;
    coverages.set(folder, [...(coverages.get(folder) ?? []), walked.coverage]);
  }
  return { links, named, claimed, coverages, fingerprints };
}

interface PackedDigest {
  readonly path: string;
  readonly bucket: string;
  readonly key: string;
  readonly time: number;
  readonly chain: DigestChainName;
}

/** Newest first. */
function chainsIn({ files }: OpenedPack): readonly (readonly PackedDigest[])[] {
  const chains = new Map<string, PackedDigest[]>();
  for (const path of files.keys()) {
    const [, bucket = "", key = ""] = /^s3\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const name = chainOfKey(key);
    if (name === undefined) continue;
    const id = `${bucket} ${chainId(name.chain)}`;
    chains.set(id, [...(chains.get(id) ?? []), { path, bucket, key, ...name }]);
  }
  return [...chains.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, digests]) => digests.toSorted((a, b) => b.time - a.time));
}

interface Walked {
  readonly links: readonly EvidenceLink[];
  readonly digests: readonly { readonly path: string; readonly digest: Digest; readonly isValid: boolean }[];
  readonly coverage: ChainCoverage;
}

async function walk(chain: readonly PackedDigest[], pack: OpenedPack, keys: readonly PublicKey[]): Promise<Walked> {
  const links: EvidenceLink[] = [];
  const digests: { path: string; digest: Digest; isValid: boolean }[] = [];
  const covered: { from: number; to: number }[] = [];
  /** What a newer digest says of one. */
  const expected = new Map<string, string>();
  for (const one of chain) {
    const found = await foundDigest(one, pack, keys);
    const hash = expected.get(`${one.bucket}/${one.key}`);
    const judged = judgeDigest({ ...one, expectedHash: hash }, found);
    const read = readDigest(found);
    const fingerprint = read?.digestPublicKeyFingerprint ?? "an unknown key";
    const hasKey = keys.some((key) => key.fingerprint === fingerprint);
    if (judged.verdict === "valid") {
      links.push(link("digest", one.path, `signature by ${fingerprint}`), await previousLink(one, judged.digest, pack));
      const {
        previousDigestS3Bucket: bucket,
        previousDigestS3Object: key,
        previousDigestHashValue: next,
      } = judged.digest;
      if (next !== null) expected.set(`${bucket}/${key}`, next);
      covered.push({ from: judged.from, to: judged.to });
      digests.push({ path: one.path, digest: judged.digest, isValid: true });
    } else {
      const isUnknown = keys.length === 0 && !hasKey && found.kind === "digest" && read !== undefined;
      const why = "there is no public key to check its signature with; give --public-keys";
      links.push(
        isUnknown
          ? unchecked("digest", one.path, `signature by ${fingerprint}`, why)
          : link("digest", one.path, `signature by ${fingerprint}`, judged.reason.replace(/^INVALID: /, "")),
      );
      if (read !== undefined) digests.push({ path: one.path, digest: read, isValid: false });
    }
  }
  return { links, digests, coverage: coverageOf(chain, covered) };
}

/** Outside of its valid digests a pack tells nothing. */
function coverageOf(
  [newest]: readonly PackedDigest[],
  covered: readonly { readonly from: number; readonly to: number }[],
): ChainCoverage {
  const sorted = covered.toSorted((a, b) => a.from - b.from);
  const ends = [-Infinity, ...sorted.map(({ to }) => to)];
  const starts = [...sorted.map(({ from }) => from), Infinity];
  const uncovered = ends.flatMap((from, at) => (from < (starts[at] ?? 0) ? [{ from, to: starts[at] ?? 0 }] : []));
  return { covered, uncovered: newest?.chain.isBackfill === true ? [] : uncovered };
}

async function previousLink({ path }: PackedDigest, digest: Digest, pack: OpenedPack): Promise<EvidenceLink> {
  const { previousDigestS3Bucket: bucket, previousDigestS3Object: key, previousDigestSignature: signature } = digest;
  if (bucket === null || key === null) {
    return { ...link("digest", path, "no digest before it"), reason: "valid: the chain begins with it" };
  }
  const before = `s3/${bucket}/${key}`;
  const file = pack.files.get(before);
  if (file === undefined) return unchecked("digest", path, before, "the digest before it is not in the pack");
  const unpacked = await unpackFile(file, maxDigestBytes, false);
  const hash = unpacked.kind === "whole" ? unpacked.sha256 : undefined;
  if (hash !== digest.previousDigestHashValue?.toLowerCase())
    return link("digest", path, before, "hash value doesn't match");
  const own = metadataOf(before, pack).get("signature");
  const isSame = signature === null || own === undefined || own.toLowerCase() === signature.toLowerCase();
  return link("digest", path, before, isSame ? undefined : "the digest before it has another signature than it says");
}

async function foundDigest({ path }: PackedDigest, pack: OpenedPack, keys: readonly PublicKey[]): Promise<FoundDigest> {
  const file = pack.files.get(path);
  if (file === undefined) return { kind: "absent" };
  const unpacked = await unpackFile(file, maxDigestBytes, true);
  if (unpacked.kind !== "whole" || unpacked.text === undefined) return { kind: "broken" };
  const metadata = metadataOf(path, pack);
  return {
    kind: "digest",
    text: unpacked.text,
    hasTrailing: unpacked.hasTrailing,
    metadata,
    keys,
  };
}

const maxDigestBytes = 96 * 1024 * 1024;

export function unpackFile(file: FoundFile, maxBytes: number, keeps: boolean): ReturnType<typeof unpackObject> {
  const object = { chunks: chunksOf(file.place), size: file.size, metadata: async () => new Map<string, string>() };
  return unpackObject(object, maxBytes, keeps);
}

async function* chunksOf(place: string): AsyncGenerator<Buffer> {
  yield* createReadStream(place);
}

function readDigest(found: FoundDigest): Digest | undefined {
  return found.kind === "digest" ? parseDigest(Buffer.from(found.text).toString("utf8")) : undefined;
}

function metadataOf(path: string, pack: OpenedPack): ReadonlyMap<string, string> {
  return parseSidecar(textOf(pack, `${path}.metadata.json`) ?? "");
}
