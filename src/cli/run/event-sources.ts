import { eventHistory } from "../../app/events/event-history-word.ts";
import { type AwsEventOptions, needsAws } from "../../app/events/event-sources.ts";
import { workspaceFolder } from "../../app/workspace.ts";
import { Problem } from "../../model/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import type { Io } from "../io.ts";
import { awsTargets, refuseUnknown } from "./aws-targets.ts";

/** Flags of commands that read events at AWS. */
export interface EventSourceOptions extends Omit<AwsOptions, "profile" | "region"> {
  readonly profile?: string;
  readonly region?: readonly string[];
  readonly account?: readonly string[];
  readonly concurrency: number;
  readonly workspace?: string;
  readonly offline?: boolean;
}

/** How AWS is asked for events; undefined where no path is there. Throws Problems for flags that make no sense. */
export function eventSourceOptions(
  paths: readonly string[],
  options: EventSourceOptions,
  { fromMs, toMs }: Pick<AwsEventOptions, "fromMs" | "toMs">,
  io: Io,
): AwsEventOptions | undefined {
  if (!needsAws(paths)) return undefined;
  const { profile, region, account, concurrency, workspace, offline, ...rest } = options;
  if (offline === true) {
    const [named = ""] = paths.filter((path) => needsAws([path]));
    throw new Problem("cli.usage", `--offline opens no socket, and ${named} is at AWS.`, {
      hint: named === eventHistory ? "Leave one of them out." : `Copy the logs first: aws s3 sync ${named} DIR`,
    });
  }
  const unusable = paths.find(
    (path) => path.startsWith("s3://") && !/^s3:\/\/[A-Za-z0-9][A-Za-z0-9._-]+(\/|$)/.test(path),
  );
  if (unusable !== undefined) {
    throw new Problem("cli.usage", `${JSON.stringify(unusable)} names no bucket: s3://bucket/prefix.`);
  }
  const [first] = region ?? [];
  const named = { ...rest, ...(profile !== undefined && { profile: [profile] }), ...(first && { region: first }) };
  const [target] = awsTargets(named, io);
  if (target !== undefined) refuseUnknown(target, io);
  return {
    connection: target?.connection ?? {},
    concurrency,
    workspace: workspaceFolder(workspace, io.env),
    ...(region && { regions: region }),
    ...(account && { accounts: account }),
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
  };
}

/** Where logs are read beside saved answers: `--region` is where AWS is asked, and leaves nothing out. */
export interface LogSourceOptions extends AwsOptions {
  readonly workspace?: string;
  readonly offline?: boolean;
}

/** How AWS is asked for logs, with all that there are; undefined where no path is there. */
export function logSourceOptions(
  paths: readonly string[],
  { profile = [], region, ...options }: LogSourceOptions,
  io: Io,
): AwsEventOptions | undefined {
  const [named] = profile;
  const asked = { ...options, ...(named !== undefined && { profile: named }), ...(region && { region: [region] }) };
  const found = eventSourceOptions(paths, { ...asked, concurrency: objectsAtOnce }, {}, io);
  if (found === undefined) return undefined;
  const { regions, ...all } = found;
  return all;
}

const objectsAtOnce = 64;
