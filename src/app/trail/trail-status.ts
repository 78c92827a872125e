import type { ConnectionOptions } from "../../collect/index.ts";
import { Problem, type TrailStatusFacts } from "../../model/index.ts";
import { trailStatus } from "../../provision/index.ts";
import { openTrailAws } from "./trail-aws.ts";

export interface TrailStatusResult {
  readonly account: string;
  readonly region: string;
  /** AWS's own clock, ISO 8601, UTC. */
  readonly readAt: string;
  readonly trails: readonly TrailStatusFacts[];
}

/** What trails record and deliver now. Throws Problems; `input.nothing` where there is no such trail. */
export async function readTrailStatus(
  name: string | undefined,
  connection: ConnectionOptions,
): Promise<TrailStatusResult> {
  const aws = await openTrailAws(connection);
  try {
    const trails = await trailStatus(aws, aws.region, name);
    if (trails.length === 0 && name !== undefined) {
      throw new Problem("input.nothing", `There is no trail ${name} in account ${aws.account}.`, {
        hint: "trailproof trail status without a name lists all trails.",
      });
    }
    const { server, local } = aws.connection.dates.seen.at(-1) ?? { server: 0, local: 0 };
    const readAt = new Date(Date.now() + server - local).toISOString();
    return { account: aws.account, region: aws.region, readAt, trails };
  } finally {
    aws.connection.close();
  }
}
