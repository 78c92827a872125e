import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isScalar } from "yaml";
import { type AuditSettings, defaultAuditSettings, settingsProblems } from "../../audit/index.ts";
import { Problem, type SourceLocation } from "../../model/index.ts";
import { parseLeavers } from "./read-leavers.ts";
import { readSuppressions } from "./read-suppressions.ts";
import { type DefaultValue, defaultSettings, type Settings } from "./settings.ts";
import { openSettingsDocument, type SettingsDocument } from "./settings-document.ts";

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

/** @param readText - answers for the files that the configuration names. */
export function parseSettings(
  text: string,
  file: string,
  readText: (file: string) => string = (path) => readFileSync(path, "utf8"),
): { settings: Settings; problems: Problem[] } {
  const document = openSettingsDocument(text, file);
  const { problems } = document;
  if (document.root === undefined) return { settings: defaultSettings, problems };

  const found = new Map(document.entries(document.root, "The configuration").map((entry) => [entry.name, entry]));
  for (const { name, key } of found.values()) {
    if (!knownSettings.includes(name)) {
      document.refuse(key, `Unknown setting '${name}'. Known are ${knownSettings.join(", ")}.`);
    }
  }
  const placeholders = read("placeholders", (value) => readPlaceholders(document, value));
  const leavers = read("leavers", (value) => readLeaversFile(document, value, file, readText));
  const logArchiveAccount = read("logArchiveAccount", (value) => readAccount(document, value, "logArchiveAccount"));
  const settings: Settings = {
    audit: {
      thresholds: read("thresholds", (value) => readThresholds(document, value)) ?? {},
      trustedAccounts: list("trustedAccounts", accountForm, "an account id of twelve digits"),
      trailOperators: list("trailOperators", arnForm, "the ARN of a principal"),
      expectedAdministrators: list("expectedAdministrators", arnForm, "the ARN of a principal"),
      breakGlassUsers: list("breakGlassUsers", arnForm, "the ARN of a user or role"),
      canaryUsers: list("canaryUsers", arnForm, "the ARN of a user"),
      pipelines: list("pipelines", arnForm, "the ARN of a user or role"),
      sensitiveBuckets: list("sensitiveBuckets", /^[\w.*-]+$/, "the name of a bucket"),
      ...(leavers === undefined ? {} : { leavers }),
      ...(logArchiveAccount === undefined ? {} : { logArchiveAccount }),
    },
    suppressions: read("suppressions", (value) => readSuppressions(document, value)) ?? [],
    placeholders: new Map(placeholders?.map(({ name, values }) => [name, values])),
    placeholderPlaces: new Map(placeholders?.map(({ name, place }) => [name, place])),
    defaults: new Map(read("defaults", (value) => readDefaults(document, value))),
  };
  return { settings, problems };

  function read<T>(name: string, reader: (value: unknown) => T): T | undefined {
    const entry = found.get(name);
    return entry === undefined ? undefined : reader(entry.value);
  }

  function list(name: string, form: RegExp, what: string): readonly string[] {
    return read(name, (value) => document.texts(value, name, form, what)) ?? [];
  }
}

const accountForm = /^\d{12}$/;
const arnForm = /^arn:/;

const knownSettings: readonly string[] = [
  ...Object.keys(defaultAuditSettings),
  "leavers",
  "logArchiveAccount",
  "suppressions",
  "placeholders",
  "defaults",
];

function readThresholds(document: SettingsDocument, node: unknown): AuditSettings["thresholds"] {
  const thresholds: Record<string, Record<string, number>> = {};
  for (const check of document.entries(node, "thresholds")) {
    for (const { name, value } of document.entries(check.value, `thresholds.${check.name}`)) {
      const number = isScalar(value) && typeof value.value === "number" ? value.value : Number.NaN;
      const mistakes = settingsProblems({ thresholds: { [check.name]: { [name]: number } } });
      if (mistakes.length === 0) thresholds[check.name] = { ...thresholds[check.name], [name]: number };
      for (const mistake of mistakes) document.refuse(value, mistake);
    }
  }
  return thresholds;
}

function readPlaceholders(
  document: SettingsDocument,
  node: unknown,
): readonly { name: string; values: readonly string[]; place: SourceLocation }[] {
  return document.entries(node, "placeholders").map(({ name, value, key }) => ({
    name,
    values: document.texts(value, name, /^/, "text"),
    place: document.placeOf(key),
  }));
}

function readDefaults(document: SettingsDocument, node: unknown): readonly (readonly [string, DefaultValue])[] {
  return document.entries(node, "defaults").flatMap(({ name, value }) => {
    if (isScalar(value)) {
      return [[name, { text: value.source ?? String(value.value), location: document.placeOf(value) }] as const];
    }
    document.refuse(value, `'defaults.${name}' must be one value.`);
    return [];
  });
}

function readAccount(document: SettingsDocument, node: unknown, name: string): string | undefined {
  const text = document.text(node);
  if (text !== undefined && accountForm.test(text)) return text;
  document.refuse(node, `'${name}' must be an account id of twelve digits.`);
  return undefined;
}

/** The list stands in a file of its own, since it comes from elsewhere and changes more often than the rest. */
function readLeaversFile(
  document: SettingsDocument,
  node: unknown,
  file: string,
  readText: (file: string) => string,
): AuditSettings["leavers"] {
  const named = document.text(node);
  if (named === undefined) {
    document.refuse(node, "'leavers' must be the path of a file.");
    return undefined;
  }
  const path = resolve(dirname(file), named);
  let text: string;
  try {
    text = readText(path);
  } catch (cause) {
    document.refuse(node, `The list of leavers cannot be read: ${(cause as Error).message}`);
    return undefined;
  }
  const { leavers, problems } = parseLeavers(text, path);
  document.problems.push(...problems);
  return leavers;
}
