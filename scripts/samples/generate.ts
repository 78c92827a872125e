import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { JsonObject } from "../../src/model/index.ts";
import { accountSummary, passwordPolicy } from "./account-settings.ts";
import { authorizationDetails } from "./authorization-details.ts";
import { credentialReport, credentialReportAnswer } from "./credential-report.ts";
import { type Delivery, deliver, logFileText } from "./delivery.ts";
import { tellStory } from "./events/story.ts";
import { lastAccessed } from "./last-accessed.ts";
import { type Manifest, manifestOf } from "./manifest.ts";
import { createRandom } from "./random.ts";
import { trailFiles } from "./trails.ts";
import { usageOf } from "./usage.ts";

export type { Manifest } from "./manifest.ts";

/** Change it and everything that is left to chance changes. */
const seed = "aerosecure-2026";

/**
 * Writes the AeroSecure account to a folder: saved answers of AWS CLI, `manifest.json` and, if asked (the default), the log
 * files below `cloudtrail/`. When that folder already holds what this generator makes, nothing is written.
 */
export async function generateSamples(
  outDir: string,
  options: { readonly cloudtrail: boolean } = { cloudtrail: true },
): Promise<Manifest> {
  const stampFile = join(outDir, "cloudtrail", ".generated");
  const stamp = await sourcesHash();
  const present = await textOf(join(outDir, "manifest.json"));
  // A boundary: the manifest was written by this generator, as the stamp says.
  if (present !== undefined && (await textOf(stampFile)) === stampOf(stamp, present))
    return JSON.parse(present) as Manifest;

  const { files, delivery, manifest } = buildSamples();
  await mkdir(outDir, { recursive: true });
  for (const [name, content] of files) {
    if ((await textOf(join(outDir, name))) !== content) await writeFile(join(outDir, name), content);
  }
  if (options.cloudtrail) {
    await writeLogs(join(outDir, "cloudtrail"), delivery);
    await writeFile(stampFile, stampOf(stamp, files.get("manifest.json") ?? ""));
  }
  return manifest;
}

/** Everything in memory: small files by name, and the log files. */
export function buildSamples(): {
  readonly files: ReadonlyMap<string, string>;
  readonly delivery: Delivery;
  readonly manifest: Manifest;
} {
  const random = createRandom(seed);
  const story = tellStory(random);
  const delivery = deliver(random.fork("delivery"), story.events);
  const answers = savedAnswers(delivery);
  const manifest = manifestOf(seed, story, delivery, answers);
  return { files: new Map([...answers, ["manifest.json", toText(manifest)]]), delivery, manifest };
}

function savedAnswers({ events, files }: Delivery): Map<string, string> {
  const usage = usageOf(events);
  const csv = credentialReport(usage);
  const lastFile = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(
    files.filter(({ key }) => key.includes("us-east-1")).at(-1)?.key ?? "",
  );
  const [, year, month, day, hour, minute] = lastFile ?? [];
  const lastDelivery = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:12Z`);
  return new Map([
    ["credential-report.csv", csv],
    ["credential-report.json", toText(credentialReportAnswer(csv))],
    ["authorization-details.json", toText(authorizationDetails(usage))],
    ["account-summary.json", toText(accountSummary())],
    ["password-policy.json", toText(passwordPolicy())],
    ...[...trailFiles(lastDelivery)].map(([name, answer]): [string, string] => [name, toText(answer)]),
    ["last-accessed.developer-1.json", toText(lastAccessed("developer-1", "SERVICE_LEVEL", usage))],
    ["last-accessed.audit-user.json", toText(lastAccessed("audit-user", "SERVICE_LEVEL", usage))],
    ["last-accessed.admin-user.json", toText(lastAccessed("admin-user", "ACTION_LEVEL", usage))],
  ]);
}

/** As AWS CLI prints JSON. */
function toText(value: JsonObject | Manifest): string {
  return `${JSON.stringify(value, null, 4)}\n`;
}

async function writeLogs(directory: string, { files }: Delivery): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  const folders = new Set(files.map(({ key }) => dirname(key)));
  for (const folder of folders) await mkdir(join(directory, folder), { recursive: true });
  for (const { key, records } of files)
    await writeFile(join(directory, key), gzipSync(logFileText(records), { level: 6 }));
}

/** Of this generator's own sources: when one changes, the folder is made anew. */
async function sourcesHash(): Promise<string> {
  const here = dirname(fileURLToPath(import.meta.url));
  const names = (await readdir(here, { recursive: true })).filter((name) => /\.[jt]s$/.test(name)).sort();
  const hash = createHash("sha256");
  for (const name of names) hash.update(name.replaceAll("\\", "/")).update(await readFile(join(here, name)));
  return hash.digest("hex");
}

function stampOf(sources: string, manifest: string): string {
  return createHash("sha256").update(sources).update(manifest).digest("hex");
}

async function textOf(file: string): Promise<string | undefined> {
  return existsSync(file) ? await readFile(file, "utf8") : undefined;
}

/** `--check`: compares what would be made with what is there; 1 when the small files are stale. */
async function main(): Promise<number> {
  const outDir = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "samples", "aerosecure");
  if (!argv.includes("--check")) {
    const { cloudtrail } = await generateSamples(outDir);
    stdout.write(`samples/aerosecure: ${cloudtrail.events} events in ${cloudtrail.files} files\n`);
    return 0;
  }
  const stale: string[] = [];
  for (const [name, content] of buildSamples().files) {
    if ((await textOf(join(outDir, name))) !== content) stale.push(name);
  }
  if (stale.length > 0)
    stderr.write(`Stale in samples/aerosecure: ${stale.join(", ")}. Run: npx tsx scripts/samples/generate.ts\n`);
  return stale.length === 0 ? 0 : 1;
}

// Links are followed, as Node does for the module itself.
if (argv[1] !== undefined && existsSync(argv[1]) && realpathSync(argv[1]) === fileURLToPath(import.meta.url))
  exit(await main());
