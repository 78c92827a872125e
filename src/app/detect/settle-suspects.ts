import { contentHash } from "../../detect/index.ts";
import { type ReadOptions, readLogFile } from "../../logs/index.ts";
import { ownText, type ProblemRecord } from "../../model/index.ts";
import type { Place, Suspect } from "./merge-scans.ts";

export interface SettledSuspects {
  /** Those with a content of their own: events, and a conflict each. */
  readonly conflicts: readonly Suspect[];
  /** Those that say the same as an earlier record of their id, in other words: with keys in another order, for example. */
  readonly duplicates: number;
  readonly problems: readonly ProblemRecord[];
  /** Hash of what a suspect, or the first record with its id, says. */
  readonly contentOf: (place: Place) => string | undefined;
}

/**
 * Looks again at records that share an id but not their text, and tells copies from conflicts. It reads the files in question
 * a second time; there are few, since copies of an event nearly always have the same bytes. What cannot be read again
 * (standard input) is taken for a conflict, so that nothing is lost.
 */
export async function settleSuspects(
  files: readonly string[],
  suspects: readonly Suspect[],
  options: ReadOptions = {},
): Promise<SettledSuspects> {
  if (suspects.length === 0) return { conflicts: [], duplicates: 0, problems: [], contentOf: () => undefined };
  const contents = await readContents(
    files,
    suspects.flatMap((suspect) => [suspect, suspect.first]),
    options,
  );
  /** Contents by the place of the first record with the id. */
  const seen = new Map<string, Set<string>>();
  const conflicts = suspects.filter((suspect) => {
    const first = placeKey(suspect.first);
    const content = contents.get(placeKey(suspect))?.content ?? `unread ${placeKey(suspect)}`;
    const known = seen.get(first) ?? new Set([contents.get(first)?.content ?? `unread ${first}`]);
    seen.set(first, known);
    if (known.has(content)) return false;
    known.add(content);
    return true;
  });
  const named = conflicts.slice(0, maxNamed).map((suspect) => toProblem(files, suspect, contents));
  const rest = conflicts.length - named.length;
  const summary: ProblemRecord = {
    code: "input.conflict",
    message: `${rest} more records share their eventID with an earlier record that says something else.`,
  };
  return {
    conflicts,
    duplicates: suspects.length - conflicts.length,
    problems: rest === 0 ? named : [...named, summary],
    contentOf: (place) => contents.get(placeKey(place))?.content,
  };
}

const maxNamed = 20;

interface Content {
  readonly content: string;
  readonly eventId: string;
}

async function readContents(
  files: readonly string[],
  places: readonly Place[],
  options: ReadOptions,
): Promise<ReadonlyMap<string, Content>> {
  const wanted = new Map<number, Set<number>>();
  for (const { file, index } of places) {
    const indexes = wanted.get(file);
    if (indexes === undefined) wanted.set(file, new Set([index]));
    else indexes.add(index);
  }
  const contents = new Map<string, Content>();
  for (const [file, indexes] of wanted) {
    const name = files[file];
    if (name === undefined || name === "-") continue;
    const sink: Parameters<typeof readLogFile>[1] = {
      event(event, index) {
        if (!indexes.has(index)) return;
        contents.set(placeKey({ file, index }), {
          content: contentHash(event),
          eventId: ownText(event, "eventID") ?? "",
        });
      },
      // Said when the file was read for the first time.
      problem: () => {},
    };
    await readLogFile(name, sink, options);
  }
  return contents;
}

function toProblem(files: readonly string[], suspect: Suspect, contents: ReadonlyMap<string, Content>): ProblemRecord {
  const { first } = suspect;
  const eventId = contents.get(placeKey(suspect))?.eventId ?? contents.get(placeKey(first))?.eventId ?? "";
  const other = `record ${first.index} of ${files[first.file] ?? "standard input"}`;
  return {
    code: "input.conflict",
    message: `The eventID ${eventId} is also that of ${other}, which says something else. Both are kept.`,
    location: { file: files[suspect.file] ?? "-", record: suspect.index },
  };
}

function placeKey({ file, index }: Place): string {
  return `${file} ${index}`;
}
