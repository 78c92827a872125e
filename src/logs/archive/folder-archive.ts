import { createReadStream, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { Problem } from "../../model/index.ts";
import type { Archive, ListedObject } from "./archive.ts";

/**
 * A folder whose paths are the keys of a bucket. An object's metadata stands beside it in `<key>.metadata.json`:
 * `{"signature": "...", "signature-algorithm": "..."}`, or what `aws s3api head-object` prints. Nothing outside of the folder
 * is read, whatever keys and links say. Throws a Problem `input.unreadable` when there is no such folder.
 */
export function openFolder(folder: string, bucket: string | undefined): Archive {
  const top = realFolder(folder);
  return {
    name: folder,
    bucket,
    async *list(prefix, after = "") {
      const slash = prefix.lastIndexOf("/") + 1;
      let page: ListedObject[] = [];
      for (const { key, stat } of filesBelow(prefix.slice(0, slash))) {
        if (!key.startsWith(prefix) || compareKeys(key, after) <= 0) continue;
        page.push({ key, storedAt: stat.mtimeMs });
        if (page.length < 1000) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },
    folders: async (prefix) => entriesOf(prefix).flatMap(({ name, isFolder }) => (isFolder ? name : [])),
    get: async (key, read, other) => {
      if (other !== undefined && other !== bucket) {
        throw new Problem("input.unreadable", `It lies in the bucket ${other}, which this folder does not mirror.`);
      }
      const path = pathOf(key);
      const stat = path === undefined ? undefined : safeStat(path);
      if (path === undefined || stat?.isFile() !== true) return undefined;
      try {
        return await read({ chunks: chunksOf(path, stat.size), size: stat.size, metadata: () => metadataOf(key) });
      } catch (cause) {
        if (cause instanceof Problem) throw cause;
        // What a file system throws is an Error.
        throw new Problem("input.unreadable", `It cannot be read: ${(cause as Error).message}.`, { cause });
      }
    },
  };

  /** In the order of S3, which is that of the bytes of whole keys. */
  function* filesBelow(prefix: string): Generator<{ readonly key: string; readonly stat: Stats }> {
    for (const { name, isFolder, isLink } of entriesOf(prefix)) {
      if (isFolder) yield* filesBelow(`${prefix}${name}/`);
      else if (!name.endsWith(sidecarEnding)) {
        const stat = statOf(prefix + name, isLink);
        if (stat?.isFile() === true) yield { key: prefix + name, stat };
      }
    }
  }

  /** What a folder holds, before it is looked at: a day may have a hundred thousand files. */
  function entriesOf(prefix: string): readonly Entry[] {
    const path = prefix === "" ? top : pathOf(prefix.slice(0, -1));
    if (path === undefined || safeStat(path)?.isDirectory() !== true) return [];
    const entries = readdirSync(path, { withFileTypes: true }).flatMap((entry): readonly Entry[] => {
      const isFolder = entry.isDirectory();
      // A link may lead to a file of this folder, and to nothing else: folders could be linked in a circle.
      const isLink = entry.isSymbolicLink();
      const isEntry = !entry.name.startsWith(".") && (isFolder || isLink || entry.isFile());
      return isEntry ? [{ name: entry.name, isFolder, isLink }] : [];
    });
    return inOrder(entries);
  }

  /** Undefined for what is not there, or not in this folder. */
  function statOf(key: string, isLink: boolean): Stats | undefined {
    // What is no link and lies in a folder that was listed is where it seems to be.
    const path = isLink ? pathOf(key) : join(top, key);
    return path === undefined ? undefined : safeStat(path);
  }

  /** Undefined: the key leads out of the folder, or to nothing. */
  function pathOf(key: string): string | undefined {
    const parts = key.split("/");
    if (parts.some((part) => part === "" || part === "." || part === ".." || /[\0\\]/.test(part))) return undefined;
    try {
      const path = realpathSync.native(join(top, ...parts));
      return path.startsWith(top.endsWith(sep) ? top : top + sep) ? path : undefined;
    } catch {
      return undefined;
    }
  }

  async function metadataOf(key: string): Promise<ReadonlyMap<string, string>> {
    const path = pathOf(key + sidecarEnding);
    const stat = path === undefined ? undefined : safeStat(path);
    if (path === undefined || stat?.isFile() !== true || stat.size > maxSidecarBytes) return new Map();
    return parseSidecar(await readFile(path, "utf8"));
  }
}

/** To open a stream takes longer than to read a small file. */
async function* chunksOf(path: string, size: number): AsyncGenerator<Buffer> {
  if (size <= maxWholeBytes) yield readFileSync(path);
  else yield* createReadStream(path, { highWaterMark: 256 * 1024 });
}

const maxWholeBytes = 1024 * 1024;

const sidecarEnding = ".metadata.json";
const maxSidecarBytes = 64 * 1024;

/** Texts of a digest's `<key>.metadata.json`; what has another form is left out, as if it were not there. */
export function parseSidecar(text: string): ReadonlyMap<string, string> {
  const value = parseJson(text);
  const nested = membersOf(value).get("Metadata");
  const members = membersOf(typeof nested === "object" ? nested : value);
  return new Map(
    [...members].flatMap(([name, member]) =>
      typeof member === "string" ? [[name.toLowerCase().replace(/^x-amz-meta-/, ""), member] as const] : [],
    ),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function realFolder(folder: string): string {
  try {
    const path = realpathSync(folder);
    if (statSync(path).isDirectory()) return path;
  } catch (cause) {
    throw new Problem("input.unreadable", "There is no such folder.", { location: { file: folder }, cause });
  }
  throw new Problem("input.unreadable", "This is not a folder.", { location: { file: folder } });
}

function safeStat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** By the bytes of whole keys, which for names of ASCII is the order of their characters. */
function inOrder(entries: readonly Entry[]): readonly Entry[] {
  // Anything else than ASCII is seldom, and takes longer.
  const compare = entries.every(({ name }) => /^[\u0000-\u007f]*$/.test(name)) ? byCharacter : compareKeys;
  return entries.toSorted((a, b) => compare(sortName(a), sortName(b)));
}

function sortName({ name, isFolder }: Entry): string {
  return isFolder ? `${name}/` : name;
}

function byCharacter(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
