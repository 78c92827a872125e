import { readFileSync } from "node:fs";
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import { settingsProblems } from "../audit/index.ts";
import { Problem, type SourceLocation } from "../model/index.ts";
import { type DefaultValue, defaultSettings, type Settings } from "./settings.ts";

/**
 * Reads a configuration file. Every mistake in it is a {@link Problem} with line and column; all of them are
 * reported at once, since a configuration that is half understood must not run.
 */
export function readSettings(file: string): { settings: Settings; problems: Problem[] } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const problem = new Problem("config.invalid", `The configuration cannot be read: ${(cause as Error).message}`, {
      location: { file },
      cause,
    });
    return { settings: defaultSettings, problems: [problem] };
  }
  return parseSettings(text, file);
}

export function parseSettings(text: string, file: string): { settings: Settings; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems: Problem[] = document.errors.map((error) =>
    problemAt(error.pos[0], error.message.split("\n")[0] ?? ""),
  );
  if (problems.length > 0 || document.contents === null) return { settings: defaultSettings, problems };

  const thresholds: Record<string, Record<string, number>> = {};
  const placeholders = new Map<string, readonly string[]>();
  const placeholderPlaces = new Map<string, SourceLocation>();
  const defaults = new Map<string, DefaultValue>();
  let trustedAccounts: readonly string[] = [];
  let trailOperators: readonly string[] = [];

  for (const [key, value, pair] of entries(document.contents, "The configuration")) {
    if (key === "thresholds") readThresholds(value);
    else if (key === "trustedAccounts")
      trustedAccounts = texts(value, key, /^\d{12}$/, "an account id of twelve digits");
    else if (key === "trailOperators") trailOperators = texts(value, key, /^arn:/, "the ARN of a principal");
    else if (key === "placeholders") readPlaceholders(value);
    else if (key === "defaults") readDefaults(value);
    else problems.push(problemAt(offset(pair.key), `Unknown setting '${key}'. Known are ${knownSettings.join(", ")}.`));
  }
  const audit = { thresholds, trustedAccounts, trailOperators };
  return { settings: { audit, placeholders, placeholderPlaces, defaults }, problems };

  function readThresholds(node: unknown): void {
    for (const [check, parameters] of entries(node, "thresholds")) {
      for (const [name, value] of entries(parameters, `thresholds.${check}`)) {
        const number = isScalar(value) && typeof value.value === "number" ? value.value : Number.NaN;
        const mistakes = settingsProblems({ thresholds: { [check]: { [name]: number } } });
        if (mistakes.length === 0) {
          thresholds[check] = { ...thresholds[check], [name]: number };
        }
        problems.push(...mistakes.map((mistake) => problemAt(offset(value), mistake)));
      }
    }
  }

  function readPlaceholders(node: unknown): void {
    for (const [name, value, pair] of entries(node, "placeholders")) {
      placeholders.set(name, texts(value, name, /^/, "text"));
      placeholderPlaces.set(name, placeOf(offset(pair.key)));
    }
  }

  function readDefaults(node: unknown): void {
    for (const [name, value] of entries(node, "defaults")) {
      if (isScalar(value)) {
        defaults.set(name, { text: value.source ?? String(value.value), location: placeOf(offset(value)) });
      } else problems.push(problemAt(offset(value), `'defaults.${name}' must be one value.`));
    }
  }

  function texts(node: unknown, name: string, form: RegExp, what: string): readonly string[] {
    if (!isSeq(node)) {
      problems.push(problemAt(offset(node), `'${name}' must be a list.`));
      return [];
    }
    return node.items.flatMap((item) => {
      // The source text, since an account id may begin with zeros that a number would lose.
      const text = isScalar(item) && item.value !== null ? (item.source ?? String(item.value)) : "";
      if (text !== "" && form.test(text)) return [text];
      problems.push(problemAt(offset(item), `'${name}' must list ${what} in each line.`));
      return [];
    });
  }

  function* entries(node: unknown, what: string): Generator<[string, unknown, Pair]> {
    if (!isMap(node)) {
      problems.push(problemAt(offset(node), `${what} must be a map of names to values.`));
      return;
    }
    for (const pair of (node as YAMLMap<unknown, unknown>).items) {
      yield [isScalar(pair.key) ? String(pair.key.value) : "", pair.value, pair];
    }
  }

  function offset(node: unknown): number {
    return (node as Node | null)?.range?.[0] ?? 0;
  }

  function problemAt(position: number, message: string): Problem {
    return new Problem("config.invalid", message, { location: placeOf(position) });
  }

  function placeOf(position: number): SourceLocation {
    const { line, col } = lines.linePos(position);
    return { file, line, column: col, excerpt: text.split(/\r?\n/)[line - 1] ?? "" };
  }
}

const knownSettings = ["thresholds", "trustedAccounts", "trailOperators", "placeholders", "defaults"];
