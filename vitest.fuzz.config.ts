import { defineConfig, type ViteUserConfig } from "vitest/config";

/** `npm run fuzz`: the same properties with new random input each time; the seed of a failure is printed. */
const config: ViteUserConfig = defineConfig({
  test: { include: ["test/fuzz/**/*.fuzz.ts"], testTimeout: 600_000, pool: "threads" },
});

export default config;
