/** Which calls there are, by the service that records them. */
export interface EventNames {
  /** Names of a source such as `iam.amazonaws.com`, lower case as the key and as AWS writes it; undefined for one that is not known. */
  of(source: string): ReadonlyMap<string, string> | undefined;
  /** Sources that have a call of this name. */
  withCall(name: string): readonly string[];
}

/** Loads the list, which only checks of rules need. */
export async function loadEventNames(): Promise<EventNames> {
  const { eventNameLines, eventNameVerbs } = await import("./data/event-names.ts");
  const verbs = new Map(eventNameVerbs.split(" ").map((verb, at) => [codeOf(at), verb]));
  const lineOf = new Map<string, string>();
  for (const line of eventNameLines.trim().split("\n")) {
    const end = line.indexOf(" ");
    for (const source of line.slice(0, end).split(",")) lineOf.set(`${source}.amazonaws.com`, line.slice(end + 1));
  }
  const known = new Map<string, ReadonlyMap<string, string>>();
  const ofLine = (line: string): ReadonlyMap<string, string> => {
    const names = known.get(line) ?? new Map(namesIn(line, verbs).map((name) => [name.toLowerCase(), name]));
    known.set(line, names);
    return names;
  };
  return {
    of(source) {
      const line = lineOf.get(source.toLowerCase());
      return line === undefined ? undefined : ofLine(line);
    },
    withCall(name) {
      const plain = plainEventName(name);
      return [...lineOf].filter(([, line]) => ofLine(line).has(plain)).map(([source]) => source);
    },
  };
}

/** A name as the list has it: in lower case and without the version of an API, `20150331v2` or `2020_05_31`. */
export function plainEventName(name: string): string {
  return name.replace(/\d{4}_?\d{2}_?\d{2}(?:v\d+)?$/i, "").toLowerCase();
}

/** `a` to `z`, then `A` to `Z`. */
function codeOf(at: number): string {
  return String.fromCharCode(at < 26 ? 97 + at : 65 + at - 26);
}

function namesIn(line: string, verbs: ReadonlyMap<string, string>): readonly string[] {
  return line.split(" ").flatMap((item) => {
    const [noun = "", codes] = item.split(":");
    return codes === undefined ? [noun] : [...codes].map((code) => `${verbs.get(code) ?? ""}${noun}`);
  });
}
