import { type Citation, type CitedFile, citationsOf, differenceOf, leftOut } from "../../evidence/index.ts";
import { readLogFile } from "../../logs/index.ts";
import {
  type CloudTrailEvent,
  type EvidenceLink,
  isJsonObject,
  type JsonObject,
  ownObject,
  ownText,
  ownValue,
} from "../../model/index.ts";
import { link, unchecked } from "./evidence-check-pack.ts";
import { type OpenedPack, textOf } from "./evidence-opened.ts";

/** Findings or detections of a pack, one a line; what is no object is told. */
export function readLines(
  pack: OpenedPack,
  path: string,
): { readonly objects: readonly JsonObject[]; readonly links: readonly EvidenceLink[] } {
  const objects: JsonObject[] = [];
  const links: EvidenceLink[] = [];
  for (const [index, line] of (textOf(pack, path) ?? "").split("\n").entries()) {
    if (line === "") continue;
    const value = parseJson(line);
    if (isJsonObject(value)) objects.push(value);
    else links.push(link("file", path, `line ${index + 1}`, "this is not a finding"));
  }
  return { objects, links };
}

/** Reads every cited event of a pack once. By file as cited and index. */
export async function readCitedEvents(
  pack: OpenedPack,
  citations: readonly Citation[],
  cited: readonly CitedFile[],
): Promise<ReadonlyMap<string, CloudTrailEvent>> {
  const events = new Map<string, CloudTrailEvent>();
  const wanted = new Map<string, Set<number>>();
  for (const { file, index } of citations) wanted.set(file, (wanted.get(file) ?? new Set()).add(index));
  for (const { file, path } of cited) {
    const indexes = wanted.get(file);
    const place = pack.files.get(path ?? "")?.place;
    if (indexes === undefined || place === undefined) continue;
    const sink = {
      event: (event: CloudTrailEvent, index: number) => {
        if (indexes.has(index)) events.set(`${index} ${file}`, event);
      },
      // A broken log file does not have the hash that its digest says.
      problem: () => {},
    };
    await readLogFile(place, sink);
  }
  return events;
}

/** What is known of the log files: by their path in the pack. */
export interface FindingQuestion {
  readonly pathOf: ReadonlyMap<string, string | null>;
  readonly logs: ReadonlyMap<string, EvidenceLink>;
  readonly events: ReadonlyMap<string, CloudTrailEvent>;
}

/** The links from one finding to its events, and what they and the log files make of it. */
export function checkFinding(saved: JsonObject, question: FindingQuestion): readonly EvidenceLink[] {
  const kind = ownValue(saved, "kind") === "detection" ? "detection" : "finding";
  const citations = citationsOf(saved);
  if (citations.length === 0) return [];
  const events = citations.map((citation) => checkEvent(citation, question));
  const logs = citations.flatMap(({ file }) => question.logs.get(question.pathOf.get(file) ?? "") ?? []);
  const all = [...events, ...logs];
  const invalid = all.find(({ verdict }) => verdict === "invalid");
  const open = all.find(({ verdict }) => verdict === "unchecked");
  const against = citations.length === 1 ? "its event" : `its ${citations.length} events`;
  const subject = nameOf(saved);
  if (invalid !== undefined)
    return [...events, link(kind, subject, against, `${invalid.kind} ${invalid.subject}: ${plain(invalid)}`)];
  if (open !== undefined)
    return [...events, unchecked(kind, subject, against, `${open.kind} ${open.subject}: ${plain(open)}`)];
  const more = leftOut(saved);
  if (more > 0)
    return [...events, unchecked(kind, subject, against, `it rests on ${more} more events that it does not name`)];
  return [...events, link(kind, subject, against)];
}

function plain({ reason }: EvidenceLink): string {
  return reason.replace(/^(?:INVALID|unchecked): /, "");
}

function checkEvent(citation: Citation, { pathOf, events }: FindingQuestion): EvidenceLink {
  const { file, index, claims } = citation;
  const said = claims.get("eventID");
  const subject = typeof said === "string" && said !== "" ? said : "(no eventID)";
  const path = pathOf.get(file);
  if (path === undefined || path === null) {
    return unchecked("event", subject, `${file}, record ${index}`, "its log file is not in the pack");
  }
  const event = events.get(`${index} ${file}`);
  const against = `${path}, record ${index}`;
  if (event === undefined) return link("event", subject, against, "there is no such record");
  return link("event", subject, against, differenceOf(event, citation));
}

function nameOf(saved: JsonObject): string {
  const rule = ownObject(saved, "rule") ?? ownObject(saved, "source") ?? {};
  const words = [ownText(rule, "id"), ownText(rule, "title"), ownText(saved, "time"), ownText(saved, "uid")];
  return words.filter((word) => word !== undefined).join(" ");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
