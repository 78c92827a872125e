import { defineConfig, type ViteUserConfig } from "vitest/config";

/** What others say of us: AWS CLI and moto. They are not part of `npm test`, which needs only Node. One at a time: they are heavy. */
const config: ViteUserConfig = defineConfig({
  test: { include: ["test/judges/**/*.test.ts"], testTimeout: 300_000, pool: "threads", fileParallelism: false },
});

export default config;
