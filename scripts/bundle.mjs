// Joins the compiled modules and packages of the command line into few files below dist/bin: to load hundreds of small ones takes
// longer than many a command does. The library (`import "trailproof"`) stays as compiled.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** `packageRoot` and `codeRoot` stay true, since dist/bin is as deep as dist/app; workers lie beside who starts them. */
export async function bundle() {
  const main = await build({ ...options, entryPoints: ["dist/cli/main.js"], splitting: true, plugins: [apart] });
  // What commands share is in many small files, and for `detect` to load thirty of them takes a third longer than a few.
  const detect = await build({ ...options, entryPoints: ["dist/cli/run/report-detections.js"], splitting: true });
  // On its own each holds only what a thread needs, and there are as many copies of it as threads.
  for (const worker of ["detect/scan-worker", "behaviour/behaviour-worker"]) {
    await build({ ...options, entryPoints: [`dist/app/${worker}.js`] });
  }
  const packages = new Set(
    [main, detect]
      .flatMap(({ metafile }) => Object.keys(metafile.inputs))
      .flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
  );
  writeFileSync(join(root, "dist/bin/LICENSES.txt"), [...packages].sort().map(licence).join("\n"));
}

const options = {
  absWorkingDir: root,
  outdir: "dist/bin",
  entryNames: "[name]",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  metafile: true,
  // Large, and loaded by the few commands that call AWS or answer like it.
  external: ["@aws-sdk/*", "@smithy/*"],
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
  // Packages in CommonJS ask for Node's own modules.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module";\nconst require = requireOf(import.meta.url);',
  },
};

/** Leaves to the build of its own what has one. */
const apart = {
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/report-detections\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** What a package asks to be passed on with its code. */
function licence(name) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined || !existsSync(join(folder, file))) throw new Error(`${name} has no licence to pass on.`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
