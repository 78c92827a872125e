import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import {
  comparePaths,
  type Manifest,
  type ManifestFile,
  manifestOf,
  manifestPath,
  manifestText,
  type Signer,
  signatureOf,
  signaturePathOf,
  signerName,
  sumsPath,
  sumsText,
  tarEnd,
  tarHeader,
  tarPadding,
} from "../../evidence/index.ts";
import { statOf } from "../../logs/index.ts";
import { Problem } from "../../model/index.ts";
import { makeFolders } from "../make-folders.ts";
import { gzipHead } from "./evidence-unpack.ts";

/** A file to be packed: bytes, or a file of this machine that is copied. */
export interface PackEntry {
  readonly path: string;
  readonly from: string | { readonly file: string };
}

/**
 * Writes a pack as a folder, or as an archive where the path ends in `.tar.gz` or `.tgz`. It appears whole or not at all, and
 * only its owner may read it. Throws a Problem `output.unwritable`, also where something is there already.
 */
export async function writePack(
  out: string,
  entries: readonly PackEntry[],
  signer: Signer | undefined,
): Promise<Manifest> {
  const isArchive = /[.](tar[.]gz|tgz)$/i.test(out);
  const found = statOf(out);
  const isEmptyFolder = !isArchive && found?.isDirectory() === true && readdirSync(out).length === 0;
  if (found !== undefined && !isEmptyFolder) {
    throw new Problem("output.unwritable", "There is something already. A pack is never written over.", {
      location: { file: out },
    });
  }
  const folder = join(dirname(out), `.${basename(out)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const manifest = await writeFolder(folder, entries, signer);
    if (isArchive) await writeArchive(folder, out, manifest, signer && signaturePathOf(signerName(signer)));
    else {
      if (isEmptyFolder) rmdirSync(out);
      renameSync(folder, out);
    }
    return manifest;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    // What a file system throws is an Error with a message that names the path.
    const message = `The pack cannot be written: ${(cause as Error).message}`;
    throw new Problem("output.unwritable", message, { location: { file: out }, cause });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeFolder(
  folder: string,
  entries: readonly PackEntry[],
  signer: Signer | undefined,
): Promise<Manifest> {
  makeFolders(folder, 0o700);
  const files: ManifestFile[] = [];
  for (const { path, from } of entries.toSorted((a, b) => comparePaths(a.path, b.path))) {
    files.push({ path, ...(await writeOne(join(folder, path), from)) });
  }
  const manifest = manifestOf(files);
  const text = manifestText(manifest);
  const { sha256 } = await writeOne(join(folder, manifestPath), text);
  await writeOne(join(folder, sumsPath), sumsText(manifest, sha256));
  if (signer !== undefined) {
    await writeOne(join(folder, signaturePathOf(signerName(signer))), signatureOf(Buffer.from(text), signer));
  }
  return manifest;
}

/** The hash is of what was written, whatever becomes of the file that was copied. */
async function writeOne(
  place: string,
  from: PackEntry["from"],
): Promise<{ readonly size: number; readonly sha256: string }> {
  makeFolders(dirname(place), 0o700);
  const hash = createHash("sha256");
  let size = 0;
  const file = openSync(place, "wx", 0o600);
  try {
    for await (const chunk of typeof from === "string" ? [Buffer.from(from)] : createReadStream(from.file)) {
      hash.update(chunk);
      size += chunk.length;
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    }
  } finally {
    closeSync(file);
  }
  return { size, sha256: hash.digest("hex") };
}

async function writeArchive(
  folder: string,
  out: string,
  { files }: Manifest,
  signature: string | undefined,
): Promise<void> {
  const temporary = `${folder}.gz`;
  const first = [manifestPath, ...(signature === undefined ? [] : [signature]), sumsPath];
  const paths = [...first, ...files.map(({ path }) => path)];
  try {
    const file = createWriteStream(temporary, { flags: "wx", mode: 0o600 });
    await pipeline(tarOf(folder, paths), createGzip({ level: 6 }), plainHead(), file);
    renameSync(temporary, out);
  } finally {
    rmSync(temporary, { force: true });
  }
}

async function* tarOf(folder: string, paths: readonly string[]): AsyncGenerator<Buffer> {
  for (const path of paths) {
    const place = join(folder, path);
    const size = statOf(place)?.size ?? 0;
    yield tarHeader(path, size);
    yield* createReadStream(place);
    yield tarPadding(size);
  }
  yield tarEnd;
}

/** zlib says in the header on which system it ran. */
function plainHead(): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (seen < gzipHead.length) gzipHead.copy(chunk, 0, seen, Math.min(gzipHead.length, seen + chunk.length));
      seen += chunk.length;
      done(null, chunk);
    },
  });
}
