import type { DigestProblem } from "./check-digest.ts";

/** What can be wrong with a log file, in words of `aws cloudtrail validate-logs`. */
export const invalidReasons = {
  hash: "INVALID: hash value doesn't match",
  absent: "INVALID: not found",
  format: "INVALID: invalid format",
  trailing: "INVALID: unexpected data after end of compressed stream",
} as const;

/** The same for a digest. The region is the trail's home, as AWS CLI says it, wherever the key was looked for. */
export function digestReason(problem: DigestProblem, homeRegion: string, fingerprint = ""): string {
  switch (problem) {
    case "invalid-format":
      return invalidReasons.format;
    case "no-signature":
    case "wrong-signature":
      return "INVALID: signature verification failed";
    case "moved":
      return "INVALID: has been moved from its original location";
    case "unknown-key":
      return `INVALID: public key not found in region ${homeRegion} for fingerprint ${fingerprint}`;
    case "unreadable-key":
      return `INVALID: Unable to load PKCS #1 key with fingerprint ${fingerprint}`;
  }
}
