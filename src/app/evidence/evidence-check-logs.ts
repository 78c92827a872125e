import { createUnnamedJudge, digestFolder, type FoundLog, judgeLog, parseLogFileKey } from "../../integrity/index.ts";
import type { EvidenceLink } from "../../model/index.ts";
import { type DigestCheck, unpackFile } from "./evidence-check-digests.ts";
import { link, unchecked } from "./evidence-check-pack.ts";
import type { FoundFile, OpenedPack } from "./evidence-opened.ts";

/** Checks each log file of a pack against the digest that names it. */
export async function checkLogs(
  pack: OpenedPack,
  paths: readonly string[],
  digests: DigestCheck,
): Promise<readonly EvidenceLink[]> {
  const links: EvidenceLink[] = [];
  for (const path of paths) {
    const file = pack.files.get(path);
    if (file !== undefined) links.push(await checkLog(path, file, digests));
    else links.push(link("log", path, "a digest", "not found"));
  }
  return links;
}

async function checkLog(path: string, file: FoundFile, digests: DigestCheck): Promise<EvidenceLink> {
  const name = digests.named.get(path);
  if (name === undefined) return unnamed(path, digests);
  const { verdict, reason } = judgeLog(name.log, await foundLog(file));
  const against = name.digest;
  if (verdict === "valid") return link("log", path, against);
  if (verdict === "unchecked") return unchecked("log", path, against, reason.replace(/^unchecked: /, ""));
  return link("log", path, against, reason.replace(/^INVALID: /, ""));
}

async function foundLog(file: FoundFile): Promise<FoundLog> {
  const unpacked = await unpackFile(file, maxLogBytes, false);
  if (unpacked.kind === "corrupt") return { kind: "broken" };
  if (unpacked.kind === "too-large") return { kind: "too-large" };
  return { kind: "hashed", sha256: unpacked.sha256, hasTrailing: unpacked.hasTrailing };
}

/** Files are of 50 MB at most, which are about 1 GB of events. */
const maxLogBytes = 4 * 1024 * 1024 * 1024;

function unnamed(path: string, { claimed, coverages }: DigestCheck): EvidenceLink {
  const claim = claimed.get(path);
  if (claim !== undefined) return unchecked("log", path, claim, "the digest that names it is not valid");
  const [, bucket, key = ""] = /^s3\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const name = parseLogFileKey(key);
  const chains = name === undefined ? [] : (coverages.get(`s3/${bucket}/${digestFolder(name)}`) ?? []);
  if (name === undefined || chains.length === 0)
    return unchecked("log", path, "a digest", "no digest in the pack names it");
  const judge = createUnnamedJudge(chains, { from: -Infinity, to: Infinity });
  const judged = judge({ time: Date.parse(name.time), day: undefined, storedAt: undefined });
  if (judged?.verdict === "unreferenced") {
    return link("log", path, "the digests of its time", "UNREFERENCED, no digest names it");
  }
  return unchecked(
    "log",
    path,
    "a digest",
    judged?.reason.replace(/^unchecked: /, "") ?? "no digest in the pack names it",
  );
}
