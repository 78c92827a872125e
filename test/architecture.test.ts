import { readdirSync, readFileSync } from "node:fs";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseConfig from "dependency-cruiser/config-utl/extract-depcruise-config";
import { expect, test } from "vitest";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => /[.]tsx?$/.test(file));

const config = await extractDepcruiseConfig("./.dependency-cruiser.mjs");
const { output } = await cruise(["src"], { ruleSet: config, validate: true, ...config.options });
const { modules, summary } = output as ICruiseResult;

test("every import follows the arrows of docs/architecture.md", () => {
  expect(summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  // A cruiser that cannot read TypeScript finds no module, and no violation either.
  expect(modules.filter(({ source }) => source.startsWith("src/"))).toHaveLength(sources.length);
});

test("the folders of a layer import one another in no circle", () => {
  const imports = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = folderOf(source);
    if (from === undefined || /[.](test|fixture)[.]/.test(source)) continue;
    for (const { resolved } of dependencies) {
      const to = folderOf(resolved);
      if (to !== undefined && to !== from) imports.set(from, (imports.get(from) ?? new Set()).add(to));
    }
  }

  // What imports nothing else that is left is taken away, until only circles are left.
  for (let before = -1; before !== imports.size; ) {
    before = imports.size;
    for (const [from, to] of imports) if (![...to].some((folder) => imports.has(folder))) imports.delete(from);
  }
  expect(modules.some(({ source }) => folderOf(source) === "src/app/detect")).toBe(true);
  expect([...imports].map(([from, to]) => `${from} -> ${[...to].join(", ")}`)).toEqual([]);
});

/** `src/app/detect` for whatever lies in it; undefined for files of a layer itself. */
function folderOf(file: string): string | undefined {
  return /^src\/[^/]+\/[^/]+(?=\/)/.exec(file)?.[0];
}

test("every layer of the code has its row in docs/architecture.md", () => {
  const text = readFileSync("docs/architecture.md", "utf8");
  for (const layer of new Set(sources.filter((file) => file.includes("/")).map((file) => file.split("/")[0]))) {
    expect(text).toMatch(new RegExp(`^\\| \`${layer}\` +\\|`, "m"));
  }
});

test("the direct dependencies are few, pinned and free of copyleft", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  // AWS's SDK is one library that comes as a package for each service, and one below them.
  const libraries = new Set(Object.keys(dependencies).map((name) => name.replace(/^@(aws-sdk|smithy)\/.*/, "AWS SDK")));
  expect([...libraries].length).toBeLessThanOrEqual(12);
  for (const [name, version] of Object.entries(dependencies)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    const { license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { license: string };
    expect(license, name).toMatch(/^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause)$/);
  }
});

test("the lock file records no download addresses", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toMatch(/"resolved": "http/);
});
