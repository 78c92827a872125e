import type { IntegrityVerdict } from "../model/index.ts";
import type { DigestedLogFile } from "./digest.ts";
import { invalidReasons } from "./verdict-words.ts";

/** What was found where a digest says that a log file is. */
export type FoundLog =
  | {
      readonly kind: "hashed";
      /** Hex SHA-256 of what the first gzip member holds, as far as it goes. */
      readonly sha256: string;
      /** Bytes stand after that member: another one, or anything else. */
      readonly hasTrailing: boolean;
    }
  | { readonly kind: "absent" }
  /** Not gzip, or corrupt. */
  | { readonly kind: "broken" }
  /** It unpacks to more than any log file does. */
  | { readonly kind: "too-large" }
  /** It may not be what it is: nobody could look. */
  | { readonly kind: "unreadable"; readonly message: string };

/** Whether a log file is what a valid digest says. */
export function judgeLog(
  { hashValue, hashAlgorithm }: Pick<DigestedLogFile, "hashValue" | "hashAlgorithm">,
  found: FoundLog,
): Pick<IntegrityVerdict, "verdict" | "reason" | "isUnread"> {
  switch (found.kind) {
    case "absent":
      return invalid(invalidReasons.absent);
    case "broken":
      return invalid(invalidReasons.format);
    case "too-large":
      return invalid(`${invalidReasons.hash} (it unpacks to more than any log file does)`);
    case "unreadable":
      return { verdict: "unchecked", reason: `unchecked: ${found.message}`, isUnread: true };
    case "hashed":
      if (hashAlgorithm !== "SHA-256") {
        return { verdict: "unchecked", reason: `unchecked: its hash is of the unknown kind ${hashAlgorithm}` };
      }
      if (found.sha256 !== hashValue.toLowerCase()) return invalid(invalidReasons.hash);
      return found.hasTrailing ? invalid(invalidReasons.trailing) : { verdict: "valid", reason: "valid" };
  }
}

function invalid(reason: string): Pick<IntegrityVerdict, "verdict" | "reason"> {
  return { verdict: "invalid", reason };
}
