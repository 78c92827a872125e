import { readFileSync } from "node:fs";
import type { EvidenceLink } from "../../model/index.ts";

/** One file of a pack, as it is. */
export interface FoundFile {
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Where its bytes are on this machine. */
  readonly place: string;
}

/** A pack that was looked through. Nothing is believed yet. */
export interface OpenedPack {
  readonly files: ReadonlyMap<string, FoundFile>;
  /** What no pack has: links, names that lead elsewhere, an archive that is damaged. */
  readonly odd: readonly EvidenceLink[];
  /** Removes what was unpacked. */
  close(): void;
}

/** More is no pack. */
export const mostFiles = 1_000_000;

/** Says of a file that it cannot belong to a pack. */
export function oddFile(path: string, problem: string): EvidenceLink {
  return { kind: "file", subject: path, against: "manifest.json", verdict: "invalid", reason: `INVALID: ${problem}` };
}

/** The text of a small file of the pack; undefined: it is not there, larger than such a file may be, or no UTF-8. */
export function textOf(pack: OpenedPack, path: string): string | undefined {
  const file = pack.files.get(path);
  if (file === undefined || file.size > maxTextBytes) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file.place));
  } catch {
    return undefined;
  }
}

/** A million findings have less. */
const maxTextBytes = 500 * 2 ** 20;
