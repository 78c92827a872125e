import { ownText } from "../../model/index.ts";
import type { Call } from "./need.ts";
import { partitionOf } from "./place.ts";

/** Where an object is copied from. */
export interface CopySource {
  /** Empty: the event does not tell. */
  readonly arns: readonly string[];
  readonly isVersion: boolean;
}

/**
 * `x-amz-copy-source` is `/BUCKET/KEY`, URL-encoded, and may end in `?versionId=ID`; access points stand there as ARNs.
 */
export function copySource(call: Call): CopySource {
  const text = (call.parameters && ownText(call.parameters, "x-amz-copy-source")) ?? "";
  const [path = "", query] = decoded(text).split("?versionId=", 2);
  const isVersion = query !== undefined && query !== "";
  if (path.startsWith("arn:")) return { arns: [path], isVersion };
  const match = /^\/?([\w.-]{3,63})\/(.{1,1024})$/s.exec(path);
  return { arns: match === null ? [] : [`arn:${partitionOf(call.event)}:s3:::${match[1]}/${match[2]}`], isVersion };
}

/** ARN of the bucket that a call is about; empty where the event names none. */
export function bucketOf(call: Call): readonly string[] {
  const name = call.parameters && ownText(call.parameters, "bucketName");
  return name !== undefined && /^[\w.-]{3,255}$/.test(name) ? [`arn:${partitionOf(call.event)}:s3:::${name}`] : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
