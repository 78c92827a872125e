import { hash } from "node:crypto";
import type { Finding } from "../../model/index.ts";
import type { Report } from "../views/report.ts";
import type { ExportItem } from "./export-items.ts";
import { exportId, exportLine } from "./export-text.ts";

/** Files by source, and lines by source and resource, as {@link sarifLocation} looks them up. */
export interface SarifPlaces {
  readonly files: ReadonlyMap<string, string>;
  readonly lines: ReadonlyMap<string, number>;
}

/** Where a result stands: a file with a line, and the resource by name. GitHub takes no result without a file. */
export function sarifLocation(item: ExportItem, places: SarifPlaces): object {
  const { finding, detection } = item;
  const last = detection?.events.at(-1);
  const { resource } = finding;
  const { file, line = 1 } = last === undefined ? placeOf(finding, places) : { file: last.file };
  const record = last === undefined ? [] : [{ fullyQualifiedName: `Records[${last.index}]`, kind: "object" }];
  return {
    physicalLocation: {
      artifactLocation: { uri: file === undefined ? resourceUri(finding) : fileUri(file) },
      // Line 1 where the input is data on one line, or evidence is named by path or record.
      region: { startLine: line },
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

/** Only a source that was read from exactly one file has one. */
export function sarifPlaces({ inputs, places = [] }: Report): SarifPlaces {
  const files = new Map<string, string>();
  const several = new Set<string>();
  for (const { source, file } of inputs) {
    if (files.has(source) && files.get(source) !== file) several.add(source);
    files.set(source, file);
  }
  for (const source of several) files.delete(source);
  const lines = new Map(places.map(({ source, resource, line }) => [`${source}\n${resource}`, line]));
  return { files, lines };
}

/**
 * A path as a URI that stays relative where the path is. What is no local file (standard input, an object in S3, an
 * answer of AWS) gets a relative path of its own: uploads whose URIs have another scheme than `file` are refused.
 */
export function fileUri(file: string): string {
  const shown = exportLine(file, 2_000).replaceAll("\\", "/");
  if (shown === "-") return "stdin";
  const answer = /^aws ([a-z0-9-]+):(\w+)$/.exec(shown);
  if (answer !== null) return `aws/${answer[1]}/${answer[2]}.json`;
  const remote = /^([a-z][a-z0-9+.-]+):\/\/(.*)$/i.exec(shown);
  if (remote !== null) return encodedPath(`${remote[1]}/${remote[2]}`);
  const drive = /^[a-z]:\//i.test(shown);
  if (shown.startsWith("/") || drive) return `file://${drive ? "/" : ""}${encodedPath(shown)}`;
  return encodedPath(shown.replace(/^(\.\/)+/, ""));
}

/** The file that the first known piece of evidence was read from, and the line of the resource in it. */
function placeOf(
  { evidence, resource }: Finding,
  { files, lines }: SarifPlaces,
): { readonly file?: string; readonly line?: number } {
  for (const { source } of evidence) {
    const file = files.get(source);
    const line = lines.get(`${source}\n${resource.arn}`);
    if (file !== undefined) return { file, ...(line !== undefined && line > 0 && { line }) };
    if (/\.(json|csv|gz|jsonl|log)$/i.test(source)) return { file: source };
  }
  return {};
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
