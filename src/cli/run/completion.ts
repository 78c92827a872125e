import type { Command, Option } from "commander";

/** One word list per command path: `trailproof rules` to its subcommands and flags. */
interface Words {
  /** Commands below the program, such as `rules show`; empty for the program itself. */
  readonly path: string;
  readonly subcommands: readonly string[];
  readonly flags: readonly string[];
  /** Flags whose value is one of a few. */
  readonly choices: readonly { readonly flag: string; readonly values: readonly string[] }[];
}

/** A completion script for `shell`, made from the commands themselves, so that it cannot name a flag that is not there. */
export function completionScript(shell: "bash" | "zsh" | "fish" | "powershell", root: Command): string {
  const words = wordsOf(root, "");
  switch (shell) {
    case "bash":
      return bash(words);
    case "zsh":
      // zsh runs bash completions once bashcompinit is loaded; one script less to keep right.
      return `#compdef trailproof\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
    case "fish":
      return fish(words);
    case "powershell":
      return powershell(words);
  }
}

function wordsOf(command: Command, path: string): readonly Words[] {
  const visible = command.commands.filter((child) => child.name() !== "help");
  const own: Words = {
    path,
    subcommands: visible.map((child) => child.name()),
    flags: [...command.options.flatMap(flagsOf), "--help"],
    choices: command.options.flatMap((option) =>
      enumerated(option).length === 0 ? [] : [{ flag: option.long ?? "", values: enumerated(option) }],
    ),
  };
  return [own, ...visible.flatMap((child) => wordsOf(child, `${path} ${child.name()}`.trim()))];
}

function flagsOf(option: Option): readonly string[] {
  return [option.short, option.long].filter((flag) => flag !== undefined && flag !== null);
}

/** The values of an option that takes one of a few. */
function enumerated(option: Option): readonly string[] {
  return option.argChoices ?? [];
}

function bash(words: readonly Words[]): string {
  const cases = words.map(
    ({ path, subcommands, flags, choices }) =>
      `    "${path}")\n` +
      choices
        .map(({ flag, values }) => `      [[ $previous == ${flag} ]] && words="${values.join(" ")}" && break\n`)
        .join("") +
      `      words="${[...subcommands, ...flags].join(" ")}" ;;\n`,
  );
  const paths = words.map(({ path }) => `"${path}"`).join("|");
  return (
    "_trailproof() {\n" +
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path="" words="" word\n' +
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do\n' +
    `    case "\${path:+$path }$word" in ${paths}) path="\${path:+$path }$word" ;; esac\n` +
    "  done\n" +
    "  while true; do\n" +
    '    case "$path" in\n' +
    cases.join("") +
    "    esac\n    break\n  done\n" +
    '  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))\n' +
    "}\n" +
    "complete -o filenames -F _trailproof trailproof\n"
  );
}

function fish(words: readonly Words[]): string {
  const lines = words.flatMap(({ path, subcommands, flags }) => {
    const condition =
      path === ""
        ? "__fish_use_subcommand"
        : path
            .split(" ")
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join("; and ");
    const start = `complete -c trailproof -n '${condition}'`;
    return [
      ...subcommands.map((name) => `${start} -f -a ${name}`),
      ...flags.map((flag) => (flag.startsWith("--") ? `${start} -l ${flag.slice(2)}` : `${start} -s ${flag.slice(1)}`)),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function powershell(words: readonly Words[]): string {
  const table = words
    .map(
      ({ path, subcommands, flags }) =>
        `    '${path}' = @(${[...subcommands, ...flags].map((word) => `'${word}'`).join(", ")})`,
    )
    .join("\n");
  return (
    "Register-ArgumentCompleter -Native -CommandName trailproof -ScriptBlock {\n" +
    "  param($current, $ast, $position)\n" +
    `  $words = @{\n${table}\n  }\n` +
    "  $path = ''\n" +
    "  foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {\n" +
    '    $next = "$path $element".Trim()\n' +
    "    if ($words.ContainsKey($next)) { $path = $next }\n" +
    "  }\n" +
    '  $words[$path] | Where-Object { $_ -like "$current*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }\n' +
    "}\n"
  );
}
