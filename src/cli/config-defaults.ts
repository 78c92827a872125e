import { type Command, InvalidArgumentError, type Option } from "commander";
import { readSettings } from "../app/settings/read-settings.ts";
import { Problem } from "../model/index.ts";
import { suggestion } from "./options.ts";

/**
 * Fills in flags from `defaults:` of the configuration, where neither the command line nor the environment has set them.
 * A flag of another command is left alone; one that no command has is a mistake.
 */
export function applyConfigDefaults(command: Command, allOptions: readonly Option[]): void {
  const { config } = command.opts<{ config?: string }>();
  if (config === undefined) return;
  // Mistakes elsewhere in the file are reported by the command, all at once.
  for (const [name, { text, location }] of readSettings(config).settings.defaults) {
    const isNamed = (option: Option): boolean => option.long === `--${name}`;
    if (!allOptions.some(isNamed)) {
      const known = allOptions.flatMap(({ long }) => (long ? [long.slice(2)] : []));
      throw new Problem("config.invalid", `There is no flag --${name}. ${suggestion(name, known)}`.trim(), {
        location,
      });
    }
    const option = command.options.find(isNamed);
    if (option === undefined) continue;
    const key = option.attributeName();
    if (!["default", undefined].includes(command.getOptionValueSource(key))) continue;
    try {
      command.setOptionValueWithSource(key, parsedValue(option, text), "config");
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new Problem("config.invalid", `--${name}: ${error.message}`, { location });
    }
  }
}

function parsedValue(option: Option, text: string): unknown {
  if (option.isBoolean() || option.negate) {
    if (text !== "true" && text !== "false") throw new InvalidArgumentError("It is either true or false.");
    return (text === "true") !== option.negate;
  }
  return option.parseArg === undefined ? text : option.parseArg(text, undefined);
}
