// Makes a fresh clone usable, and does nothing when nothing changed. Needs only Node and npm, so it is plain JavaScript.
// It installs what the lock file names, compiles src/ to dist/ and writes the CloudTrail logs of the built-in account.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const buildOnly = process.argv.includes("--build");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`trailproof needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(2);
}

if (!buildOnly) {
  await step({
    what: "Installing the packages that the lock file names",
    inputs: ["package.json", "package-lock.json"],
    stamp: "node_modules/.trailproof-stamp",
    run: () => npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
  });
}
await step({
  what: "Compiling",
  inputs: ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json", "src", "scripts/bundle.mjs"],
  stamp: "dist/.stamp",
  run: async () => {
    rmSync(join(root, "dist"), { recursive: true, force: true });
    // Types are checked by `npm run check:types`, of the tests as well; to check them twice takes as long as all else here.
    node("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--noCheck");
    const { bundle } = await import("./bundle.mjs");
    await bundle();
  },
});
await step({
  what: "Reading the rules",
  inputs: [
    "package.json",
    "tsconfig.build.json",
    "src/sigma",
    "src/model",
    "src/app/version.ts",
    "src/app/rules/builtin-rules.ts",
    "rules",
  ],
  stamp: "dist/.rules-stamp",
  run: async () => {
    const { prebuildRules } = await import("../dist/app/rules/builtin-rules.js");
    writeFileSync(join(root, "dist/builtin-rules.json"), JSON.stringify(prebuildRules()));
  },
});
await step({
  what: "Writing the logs of the built-in account",
  inputs: ["scripts/samples", "src/sandbox/seed/aerosecure"],
  stamp: "samples/aerosecure/cloudtrail/.stamp",
  run: () => node("node_modules/tsx/dist/cli.mjs", "scripts/samples/generate.ts"),
});

/** Runs a step when its inputs differ from those of the last run that succeeded. */
async function step({ what, inputs, stamp, run }) {
  const wanted = fingerprint(inputs);
  const stampFile = join(root, stamp);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  const started = Date.now();
  process.stderr.write(`${what} ...`);
  await run();
  mkdirSync(join(stampFile, ".."), { recursive: true });
  writeFileSync(stampFile, wanted);
  process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** One hash over names and contents, so that a renamed or deleted source counts as a change. */
function fingerprint(inputs) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "");
  for (const file of inputs.flatMap((input) => filesBelow(join(root, input))).sort()) {
    hash.update(`\n${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => filesBelow(join(path, entry.name)));
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
}

function node(...args) {
  command(process.execPath, args);
}

function npm(...args) {
  // npm names its own program for us; started by hand we look for it on the PATH.
  const program = process.env.npm_execpath;
  if (program?.endsWith(".js")) command(process.execPath, [program, ...args]);
  else command(process.platform === "win32" ? "npm.cmd" : "npm", args);
}

function command(program, args) {
  // What they print goes to stderr: stdout belongs to the command that follows.
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  console.error(`\n${error?.message ?? `${args[0]} ended with ${status}`}`);
  process.exit(status ?? 1);
}
