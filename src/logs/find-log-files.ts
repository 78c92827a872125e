import { resolve } from "node:path";
import type { ProblemRecord } from "../model/index.ts";
import { compileGlob, globRoot, isGlob } from "./glob.ts";
import { type Kind, statOf, type Visit, walk } from "./walk.ts";

export interface FoundLogFiles {
  /** Named as the user named them, or by their path below what the user named. In order, each once. */
  readonly files: readonly string[];
  /** Files in directories that are no CloudTrail logs by their name. */
  readonly skipped: number;
  readonly problems: readonly ProblemRecord[];
}

/**
 * Finds the files behind what a user named: a file, a directory (with all below it), a pattern with `*`, `?` and `**`, or
 * `-` for standard input. A file that is named by itself is taken whatever its name; in a directory those count whose name
 * {@link isLogFileName}. Paths keep the order in which they were given; within a directory, names are in the order of
 * their characters. Links to directories are followed, each directory once.
 */
export function findLogFiles(paths: readonly string[]): FoundLogFiles {
  const files = new Map<string, string>();
  const problems: ProblemRecord[] = [];
  // What one path leads to has one name each; to resolve thousands of them takes as long as to list them.
  const keyOf = paths.length === 1 ? (path: string): string => path : resolve;
  let skipped = 0;
  for (const path of paths) findPath(path);
  return { files: [...files.values()], skipped, problems };

  function findPath(path: string): void {
    const stat = path === "-" || path.startsWith("s3://") ? undefined : statOf(path);
    if (path === "-") files.set("-", "-");
    else if (path.startsWith("s3://")) {
      const hint = `Copy the logs first: aws s3 cp --recursive ${path} DIR`;
      problems.push({
        code: "input.unsupported",
        message: "Buckets cannot be read yet.",
        location: { file: path },
        hint,
      });
    } else if (stat?.isDirectory()) walk(path, addLog, unreadable);
    else if (stat !== undefined) add(path);
    else if (isGlob(path)) findGlob(path);
    else unreadable(path, "There is no such file or directory.");
  }

  function findGlob(pattern: string): void {
    const before = files.size;
    const wanted = normal(pattern);
    const fits = compileGlob(wanted);
    const depth = wanted.includes("**") ? Number.POSITIVE_INFINITY : wanted.split("/").length;
    const root = globRoot(wanted);
    const addFit = (path: string, kind: Kind): Visit => {
      if (!fits(normal(path))) return normal(path).split("/").length < depth ? "descend" : "leave";
      if (!kind.isDirectory()) return add(path);
      walk(path, addLog, unreadable);
      return "leave";
    };
    const unreadableFit = (path: string, message: string): void => {
      if (fits(normal(path))) unreadable(path, message);
    };
    if (statOf(root)?.isDirectory()) walk(root === "." ? "" : root, addFit, unreadableFit);
    if (files.size === before) unreadable(pattern, "No file fits this pattern.");
  }

  function addLog(path: string, kind: Kind): Visit {
    if (kind.isFile() && isLogFileName(path)) add(path);
    else if (!kind.isDirectory()) skipped += 1;
    return "descend";
  }

  function add(path: string): Visit {
    const key = keyOf(path);
    if (!files.has(key)) files.set(key, path);
    return "leave";
  }

  function unreadable(file: string, message: string): void {
    problems.push({ code: "input.unreadable", message, location: { file } });
  }
}

/**
 * Names that CloudTrail, AWS CLI, exports and log shippers give: `.json`, `.jsonl`, `.ndjson`, `.log`, any `.gz`, and
 * whatever has CloudTrail in its name. Sidecars with a digest's metadata are no logs.
 */
export function isLogFileName(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return !/\.metadata\.json$/i.test(name) && /\.(?:json|jsonl|ndjson|log|gz)$|cloudtrail/i.test(name);
}

function normal(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
}
