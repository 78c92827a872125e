import { execFile, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { iso, type MadeTrail, makeTrail } from "../support/made-trail.ts";
import { runVerify, verdictLines } from "../support/run-verify.ts";
import { copyOf, tamperings } from "../support/tamper-trail.ts";
import { madeTrailArn, serveTrail, type TrailServer } from "../support/trail-server.ts";

/** The real judge: `aws cloudtrail validate-logs`, which asks the same made-up bucket. */
const version = /aws-cli\/(\d+)\.(\d+)/.exec(spawnSync("aws", ["--version"], { encoding: "utf8" }).stdout ?? "");
const [, major = "0", minor = "0"] = version ?? [];
/** Older ones know no backfill digests, and ask the real AWS for S3. */
const isNew = (major === "1" && Number(minor) >= 45) || (major === "2" && Number(minor) >= 34);
const reason = version === null ? "no aws here" : isNew ? "" : `aws ${major}.${minor} knows no backfill digests`;
const credentials = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example" };
const trailing = "INVALID: unexpected data after end of compressed stream";

describe.skipIf(reason !== "")(
  `verdicts are those of aws cloudtrail validate-logs${reason && ` (skipped: ${reason})`}`,
  () => {
    const saved = { ...process.env };
    beforeAll(() => void Object.assign(process.env, credentials));
    afterAll(() => {
      process.env = saved;
    });

    it.each([
      ["as delivered", makeTrail({ hours: 4, backfills: [1] })],
      ["restarted", makeTrail({ hours: 4, restarts: { 1: 2 } })],
      ["below a prefix", makeTrail({ hours: 2, prefix: "logs/all" })],
      ["over many pages and days", makeTrail({ hours: 50, logsPerHour: 1 })],
    ])("of a chain %s", async (_name, trail) => {
      const { ours, theirs } = await judge(trail, trail);
      expect(theirs.lines.size).toBe(trail.objects.size);
      expect(ours.lines).toEqual(theirs.lines);
      expect(theirs.code).toBe(0);
    });

    it.each(tamperings.map((tampering) => [tampering.name, tampering] as const))(
      "when %s",
      async (_name, { apply }) => {
        const trail = copyOf(makeTrail({ hours: 4, logsPerHour: 2, backfills: [2] }));
        let picks = 0;
        // In the middle, so that there is something before and after it; what else there is to choose is the first.
        const found = apply(trail, (count) => (picks++ === 0 ? Math.floor(count / 2) : 0));
        expect(found).toBeDefined();
        const { ours, theirs } = await judge(trail, { ...trail, publicKeys: found?.publicKeys ?? trail.publicKeys });
        for (const [s3, reason] of theirs.lines) {
          const said = ours.lines.get(s3)?.replace(/ \(.*\)$/, "");
          // It looks neither behind the first gzip member nor at the dates of keys.
          const isBlind = reason === "valid" && (said === trailing || said?.includes("public key not found") === true);
          if (!isBlind && !isUnderBlind(said, ours.lines)) expect([s3, said]).toEqual([s3, reason]);
        }
        const more = [...ours.lines].filter(([s3]) => !theirs.lines.has(s3)).map(([, reason]) => reason);
        expect(more.filter((reason) => !/^(UNREFERENCED|unchecked)/.test(reason))).toEqual([]);
        expect(ours.code).toBe(3);
        if (theirs.code === 1) expect([...theirs.lines.values()].some((reason) => reason !== "valid")).toBe(true);
      },
    );
  },
);

/** Log files under a digest that only we find fault with. */
function isUnderBlind(said: string | undefined, lines: ReadonlyMap<string, string>): boolean {
  const hasFault = [...lines].some(
    ([s3, reason]) => s3.includes("-Digest") && /^INVALID: (unexpected|public key)/.test(reason),
  );
  return said?.startsWith("unchecked") === true && hasFault;
}

interface Judged {
  readonly code: number;
  readonly lines: ReadonlyMap<string, string>;
}

async function judge(whole: MadeTrail, served: MadeTrail): Promise<{ readonly ours: Judged; readonly theirs: Judged }> {
  const server = await serveTrail(served, whole.objects);
  const [from, to] = [whole.digests[0]?.from ?? 0, whole.digests.at(-1)?.to ?? 0].map(iso);
  const prefix = /^(?:(.+)\/)?AWSLogs\//.exec([...whole.objects.keys()][0] ?? "")?.[1] ?? "";
  try {
    const place = ["--s3-bucket", whole.bucket, ...(prefix === "" ? [] : ["--s3-prefix", prefix])];
    const theirs = await askAws(server, ["--start-time", from ?? "", "--end-time", to ?? "", ...place]);
    const asked = [madeTrailArn, "--endpoint-url", server.url, "--from", from ?? "", "--to", to ?? "", ...place];
    const { code, stdout } = await runVerify(asked);
    return { ours: { code, lines: verdictLines(stdout) }, theirs };
  } finally {
    server.close();
  }
}

function askAws(server: TrailServer, args: readonly string[]): Promise<Judged> {
  const command = ["cloudtrail", "validate-logs", "--verbose", "--trail-arn", madeTrailArn, ...args];
  const env = { ...process.env, AWS_ENDPOINT_URL: server.url, AWS_DEFAULT_REGION: "us-east-1" };
  return new Promise((resolve) => {
    execFile("aws", command, { env }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : 0;
      resolve({ code, lines: verdictLines(`${stdout}\n${stderr}`) });
    });
  });
}
