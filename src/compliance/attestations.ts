import type { Framework, Problem } from "../model/index.ts";
import { offsetOf, type Report, readItems, readMap, readText, readYaml } from "./yaml-map.ts";

/** What a person says about a control that no check can judge, or not wholly. */
export interface Attestation {
  /** `framework:control` */
  readonly control: string;
  /** What was seen or decided, and where the proof is. */
  readonly statement: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The day of the statement, `2026-10-01`. */
  readonly date: string;
  /** From this day on it counts no longer. */
  readonly nextReview: string;
}

export interface ParsedAttestations {
  readonly attestations: readonly Attestation[];
  /** Each with its line and column. An attestation with a problem is left out; the others are read. */
  readonly problems: readonly Problem[];
}

/**
 * Reads attestations:
 *
 *     attestations:
 *       - control: iso-27001-2022:A.5.24
 *         statement: The incident plan of 2026-09-14 was exercised; minutes in the ISMS folder.
 *         owner: Head of IT security
 *         date: 2026-10-01
 *         nextReview: 2027-10-01
 *
 * A control that is in none of `frameworks` is a problem: a misspelt id would attest nothing.
 */
export function parseAttestations(text: string, file: string, frameworks: readonly Framework[]): ParsedAttestations {
  const known = new Set(frameworks.flatMap(({ id, controls }) => controls.map((control) => `${id}:${control.id}`)));
  const { value, problems } = readYaml(text, file, (node, report) => {
    const map = readMap(node, ["attestations"], "The file has one key, 'attestations'.", report);
    const seen = new Set<string>();
    return map && readItems(map, "attestations", "attestations", report)?.flatMap((item) => readOne(item, seen));

    function readOne(item: unknown, seen: Set<string>): readonly Attestation[] {
      const attestation = readAttestation(item, report);
      if (attestation === undefined) return [];
      const { control } = attestation;
      if (known.has(control) && !seen.has(control)) {
        seen.add(control);
        return [attestation];
      }
      report(
        offsetOf(item),
        seen.has(control)
          ? `The control ${control} is attested a second time.`
          : `There is no control ${JSON.stringify(control)}; it is written framework:control, such as part-is:IS.I.OR.220(b).`,
      );
      return [];
    }
  });
  return { attestations: value ?? [], problems };
}

const keys = ["control", "statement", "owner", "date", "nextReview"];

function readAttestation(node: unknown, report: Report): Attestation | undefined {
  const map = readMap(node, keys, `An attestation has ${keys.map((key) => `'${key}'`).join(", ")}.`, report);
  if (map === undefined) return undefined;
  const control = readText(map, "control", report);
  const statement = readText(map, "statement", report);
  const owner = readText(map, "owner", report);
  const date = readDay("date");
  const nextReview = readDay("nextReview");
  if (control === undefined || statement === undefined || owner === undefined) return undefined;
  if (date === undefined || nextReview === undefined) return undefined;
  if (nextReview <= date) {
    report(offsetOf(map.get("nextReview", true)), "'nextReview' is a day after 'date'.");
    return undefined;
  }
  return { control, statement, owner, date, nextReview };

  function readDay(key: string): string | undefined {
    const text = map && readText(map, key, report);
    if (map === undefined || text === undefined || isDay(text)) return text;
    report(offsetOf(map.get(key, true)), `'${key}' is a day such as 2026-10-01.`);
    return undefined;
  }
}

/** JavaScript turns the 30th of February into a day of March, and year 10000 has another form. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
