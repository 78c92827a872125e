import { defineConfig, type ViteUserConfig } from "vitest/config";

/** They replace a module for all who import it. */
const alone = ["src/logs/rows-without-kernel.test.ts"];

/** Unit tests lie beside their file; tests of the whole lie in `test/`. */
const config: ViteUserConfig = defineConfig({
  test: {
    testTimeout: 30_000,
    globalSetup: "test/support/temporary-files.ts",
    pool: "threads",
    // The program as it is shipped is run as it is.
    server: { deps: { external: [/\/dist\/bin\//] } },
    // The default leaves one core idle, which on two is half of the machine.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
          exclude: ["test/judges/**", ...alone],
          // Modules are loaded once for all files of a thread: to load them for each file takes longer than most tests.
          isolate: false,
        },
      },
      { extends: true, test: { name: "alone", include: alone } },
    ],
  },
});

export default config;
