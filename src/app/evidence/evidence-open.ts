import { createHash } from "node:crypto";
import { createReadStream, type Dirent, mkdtempSync, readdirSync, rmSync, type Stats, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathProblem } from "../../evidence/index.ts";
import { type EvidenceLink, Problem } from "../../model/index.ts";
import { type FoundFile, mostFiles, type OpenedPack, oddFile } from "./evidence-opened.ts";
import { unpackArchive } from "./evidence-unpack.ts";

/**
 * Opens a folder, or the archive of one. No link is followed, and of an archive no name is used on this machine. Throws a
 * Problem: `input.unreadable` when it cannot be read, `input.nothing` when it is no pack.
 */
export async function openPack(path: string): Promise<OpenedPack> {
  const stat = statOrThrow(path);
  if (stat.isDirectory()) return openFolder(path);
  if (!stat.isFile())
    throw new Problem("input.unreadable", "This is neither a folder nor a file.", { location: { file: path } });
  const folder = mkdtempSync(join(tmpdir(), "trailproof-evidence-"));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    return { ...(await unpackArchive(path, folder)), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openFolder(top: string): Promise<OpenedPack> {
  const files = new Map<string, FoundFile>();
  const odd: EvidenceLink[] = [];
  const waiting = [""];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    for (const entry of entriesOf(join(top, below))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      const problem = pathProblem(path) ?? kindProblem(entry);
      if (problem !== undefined) odd.push(oddFile(path, problem));
      else if (entry.isDirectory()) waiting.push(path);
      else files.set(path, await hashed(join(top, path)));
      if (files.size + odd.length > mostFiles)
        throw new Problem("input.too-large", "No pack has so many files.", { location: { file: top } });
    }
  }
  return { files, odd, close: () => {} };
}

function kindProblem(entry: {
  isDirectory(): boolean;
  isFile(): boolean;
  isSymbolicLink(): boolean;
}): string | undefined {
  if (entry.isSymbolicLink()) return "it is a link, which no pack has";
  return entry.isDirectory() || entry.isFile() ? undefined : "it is neither a file nor a folder";
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    // What a file system throws is an Error.
    const message = `The folder cannot be read: ${(cause as Error).message}.`;
    throw new Problem("input.unreadable", message, { location: { file: folder }, cause });
  }
}

async function hashed(place: string): Promise<FoundFile> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of createReadStream(place)) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch (cause) {
    const message = `The file cannot be read: ${(cause as Error).message}.`;
    throw new Problem("input.unreadable", message, { location: { file: place }, cause });
  }
  return { size, sha256: hash.digest("hex"), place };
}

function statOrThrow(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw new Problem("input.unreadable", "There is no such file or folder.", { location: { file: path }, cause });
  }
}
