/**
 * Writes everything in the repository that follows from something else: the registry of checks, the reference
 * pages and the JSON Schemas. With `--check` it writes nothing and fails when a file is stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { checkRegistry } from "./generate/check-registry.ts";
import { isKernelFresh } from "./generate/kernel.ts";

const check = process.argv.includes("--check");
const stale: string[] = [];

// The registry comes first: the pages are made from the checks that it lists.
write("src/audit/checks/index.generated.ts", checkRegistry("src/audit/checks"));

const { checksPage } = await import("./generate/checks-page.ts");
const { rulesPage } = await import("./generate/rules-page.ts");
const { frameworksPage } = await import("./generate/frameworks-page.ts");
const { cliPage } = await import("./generate/cli-page.ts");
const { problemsPage } = await import("./generate/problems-page.ts");
const { snapshotJsonSchema } = await import("../src/collect/index.ts");

write("docs/reference/checks.md", checksPage());
write("docs/reference/rules.md", await rulesPage());
write("docs/reference/frameworks.md", frameworksPage());
write("docs/reference/cli.md", cliPage());
write("docs/reference/problems.md", problemsPage());
write("schemas/snapshot.schema.json", `${JSON.stringify(snapshotJsonSchema(), null, 2)}\n`);

if (!isKernelFresh("wasm")) {
  console.error("Stale: src/logs/kernel.generated.ts. Run `node scripts/build-kernel.mjs` and commit what it writes.");
  process.exitCode = 1;
}
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(", ")}. Run \`npm run generate\` and commit what it writes.`);
  process.exitCode = 1;
}

function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  if (check) {
    stale.push(file);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${file}`);
}
