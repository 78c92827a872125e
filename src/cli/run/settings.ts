import { readSettings } from "../../app/settings/read-settings.ts";
import { defaultSettings, type Settings } from "../../app/settings/settings.ts";
import type { Io } from "../io.ts";
import { printProblem } from "../problems.ts";

/** The settings of `--config`; undefined when the file has mistakes, which are printed: half a configuration is none. */
export function requireSettings(file: string | undefined, io: Io): Settings | undefined {
  if (file === undefined) return defaultSettings;
  const { settings, problems } = readSettings(file);
  for (const problem of problems) printProblem(io.stderr, problem, "error");
  return problems.length === 0 ? settings : undefined;
}
