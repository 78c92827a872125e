import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { walk } from "../../logs/index.ts";
import { type ParsedRules, type Placeholders, parseRules } from "../../sigma/index.ts";
import { codeRoot, packageRoot } from "../version.ts";

/** A file of this package's rules, parsed when the package was built: to read all of them from YAML takes longer than most scans. */
export interface BuiltinRuleFile {
  /** From the package's folder: `rules/aws/...`. */
  readonly file: string;
  /** SHA-256 of its text, in hex. */
  readonly digest: string;
  /** Its rules without their examples; left out where they depend on the configuration. */
  readonly parsed?: ParsedRules;
}

export const builtinDirectory: string = fileURLToPath(new URL("rules", packageRoot));

const prebuiltFile = fileURLToPath(new URL("builtin-rules.json", codeRoot));

/** What {@link prebuildRules} made at build time; undefined when sources are run. */
export function prebuiltRules(): readonly BuiltinRuleFile[] | undefined {
  // The build wrote it; what it holds is compared with the rules themselves by a test.
  return existsSync(prebuiltFile) ? (JSON.parse(readFileSync(prebuiltFile, "utf8")) as BuiltinRuleFile[]) : undefined;
}

/** Parses the rules of this package, for the build to save as JSON. */
export function prebuildRules(): readonly BuiltinRuleFile[] {
  return builtinFiles().map((path): BuiltinRuleFile => {
    const text = readFileSync(path, "utf8");
    const file = builtinName(path);
    const parsed = parseRules(text, file);
    return { file, digest: textDigest(text), ...(isSettled(text, parsed) && { parsed: withoutExamples(parsed) }) };
  });
}

const known = new Map<string, ParsedRules>();

/** Parses a file of this package, once in a process; where it depends on the configuration, once for each. */
export function parseBuiltin(
  text: string,
  file: string,
  digest: string,
  placeholders: Placeholders = new Map(),
): ParsedRules {
  const own = `${digest} ${file}`;
  const configured = `${own} ${JSON.stringify([...placeholders])}`;
  const before = known.get(own) ?? known.get(configured);
  if (before !== undefined) return before;
  const parsed = parseRules(text, file, { placeholders });
  known.set(isSettled(text, parsed) ? own : configured, parsed);
  return parsed;
}

function isSettled(text: string, { problems, waiting }: ParsedRules): boolean {
  return problems.length === 0 && waiting.length === 0 && !text.includes("|expand");
}

/** The files of this package's rules, in the order of their names. */
export function builtinFiles(): readonly string[] {
  const files: string[] = [];
  walk(
    builtinDirectory,
    (file, found) => {
      if (found.isFile() && file.endsWith(".yml")) files.push(file);
      return "descend";
    },
    (file, message) => {
      throw new Error(`${file}: ${message}`);
    },
  );
  return files;
}

export function builtinName(path: string): string {
  return join("rules", relative(builtinDirectory, path));
}

export function textDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function withoutExamples({ rules, correlations, baselines, filters }: ParsedRules): ParsedRules {
  return {
    rules: rules.map(({ fieldLocations, ...rule }) => ({ ...rule, examples: [] })),
    correlations: correlations.map((rule) => ({ ...rule, examples: [] })),
    baselines: baselines.map(({ fieldLocations, ...rule }) => ({ ...rule, examples: [] })),
    filters,
    waiting: [],
    orphans: [],
    problems: [],
  };
}
