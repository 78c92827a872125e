import { execFile, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setDeliveryOptions, type Tampering, tamper } from "../../src/sandbox/deliver/index.ts";
import { deliveryPolicy } from "../../src/sandbox/deliver/trail.fixture.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";

const version = /aws-cli\/(\d+)\.(\d+)/.exec(spawnSync("aws", ["--version"], { encoding: "utf8" }).stdout ?? "");
const [, major = "0", minor = "0"] = version ?? [];
/** Older ones ask the real AWS for S3. */
const canBePointed = (major === "1" && Number(minor) >= 29) || (major === "2" && Number(minor) >= 13);
const reason = version === null ? "no aws here" : canBePointed ? "" : `aws ${major}.${minor} knows no AWS_ENDPOINT_URL`;

const bucket = "iam-logs-111122223333";
const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events";
const hour = 3_600_000;

describe.skipIf(reason !== "")(
  `AWS CLI validate-logs${reason === "" ? "" : ` (${reason})`}`,
  { timeout: 300_000 },
  () => {
    let sandbox: Sandbox;

    beforeAll(async () => {
      sandbox = await startSandbox({ speed: 0, startsAt: Date.parse("2026-11-21T20:00:00Z") });
      await aws("s3api", "create-bucket", "--bucket", bucket);
      await aws("s3api", "put-bucket-policy", "--bucket", bucket, "--policy", deliveryPolicy(arn));
      const flags = ["--is-multi-region-trail", "--enable-log-file-validation"];
      await aws("cloudtrail", "create-trail", "--name", "management-events", "--s3-bucket-name", bucket, ...flags);
      await aws("cloudtrail", "start-logging", "--name", "management-events");
      for (const name of ["a", "b", "c", "d"]) {
        await aws("iam", "create-user", "--user-name", `user-${name}`);
        sandbox.tick(hour);
      }
    }, 120_000);
    afterAll(async () => {
      await sandbox?.close();
    });

    it("finds our chain of digests and all log files valid", async () => {
      const { code, output } = await validate();
      expect(output).toMatch(/(\d+)\/\1 digest files valid\s+(\d+)\/\2 log files valid/);
      expect(output).not.toContain("INVALID");
      expect(output).not.toContain("0/0");
      expect(code).toBe(0);
    });

    it("finds a backfill digest valid", async () => {
      setDeliveryOptions(sandbox.world, { backfill: true });
      await aws("iam", "create-user", "--user-name", "late");
      sandbox.tick(hour);
      setDeliveryOptions(sandbox.world, { backfill: false });
      sandbox.tick(hour);
      const { code, output } = await validate();
      expect(output).toContain("1/1 backfill digest files valid");
      expect(output).not.toContain("INVALID");
      expect(code).toBe(0);
    });

    it("finds a chain valid that was stopped and begun again", async () => {
      await aws("cloudtrail", "stop-logging", "--name", "management-events");
      sandbox.tick(2 * hour);
      await aws("cloudtrail", "start-logging", "--name", "management-events");
      await aws("iam", "create-user", "--user-name", "after-the-gap");
      sandbox.tick(2 * hour);
      const { code, output } = await validate();
      expect(output).toContain("No log files were delivered by CloudTrail between");
      expect(output).not.toContain("INVALID");
      expect(code).toBe(0);
    });

    const visible: readonly (readonly [Tampering, RegExp])[] = [
      ["modify-log", /Log file\s+s3:\S+\s+INVALID: hash value doesn't match/],
      ["truncate-log", /Log file\s+s3:\S+\s+INVALID: (?:invalid format|hash value doesn't match)/],
      ["delete-log", /Log file\s+s3:\S+\s+INVALID: not found/],
      ["break-signature", /Digest file\s+s3:\S+\s+INVALID: signature verification failed/],
      ["delete-digest", /Digest file\s+s3:\S+\s+INVALID: not found/],
    ];
    it.each(visible)("sees %s", async (kind, words) => {
      const done = tamper(sandbox.world, kind, bucket, kind === "delete-digest" ? middleDigest() : undefined);
      const { code, output } = await validate();
      expect(output).toMatch(words);
      expect(output).toContain(done.key);
      expect(code).toBe(1);
    });

    it("sees an appended member or not, and never takes it for another change", async () => {
      const { key } = tamper(sandbox.world, "append-member", bucket, await untouchedLog());
      const line = (await validate()).output.split("\n").find((some) => some.includes(key));
      // Since May 2026 the CLI sees it.
      expect(line).toMatch(/valid$|unexpected data after end of compressed stream/);
      expect(line).not.toContain("hash value");
    });

    it("does not see a planted file", async () => {
      const before = await validate();
      const { key } = tamper(sandbox.world, "plant-log", bucket);
      const after = await validate();
      expect(after.output).toBe(before.output);
      expect(after.output).not.toContain(key);
    });

    it("goes on over the rotation of the key", async () => {
      sandbox.tick(31 * 24 * hour);
      const keys = JSON.parse(
        await aws("cloudtrail", "list-public-keys", "--start-time", "2026-11-21", "--output", "json"),
      ).PublicKeyList;
      expect(keys).toHaveLength(2);
      const { code, output } = await validate("2026-12-10T00:00:00Z");
      expect(output).not.toContain("INVALID");
      expect(code).toBe(0);
    });

    async function untouchedLog(): Promise<string | undefined> {
      const { output } = await validate();
      return /Log file\s+s3:\/\/[^/]+\/(\S+)\s+valid/.exec(output)?.[1];
    }

    /** The newest one is not missed: nothing names it. */
    function middleDigest(): string | undefined {
      return [...sandbox.world.objects(bucket).values()]
        .map(({ key }) => key)
        .filter((key) => key.includes("CloudTrail-Digest/us-east-1/2026/11/21"))
        .sort()
        .at(1);
    }

    async function validate(
      from = "2026-11-21T00:00:00Z",
    ): Promise<{ readonly code: number; readonly output: string }> {
      const args = ["cloudtrail", "validate-logs", "--trail-arn", arn, "--start-time", from, "--verbose"];
      const end = new Date(sandbox.world.clock.now()).toISOString();
      return run([...args, "--end-time", end]);
    }

    async function aws(...args: readonly string[]): Promise<string> {
      const { code, output } = await run(args);
      if (code !== 0) throw new Error(`aws ${args.slice(0, 2).join(" ")}: ${output}`);
      return output;
    }

    function run(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
      const { PATH = "", HOME = "" } = process.env;
      const env = { PATH, HOME, ...sandbox.env, AWS_DEFAULT_REGION: "us-east-1", AWS_PAGER: "" };
      return new Promise((resolve) => {
        execFile("aws", [...args], { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
        });
      });
    }
  },
);
