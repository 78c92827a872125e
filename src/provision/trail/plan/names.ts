import { isIPv4 } from "node:net";

/**
 * What is wrong with the name of a trail; undefined: nothing.
 *
 * Source: CloudTrail User Guide, "Naming requirements for CloudTrail resources".
 */
export function trailNameMistake(name: string): string | undefined {
  if (name.length < 3 || name.length > 128) return "it must have 3 to 128 characters";
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return "it may hold only letters, digits, periods, underscores and dashes";
  if (!/^[A-Za-z0-9].*[A-Za-z0-9]$/.test(name)) return "it must start and end with a letter or digit";
  if (/[._-]{2}/.test(name)) return "it must not hold two of . _ - side by side";
  return isIPv4(name) ? "it must not look like an IP address" : undefined;
}

/**
 * What is wrong with the name of a bucket; undefined: nothing.
 *
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 */
export function bucketNameMistake(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return "it must have 3 to 63 characters";
  if (!/^[a-z0-9.-]+$/.test(name)) return "it may hold only lower-case letters, digits, dots and dashes";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return "it must start and end with a letter or digit";
  if (name.includes("..")) return "it must not hold two dots side by side";
  if (isIPv4(name)) return "it must not look like an IP address";
  const start = ["xn--", "sthree-", "amzn-s3-demo-"].find((reserved) => name.startsWith(reserved));
  if (start !== undefined) return `AWS keeps names that start with ${start} for itself`;
  const end = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"].find((reserved) => name.endsWith(reserved));
  return end === undefined ? undefined : `AWS keeps names that end with ${end} for itself`;
}

/** Another name for a bucket whose own is taken: nobody else has this account and region. Cut so that it stays a name. */
export function derivedBucketName(name: string, account: string, region: string): string {
  const suffix = `-${account}-${region}`;
  const start = name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  return `${start.slice(0, 63 - suffix.length).replace(/[.-]+$/, "")}${suffix}`;
}

/**
 * What is wrong with the prefix of a trail's keys; undefined: nothing.
 *
 * Source: CloudTrail API Reference, CreateTrail: up to 200 characters. What a key should not hold: Amazon S3 User Guide,
 * "Object key naming guidelines".
 */
export function prefixMistake(prefix: string): string | undefined {
  if (prefix.length > 200) return "it must have up to 200 characters";
  if (!/^[A-Za-z0-9!_.'()-]+(\/[A-Za-z0-9!_.'()-]+)*$/.test(prefix)) {
    return "it may hold only letters, digits and ! - _ . ' ( ), in parts divided by single slashes";
  }
  return prefix.split("/").includes("AWSLogs") ? "AWSLogs follows the prefix by itself" : undefined;
}
