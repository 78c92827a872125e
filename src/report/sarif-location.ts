import { hash } from "node:crypto";
import type { Finding } from "../model/index.ts";
import type { ExportItem } from "./export-items.ts";
import { exportId, exportLine } from "./export-text.ts";
import type { Report } from "./report.ts";

/** Where a result stands: a file, and the resource by name. GitHub takes no result without a file. */
export function sarifLocation(item: ExportItem, files: ReadonlyMap<string, string>): object {
  const { finding, detection } = item;
  const last = detection?.events.at(-1);
  const file = last?.file ?? fileOf(finding, files);
  const { resource } = finding;
  const record = last === undefined ? [] : [{ fullyQualifiedName: `Records[${last.index}]`, kind: "object" }];
  return {
    physicalLocation: {
      artifactLocation: { uri: file === undefined ? resourceUri(finding) : fileUri(file) },
      // Inputs are data: what a finding rests on is named by column, path or record, not by line.
      region: { startLine: 1 },
    },
    logicalLocations: [
      {
        name: exportLine(resource.name, 256),
        fullyQualifiedName: exportId(resource.arn === "" ? resource.name : resource.arn, 2_048, sha256),
        kind: "resource",
      },
      ...record,
    ],
  };
}

/** The file of each source that was read from exactly one. */
export function filesBySource({ inputs }: Report): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const several = new Set<string>();
  for (const { source, file } of inputs) {
    if (files.has(source) && files.get(source) !== file) several.add(source);
    files.set(source, file);
  }
  for (const source of several) files.delete(source);
  return files;
}

/**
 * A path as a URI that stays relative where the path is. What is no local file (standard input, an object in S3, an
 * answer of AWS) gets a relative path of its own: uploads whose URIs have another scheme than `file` are refused.
 */
export function fileUri(file: string): string {
  const shown = exportLine(file, 2_000).replaceAll("\\", "/");
  if (shown === "-") return "stdin";
  const remote = /^([a-z][a-z0-9+.-]+):\/\/(.*)$/i.exec(shown);
  if (remote !== null) return encodedPath(`${remote[1]}/${remote[2]}`);
  const drive = /^[a-z]:\//i.test(shown);
  if (shown.startsWith("/") || drive) return `file://${drive ? "/" : ""}${encodedPath(shown)}`;
  return encodedPath(shown.replace(/^(\.\/)+/, ""));
}

/** The file that the first known piece of evidence was read from. */
function fileOf({ evidence }: Finding, files: ReadonlyMap<string, string>): string | undefined {
  for (const { source } of evidence) {
    const file = files.get(source) ?? (/\.(json|csv|gz|jsonl|log)$/i.test(source) ? source : undefined);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** A path that stays the same over runs, for a finding that rests on no single file. */
function resourceUri({ account, resource: { type, name, arn } }: Finding): string {
  const parts = ["aws", account || "unknown-account", ...type.split("."), name || arn || "unknown"];
  return `${encodedPath(parts.map((part) => exportLine(part, 200).replaceAll("/", "_")).join("/"))}.json`;
}

function encodedPath(path: string): string {
  return path
    .split("/")
    .map((part) => encodeURIComponent(part === ".." ? "_" : part))
    .join("/");
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
