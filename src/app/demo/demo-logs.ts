import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connect } from "../../collect/index.ts";
import { parseDigestFileKey, parseLogFileKey } from "../../integrity/index.ts";
import { openBucket } from "../../logs/index.ts";
import type { DemoPlace } from "./demo-account.ts";

/** What a bucket's trail delivered so far. */
export interface DeliveredFiles {
  readonly logs: number;
  readonly digests: number;
}

/** Copies the log files of a bucket to a folder, packed as they are, below their keys. Throws Problems. */
export async function copyLogs(place: DemoPlace, bucket: string, folder: string): Promise<DeliveredFiles> {
  const { region, credentials, close } = await connect(place.connection);
  const { endpointUrl } = place.connection;
  try {
    const archive = await openBucket(bucket, { region, credentials, endpointUrl });
    let [logs, digests] = [0, 0];
    for await (const page of archive.list("AWSLogs/")) {
      for (const { key } of page) {
        if (parseDigestFileKey(key) !== undefined) digests += 1;
        // Only a key that has the form of a log file's becomes a path.
        if (parseLogFileKey(key)?.prefix !== "") continue;
        const bytes = await archive.get(key, async ({ chunks }) => bytesOf(chunks));
        if (bytes === undefined) continue;
        const path = join(folder, bucket, key);
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(path, bytes, { mode: 0o600 });
        logs += 1;
      }
    }
    return { logs, digests };
  } finally {
    close();
  }
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
