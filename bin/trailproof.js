#!/usr/bin/env node
import { existsSync } from "node:fs";

const entry = new URL("../dist/bin/main.js", import.meta.url);
if (existsSync(entry)) {
  const { run } = await import(entry.href);
  await run();
} else {
  console.error("trailproof is not built yet: run `npm run build` (or `npm start`) in its folder.");
  process.exitCode = 4;
}
