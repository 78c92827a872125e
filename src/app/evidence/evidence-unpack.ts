import { createHash, type Hash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32, createGunzip } from "node:zlib";
import { pathProblem, readTar, type TarSink } from "../../evidence/index.ts";
import { type EvidenceLink, Problem } from "../../model/index.ts";
import { type FoundFile, mostFiles, type OpenedPack, oddFile } from "./evidence-opened.ts";

/**
 * Unpacks an archive into a folder under names of our own: what its files are called is used for nothing but to compare. What
 * is damaged is told, not thrown; what is no gzip file at all is a Problem `input.malformed`.
 */
export async function unpackArchive(path: string, folder: string): Promise<Omit<OpenedPack, "close">> {
  const ends = endsOf(path);
  if (!ends.isGzip) {
    throw new Problem("input.malformed", "This is no evidence pack: neither a folder nor a .tar.gz file.", {
      location: { file: path },
    });
  }
  const taker = createTaker(folder);
  const tar = readTar(taker.sink);
  let sum = 0;
  let length = 0;
  let problem = ends.problem;
  try {
    for await (const chunk of createReadStream(path).pipe(createGunzip())) {
      sum = crc32(chunk, sum);
      length += chunk.length;
      problem ??= tar.write(chunk);
      if (problem !== undefined) break;
    }
  } catch {
    problem ??= "it is damaged, or ends in the middle";
  }
  problem ??= tar.end();
  // Whatever stands after the gzip data is not unpacked, and does not end in their sum.
  if (problem === undefined && (sum !== ends.sum || length % 2 ** 32 !== ends.length))
    problem = "bytes stand after its end";
  taker.close();
  const damaged: EvidenceLink = {
    kind: "archive",
    subject: path,
    against: "itself",
    verdict: "invalid",
    reason: `INVALID: ${problem}`,
  };
  return { files: taker.files, odd: [...taker.odd, ...(problem === undefined ? [] : [damaged])] };
}

interface Taker {
  readonly sink: TarSink;
  readonly files: ReadonlyMap<string, FoundFile>;
  readonly odd: readonly EvidenceLink[];
  close(): void;
}

function createTaker(folder: string): Taker {
  const files = new Map<string, FoundFile>();
  const odd: EvidenceLink[] = [];
  let open:
    | { readonly path: string; readonly place: string; readonly file: number; readonly hash: Hash; size: number }
    | undefined;
  let taken = 0;
  let total = 0;
  return {
    files,
    odd,
    sink: {
      file: (path, size) => {
        taken += 1;
        total += size;
        if (taken > mostFiles || total > maxBytes) return false;
        const place = join(folder, String(taken));
        open = { path, place, file: openSync(place, "wx", 0o600), hash: createHash("sha256"), size: 0 };
        return true;
      },
      data: (bytes) => {
        if (open === undefined) return;
        open.hash.update(bytes);
        open.size += bytes.length;
        for (let at = 0; at < bytes.length; ) at += writeSync(open.file, bytes, at);
      },
      fileEnd: () => {
        if (open === undefined) return;
        const { path, place, hash, size } = open;
        const problem = pathProblem(path) ?? (files.has(path) ? "it is in the archive twice" : undefined);
        if (problem === undefined) files.set(path, { size, sha256: hash.digest("hex"), place });
        else odd.push(oddFile(path, problem));
        close();
      },
    },
    close,
  };

  function close(): void {
    if (open !== undefined) closeSync(open.file);
    open = undefined;
  }
}

/** Of log files that findings cite. */
const maxBytes = 16 * 2 ** 30;

interface Ends {
  readonly isGzip: boolean;
  /** The header is another than packs have, a clause. */
  readonly problem: string | undefined;
  readonly sum: number;
  readonly length: number;
}

/** First and last bytes: what gzip says of itself. Source: RFC 1952, section 2.3. */
function endsOf(path: string): Ends {
  const file = openSync(path, "r");
  try {
    const [head, tail] = [Buffer.alloc(10), Buffer.alloc(8)];
    readSync(file, head, 0, 10, 0);
    readSync(file, tail, 0, 8, Math.max(statSync(path).size - 8, 0));
    return {
      isGzip: (head[0] === 0x1f && head[1] === 0x8b) || /[.](tar[.]gz|tgz)$/i.test(path),
      problem: head.equals(gzipHead) ? undefined : "it does not begin as archives of packs do",
      sum: tail.readUInt32LE(0),
      length: tail.readUInt32LE(4),
    };
  } finally {
    closeSync(file);
  }
}

/** Deflate, without a name or a time, from no particular system. */
export const gzipHead: Buffer = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
