import type { Oddity } from "../rule.ts";
import { entryOf, type MapNode, type SourceDocument } from "./source-node.ts";

/** Told of something that is allowed and most likely a mistake, and where it stands. */
export type Notice = (kind: Oddity["kind"], name: string, offset: number) => void;

export interface Notices {
  readonly notice: Notice;
  /** What was told so far, in the order of the document. */
  oddities(): readonly Oddity[];
}

/** Gathers what is told of one document. A document may hold any number of mistakes; the first hundred say enough. */
export function createNotices({ root, source }: SourceDocument): Notices {
  const told: { readonly kind: Oddity["kind"]; readonly name: string; readonly offset: number }[] = [];
  const notice: Notice = (kind, name, offset) => {
    if (told.length < maxOddities) told.push({ kind, name, offset });
  };
  noteTaxonomy(root, notice);
  return {
    notice,
    oddities: () =>
      told
        .toSorted((a, b) => a.offset - b.offset)
        .map(({ kind, name, offset }) => ({ kind, name, location: source.locate(offset) })),
  };
}

const maxOddities = 100;

/** Names of fields of another taxonomy are not those of CloudTrail's records. */
function noteTaxonomy(root: MapNode, notice: Notice): void {
  const entry = entryOf(root, "taxonomy");
  const name = entry?.value.kind === "scalar" ? entry.value.text : "sigma";
  if (entry !== undefined && name !== "sigma") notice("taxonomy", name, entry.value.offset);
}
