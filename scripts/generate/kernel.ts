import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kernelSource } from "../../src/logs/kernel.generated.ts";

/** False when the source of the kernel has changed since it was compiled; to know, no compiler is needed. */
export function isKernelFresh(folder: string): boolean {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex") === kernelSource;
}
