import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { oneOf } from "../options.ts";

const shells = ["bash", "zsh", "fish", "powershell"] as const;

/** `completion SHELL`: a script that completes commands and flags, made from the commands themselves. */
export function completionCommand(io: Io): Command {
  return new Command("completion")
    .summary("print a completion script for a shell")
    .description(
      "Prints a script that completes commands and flags. For bash, put this into ~/.bashrc:\n" +
        "  source <(trailproof completion bash)",
    )
    .addArgument(new Argument("<shell>", shells.join(", ")).choices(shells).argParser(oneOf(...shells)))
    .action(async (shell: (typeof shells)[number], _options: unknown, command: Command) => {
      const { completionScript } = await import("../run/completion.ts");
      io.stdout.write(completionScript(shell, command.parent as Command));
    });
}
