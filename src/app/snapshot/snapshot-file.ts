import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { decodeText, parseJsonText, snapshotSchema, sourceNames, upgradeSnapshot } from "../../collect/index.ts";
import { statOf } from "../../logs/index.ts";
import { isJsonObject, type Json, ownValue, Problem, type Snapshot, snapshotSchemaVersion } from "../../model/index.ts";
import { readInput } from "../read-input.ts";

/** More than the largest account gives, and less than the longest text that JavaScript can hold. */
const maxBytes = 500 * 2 ** 20;

/**
 * Writes a snapshot, compressed when the path ends in `.gz`. The file appears whole or not at all, and only its owner
 * may read it. Throws a Problem `output.unwritable`.
 */
export async function writeSnapshot(path: string, snapshot: Snapshot): Promise<void> {
  const text = Buffer.from(`${JSON.stringify(snapshot)}\n`);
  const bytes = path.endsWith(".gz") ? await promisify(gzip)(text) : text;
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    // Whatever a file system throws is an Error with a message that names the path.
    const reason = (cause as Error).message;
    throw new Problem("output.unwritable", `The snapshot cannot be written: ${reason}.`, {
      location: { file: path },
      cause,
    });
  }
}

/**
 * Reads a snapshot, plain or gzip whatever its name. Throws a Problem when it cannot be read, is no snapshot, was
 * made by a newer version or does not have the structure of one.
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  if (statOf(path)?.isDirectory()) throw folderProblem(path);
  const { bytes } = await readInput(path, maxBytes, new Date(0));
  const { text, problems } = decodeText(await unpack(bytes, path), path);
  const [broken] = problems;
  if (broken !== undefined) throw broken;
  if (/^\uFEFF?"?user"?,"?arn"?,/i.test(text)) {
    throw new Problem("input.malformed", "This is a credential report, not a snapshot.", {
      location: { file: path },
      hint: `Pass it with the flag: --credential-report ${path}`,
    });
  }
  const written = text.trim() === "" ? undefined : parseJsonText(text, path);
  if (written === undefined) throw new Problem("input.empty", "The snapshot is empty.", { location: { file: path } });
  checkVersion(written, path);
  const json = isJsonObject(written) ? upgradeSnapshot(written) : written;
  const checked = snapshotSchema.safeParse(json);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const where = issue?.path.map(String).join(".") || "the snapshot";
    throw new Problem("input.malformed", `This is not the structure of a snapshot: ${where}: ${issue?.message}.`, {
      location: { file: path },
      hint: "Make the snapshot again: trailproof audit ... --out snapshot=FILE.",
    });
  }
  // The schema has looked at all of it; its own copy would lack keys such as `__proto__`.
  return json as unknown as Snapshot;
}

/** With the flags that the names of its files speak of, as `trail-status.NAME.json`. */
function folderProblem(path: string): Problem {
  const flags = filesIn(path).flatMap((file) => {
    const plain = file.replace(/^(list|get|describe)-/, "");
    const source = sourceNames.find((name) => plain === name || plain.startsWith(`${name}.`));
    return source === undefined ? [] : [`--${source} ${join(path, file)}`];
  });
  const more = flags.length > mostFlags ? ` and ${flags.length - mostFlags} more` : "";
  const found = flags.length === 0 ? "" : ` What fits by name: ${flags.slice(0, mostFlags).join(" ")}${more}`;
  return new Problem("input.unreadable", "This is a folder; a snapshot is one file.", {
    location: { file: path },
    hint: `Saved answers of AWS CLI go to flags, each a file; see \`trailproof audit --help\`.${found}`,
  });
}

const mostFlags = 30;

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // It may not be listed; then nothing is suggested.
    return [];
  }
}

async function unpack(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    // zlib says with a code what is wrong with the bytes.
    const code = (cause as { code?: unknown }).code;
    const location = { file };
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new Problem("input.too-large", "The snapshot unpacks to more than 500 MiB.", { location, cause });
    }
    if (code === "Z_BUF_ERROR")
      throw new Problem("input.truncated", "The gzip file ends in the middle.", { location, cause });
    throw new Problem("input.malformed", "The gzip file is damaged.", { location, cause });
  }
}

function checkVersion(json: Json, file: string): void {
  const location = { file };
  const version = isJsonObject(json) ? ownValue(json, "schemaVersion") : undefined;
  if (!isJsonObject(json) || ownValue(json, "kind") !== "snapshot" || typeof version !== "number") {
    throw new Problem("input.malformed", "This file is no snapshot.", {
      location,
      hint: "Saved answers of AWS CLI go to flags such as --credential-report; see `trailproof audit --help`.",
    });
  }
  if (version <= snapshotSchemaVersion) return;
  throw new Problem(
    "input.unsupported",
    `The snapshot has schema version ${version}; this version reads ${snapshotSchemaVersion}.`,
    {
      location,
      hint: "Update trailproof.",
    },
  );
}
