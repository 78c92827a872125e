import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { loadRules } from "../src/app/rules/load-rules.ts";
import { foreignAccountReads } from "../src/detect/facts/foreign-accounts.ts";
import { derivedFieldNames } from "../src/detect/index.ts";
import { derivedFields } from "../src/sigma/lint/record-fields.ts";
import { trailproof } from "./run-cli.ts";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
].filter((name) => name.endsWith(".md"));

/** `$ trailproof ...` in a console block, and the lines below it up to the next command. */
interface Example {
  readonly page: string;
  readonly command: string;
  readonly output: string;
}

const examples = pages.flatMap((page) => consoleExamples(page));

describe("what the documentation shows is what the commands print", () => {
  test.each(examples.map((example) => [`${example.page}: ${example.command}`, example] as const))(
    "%s",
    async (_name, { command, output }) => {
      const { stdout } = await trailproof(words(command).slice(1));
      // A line of three dots stands for any number of lines.
      const parts = output.split(/^\.\.\.$/m);
      let rest = stdout.trimEnd();
      expect(rest.startsWith(parts[0]?.trimEnd() ?? "")).toBe(true);
      for (const part of parts) {
        const at = rest.indexOf(part.trim());
        expect(at, `${part.trim().slice(0, 200)}\n--- not in ---\n${rest.slice(0, 4000)}`).toBeGreaterThanOrEqual(0);
        rest = rest.slice(at + part.trim().length);
      }
      if (parts.at(-1)?.trim() !== "") expect(rest.trim()).toBe("");
    },
  );

  test("there are examples at all", () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });
});

test("every relative link leads to a file", () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(normalize(join(dirname(page), target))))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test("all derived fields are told, and no others", () => {
  const page = readFileSync("docs/reference/derived-fields.md", "utf8");
  const told = [...page.matchAll(/^\| `(derived\.\w+)`/gm)].map(([, field]) => field);
  expect(told.sort()).toEqual([...derivedFieldNames].sort());
  expect([...derivedFields].sort()).toEqual([...derivedFieldNames].sort());
  for (const field of foreignAccountReads) {
    const [first, ...rest] = field.split(".");
    if (first === "requestParameters" && !/accountids?$/i.test(field)) expect(page).toContain(`\`${rest.join(".")}\``);
  }
});

test("the quick start is exactly npm start and npm test", () => {
  const [block = ""] = /```sh\n[\s\S]*?```/.exec(readFileSync("README.md", "utf8")) ?? [];
  const commands = block
    .split("\n")
    .slice(1, -1)
    .map((line) => line.replace(/\s*#.*/, ""));
  expect(commands).toEqual(["npm start", "npm test"]);
});

test("every placeholder that a built-in rule waits for is in the configuration page", () => {
  const page = readFileSync("docs/configuration.md", "utf8");
  const { waiting } = loadRules([], { builtin: true });
  const names = new Set(waiting.flatMap(({ needs }) => needs));
  expect(names.size).toBeGreaterThan(10);
  expect([...names].filter((name) => !page.includes(`| \`${name}\``))).toEqual([]);
});

function consoleExamples(page: string): readonly Example[] {
  const blocks = [...readFileSync(page, "utf8").matchAll(/^```console\n([\s\S]*?)^```/gm)].map(
    ([, block = ""]) => block,
  );
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = "", ...output] = part.split("\n");
        return { page, command, output: output.join("\n").trimEnd() };
      })
      .filter(({ command }) => command.startsWith("trailproof ")),
  );
}

/** Splits at blanks, but not inside quotes. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? "",
  );
}
