import { type CollectFeature, Problem } from "../../model/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { collectFrom } from "./collect.ts";

/** What a command knows of an account that it is to ask first. */
export interface CollectFirstOptions extends CommonOptions, AwsOptions {
  readonly workspace?: string;
  readonly offline?: boolean;
}

/** Whether a command was told whom to ask, in place of what was saved. */
export function asksAws({ profile, region, roleArn, endpointUrl }: AwsOptions): boolean {
  return profile !== undefined || (region ?? roleArn ?? endpointUrl) !== undefined;
}

/**
 * Collects one account for a command that then asks of its snapshot. Gives the path of the snapshot, or the exit code where there
 * is none; what went wrong has been said.
 */
export async function collectFirst(
  options: CollectFirstOptions,
  features: readonly CollectFeature[],
  io: Io,
  level: "service" | "action" = "service",
): Promise<{ readonly path: string } | { readonly exitCode: number }> {
  if (options.offline === true) {
    throw new Problem("cli.usage", "--offline opens no socket: leave it out to ask AWS, or leave out whom to ask.");
  }
  if ((options.profile?.length ?? 0) > 1) {
    throw new Problem("cli.usage", "One account at a time: give one --profile.", {
      hint: "`trailproof collect` reads several; each of its snapshots can then be named.",
    });
  }
  const { results, exitCode } = await collectFrom({ ...options, for: features, level, concurrency: 4 }, io);
  const path = results[0]?.path;
  return path === undefined || exitCode === 130 ? { exitCode } : { path };
}
