import { isJsonObject, type Json, ownValue } from "../model/index.ts";
import { merkleRoot } from "./merkle-tree.ts";
import { comparePaths, pathProblem } from "./pack-path.ts";

/** One file of a pack. */
export interface ManifestFile {
  /** From the pack's folder, with slashes. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/** What `manifest.json` says: every file of the pack but itself, the list of sums and a signature, by path. */
export interface Manifest {
  readonly root: string;
  readonly files: readonly ManifestFile[];
}

/** Files that the manifest cannot list: they rest on it. */
export const manifestPath = "manifest.json";
export const sumsPath = "SHA256SUMS";
export const sshSignaturePath = "manifest.json.sig";
export const minisignPath = "manifest.json.minisig";
export const signaturePaths: readonly string[] = [sshSignaturePath, minisignPath];

export function manifestOf(files: readonly ManifestFile[]): Manifest {
  const sorted = files.toSorted((a, b) => comparePaths(a.path, b.path));
  return { root: merkleRoot(sorted.map(sumLine)), files: sorted };
}

/** There is one way only to write a manifest, so that any other byte is a change. */
export function manifestText({ root, files }: Manifest): string {
  const listed = files.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
  const head = { schemaVersion: 1, kind: "evidence-manifest", hash: "SHA-256", tree: "RFC 6962" };
  return `${JSON.stringify({ ...head, root, files: listed }, null, 2)}\n`;
}

/** What `sha256sum -c` reads. The manifest itself comes last. */
export function sumsText(manifest: Manifest, manifestSha256: string): string {
  const own = { path: manifestPath, size: 0, sha256: manifestSha256 };
  return [...manifest.files, own].map((file) => `${sumLine(file)}\n`).join("");
}

/** Also the leaf of the Merkle tree. */
function sumLine({ sha256, path }: ManifestFile): string {
  return `${sha256}  ${path}`;
}

/** What a manifest says, or why it is none: a clause. Its root is not compared with its files here. */
export function parseManifest(text: string): Manifest | { readonly problem: string } {
  const value = parseJson(text);
  const root = isJsonObject(value) ? ownValue(value, "root") : undefined;
  const files = isJsonObject(value) ? ownValue(value, "files") : undefined;
  if (!isHash(root) || !Array.isArray(files)) return { problem: "it is not what a manifest holds" };
  const read = files.map((file) => fileOf(file));
  const odd = read.indexOf(undefined);
  if (odd >= 0) return { problem: `its file ${odd} has no path, size and SHA-256 that it may have` };
  const manifest = { root, files: read.flatMap((file) => file ?? []) };
  const twice = firstOutOfOrder(manifest.files);
  if (twice !== undefined) return { problem: `${twice} stands twice, or not where it belongs` };
  return manifestText(manifest) === text ? manifest : { problem: "it is not written as manifests are" };
}

function fileOf(value: Json): ManifestFile | undefined {
  if (!isJsonObject(value)) return undefined;
  const [path, size, sha256] = [ownValue(value, "path"), ownValue(value, "size"), ownValue(value, "sha256")];
  const isFile =
    typeof path === "string" && pathProblem(path) === undefined && Number.isSafeInteger(size) && isHash(sha256);
  // isSafeInteger holds for numbers only.
  return isFile && (size as number) >= 0 ? { path, size: size as number, sha256 } : undefined;
}

function firstOutOfOrder(files: readonly ManifestFile[]): string | undefined {
  return files.find(({ path }, index) => index > 0 && comparePaths(files[index - 1]?.path ?? "", path) >= 0)?.path;
}

function isHash(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
