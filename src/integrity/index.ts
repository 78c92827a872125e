/**
 * Log file integrity of CloudTrail: names of files, digests, their signatures and hashes. Pure: bytes in, answers out.
 * Source: CloudTrail User Guide, "Validating CloudTrail log file integrity" and "Custom implementations".
 */
export { accountFolder, chainId, chainOfKey, digestFolder } from "./chain-names.ts";
export { checkDigest, type DigestFile } from "./check-digest.ts";
export { type Digest, type DigestedLogFile, digestText, parseDigest } from "./digest.ts";
export { type ChainCoverage, openChain } from "./digest-chain.ts";
export { type DigestList, digestList } from "./digest-list.ts";
export {
  digestFileKey,
  type LogFileKind,
  logFileKey,
  parseDigestFileKey,
  parseLogFileKey,
} from "./file-names.ts";
export { createHashSet, type Hash64, type HashSet, hash64 } from "./hash-set.ts";
export { backfillTimeMember, type FoundDigest, judgeDigest } from "./judge-digest.ts";
export { type FoundLog, judgeLog } from "./judge-log.ts";
export { createKeySet, type KeySet } from "./key-set.ts";
export { type PublicKey, parsePublicKeys } from "./public-keys.ts";
export { fingerprintOf, sha256Hex, signDigest, stringToSign } from "./signature.ts";
export { hourMs, type Span } from "./spans.ts";
export { createUnnamedJudge } from "./unreferenced.ts";
