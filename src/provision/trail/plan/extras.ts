import { hash } from "node:crypto";
import type { TrailOptions } from "./trail-options.ts";

/** What is made for a trail beside its bucket, by names that follow from the trail's own: who comes later finds them again. */
export interface TrailExtras {
  /** ARN of the alias: the id of the key is not known before it is made. */
  readonly keyAlias?: string;
  readonly logs?: { readonly group: string; readonly role: string };
  /** ARN of the topic that CloudTrail tells of each log file. */
  readonly topic?: string;
  readonly watch?: TrailWatch;
}

/** A rule of EventBridge, and the topic that it tells. ARNs. */
export interface TrailWatch {
  readonly rule: string;
  readonly topic: string;
}

export interface ExtrasPlace {
  readonly account: string;
  readonly partition: string;
  /** Of the trail. */
  readonly region: string;
}

/** Those that the options ask for. */
export function extrasOf(
  { name, kmsKey, cloudWatchLogs, snsTopic, eventRule }: TrailOptions,
  place: ExtrasPlace,
): TrailExtras {
  const { keyAlias, logs, topic, watch } = possibleExtras(name, place);
  return {
    ...(kmsKey === "new" && { keyAlias }),
    ...(cloudWatchLogs && { logs }),
    ...(snsTopic === "new" && { topic }),
    ...(eventRule && { watch }),
  };
}

/** All that there can be. */
export function possibleExtras(trail: string, { account, partition, region }: ExtrasPlace): Required<TrailExtras> {
  const name = safeName(trail, 100);
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    keyAlias: arn("kms", `alias/trailproof/${name}`),
    logs: {
      group: arn("logs", `log-group:aws-cloudtrail-logs-${account}-${name}`),
      role: `arn:${partition}:iam::${account}:role/trailproof-${safeName(trail, 30)}-${region}-logs`,
    },
    topic: arn("sns", `trailproof-${name}`),
    watch: {
      rule: arn("events", `rule/trailproof-${safeName(trail, 50)}`),
      topic: arn("sns", `trailproof-${name}-alerts`),
    },
  };
}

/** The options with the ARNs of what is made. */
export function withExtras(options: TrailOptions, { keyAlias, logs, topic }: TrailExtras): TrailOptions {
  return {
    ...options,
    ...(keyAlias !== undefined && { kmsKey: keyAlias }),
    ...(logs !== undefined && { logGroup: logs.group, logRole: logs.role }),
    ...(topic !== undefined && { snsTopic: topic }),
  };
}

/** The name at the end of an ARN: of an alias with `alias/`, as KMS wants it. */
export function nameOfArn(arn: string): string {
  const resource = arn.split(":").slice(5).join(":");
  return resource.replace(/^(log-group:|role\/|rule\/|trail\/)/, "");
}

/** Names of trails have periods, and are longer than those of other things; two of them never become one. */
function safeName(name: string, most: number): string {
  if (/^[\w-]+$/.test(name) && name.length <= most) return name;
  return `${name.replaceAll(".", "-").slice(0, most - 9)}-${hash("sha256", name, "hex").slice(0, 8)}`;
}
