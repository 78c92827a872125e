import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Unit tests lie beside their file; tests of the whole lie in `test/`. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    exclude: ["test/judges/**"],
    testTimeout: 30_000,
    pool: "threads",
    // The default leaves one core idle, which on two is half of the machine.
    maxWorkers: "100%",
  },
});

export default config;
