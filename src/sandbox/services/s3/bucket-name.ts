import { isIPv4 } from "node:net";

/**
 * Whether a bucket may have this name.
 *
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !isIPv4(name) &&
    !reservedStarts.some((start) => name.startsWith(start)) &&
    !reservedEnds.some((end) => name.endsWith(end))
  );
}

/**
 * Names of buckets are unique over all of AWS, and plain ones were taken long ago. So that nobody learns otherwise here, these
 * belong to accounts outside of the sandbox: to create one is `BucketAlreadyExists`, to use one `AccessDenied`.
 */
export function isTakenElsewhere(name: string): boolean {
  return taken.has(name);
}

const reservedStarts = ["xn--", "sthree-", "amzn-s3-demo-"];
const reservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"];

const taken: ReadonlySet<string> = new Set([
  "iam-logs-demo",
  "iam-logs",
  "cloudtrail-logs",
  "audit-logs",
  "security-logs",
  "mybucket",
  "my-bucket",
]);
