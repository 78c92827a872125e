/** An AWS-compatible account in one process: real clients over HTTP on 127.0.0.1, recorded by a CloudTrail of its own. */
export { clientEnvironment } from "./client-environment.ts";
export { tamperKinds } from "./deliver/index.ts";
export { readRunning } from "./running-file.ts";
export { parseChaos } from "./server/index.ts";
export { totpCode } from "./services/iam/totp.ts";
export { firstAccount, type Sandbox, type SandboxOptions, startSandbox } from "./start-sandbox.ts";
