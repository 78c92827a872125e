import { Problem } from "../../model/index.ts";
import type { Glob } from "../condition.ts";
import { joinGlob } from "../glob.ts";

/** Hyphen, slash, en dash, em dash, horizontal bar: what Windows takes for the begin of a flag. */
const dashes = ["-", "/", "\u2013", "\u2014", "\u2015"];
const maxAlternatives = 625;

/** Every form of a value in which the dashes that begin a word are exchanged. Throws a {@link Problem} above 4 dashes. */
export function exchangeDashes(glob: Glob): readonly Glob[] {
  let alternatives: readonly Glob[] = [[]];
  for (const choices of glob.flatMap(choicesOf)) {
    alternatives = alternatives.flatMap((left) => choices.map((choice) => [...left, choice]));
    if (alternatives.length > maxAlternatives) {
      throw new Problem("rule.unsupported", `'windash' would make more than ${maxAlternatives} values of this one.`);
    }
  }
  return alternatives.map(joinGlob);
}

/** What may stand in each place of a part: itself, or any dash. */
function choicesOf(part: Glob[number]): readonly Glob[] {
  if (typeof part !== "string") return [[part]];
  const texts = part.split(/\B[-/\u2013\u2014\u2015](?=\w)/u);
  return texts.flatMap((text, index) => (index === 0 ? [[text]] : [dashes, [text]]));
}
