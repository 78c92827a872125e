import { readTrailStatus } from "../../app/trail/trail-status.ts";
import { renderTrailStatus } from "../../report/index.ts";
import type { Io } from "../io.ts";
import { type TrailAwsOptions, trailTerminal, withTrailTarget } from "./trail-connection.ts";

export interface TrailStatusCommandOptions extends TrailAwsOptions {
  readonly output: "table" | "json";
}

/** `trail status`: 4 when there is no such trail. */
export async function runTrailStatus(
  name: string | undefined,
  options: TrailStatusCommandOptions,
  io: Io,
): Promise<number> {
  return withTrailTarget(options, io, async (connection) => {
    const status = await readTrailStatus(name, connection);
    io.stdout.write(
      options.output === "json"
        ? `${JSON.stringify({ schemaVersion: 1, kind: "trail-status", ...status }, null, 2)}\n`
        : renderTrailStatus({ ...status, now: status.readAt }, trailTerminal(options, io)),
    );
    return 0;
  });
}
