import { resolve } from "node:path";
import { findLogFiles } from "../../logs/index.ts";
import type { ProblemRecord } from "../../model/index.ts";

/** A cited file that was found among those that may be packed. */
export interface CitedLog {
  /** As findings name it. */
  readonly cited: string;
  readonly file: string;
  /** The folder that mirrors a bucket (or what is below its prefix), and the key below it; undefined: there is no such. */
  readonly mirror: { readonly root: string; readonly key: string } | undefined;
}

/**
 * Finds cited files below `paths`, and nowhere else: a saved result may name any file of this machine. By path, else by what
 * stands behind `AWSLogs/`, since results may have been made elsewhere or of the bucket itself.
 */
export function findCitedLogs(
  cited: readonly string[],
  paths: readonly string[],
): {
  readonly logs: readonly CitedLog[];
  readonly missing: readonly string[];
  readonly problems: readonly ProblemRecord[];
} {
  if (cited.length === 0) return { logs: [], missing: [], problems: [] };
  const { files, problems } = findLogFiles(paths);
  const byPath = new Map(files.map((file) => [resolve(file), file]));
  const byKey = new Map<string, string | undefined>();
  for (const file of files) {
    const key = mirrorOf(file)?.key;
    // Two buckets may have the same key: then it does not tell which is meant.
    if (key !== undefined) byKey.set(key, byKey.has(key) ? undefined : file);
  }
  const logs: CitedLog[] = [];
  const missing: string[] = [];
  for (const name of cited) {
    const file = byPath.get(resolve(name)) ?? byKey.get(mirrorOf(name)?.key ?? "");
    if (name === "-" || file === undefined) missing.push(name);
    else logs.push({ cited: name, file, mirror: mirrorOf(file) });
  }
  return { logs, missing, problems };
}

function mirrorOf(file: string): CitedLog["mirror"] {
  const path = file.startsWith("s3://") ? file : resolve(file).replaceAll("\\", "/");
  const at = path.lastIndexOf("/AWSLogs/");
  return at < 0 ? undefined : { root: path.slice(0, at) || "/", key: path.slice(at + 1) };
}
