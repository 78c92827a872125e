/** What runs in the account and who connects from where. All addresses are of the documentation ranges (RFC 5737). */
export const accountId = "111122223333";
/** With it root signs in. */
export const rootEmail = "aws-root@aerosecure.example";
export const mainRegion = "us-east-1";
export const secondRegion = "eu-central-1";

export const partnerAccount = "222233334444";
export const monitoringAccount = "555566667777";
/** The account that the second intruder lets in. */
export const intruderAccount = "444455556666";

/** Canonical user id that owns the buckets. */
export const canonicalOwner = "a3e0a3e0a3e0a3e0a3e0a3e0a3e0a3e0a3e0a3e0a3e0a3e0a3e0a3e0example0";

export const labTrailBucket = "aerosecure-lab-trail-logs";
export const iamTrailBucket = "aerosecure-iam-trail-logs";
export const telemetryBucket = "aerosecure-flight-telemetry";
export const drawingsBucket = "aerosecure-supplier-drawings";
export const artifactsBucket = "aerosecure-build-artifacts";
export const euBucket = "aerosecure-telemetry-eu";

export const instances: readonly string[] = ["i-0aae0000000000011", "i-0aae0000000000012", "i-0aae0000000000013"];
export const functions: readonly string[] = ["flight-portal-api", "telemetry-ingest", "nightly-conformity-report"];
export const repositories: readonly string[] = ["flight-portal", "telemetry-ingest"];

export const kmsKeyArn: string = `arn:aws:kms:${mainRegion}:${accountId}:key/0aae0000-1111-4222-8333-444455556666`;

export const addresses = {
  officeNetwork: "192.0.2.10",
  homeNetworks: ["192.0.2.131", "192.0.2.142", "192.0.2.157", "192.0.2.163"],
  cloudEgress: "198.51.100.10",
  buildRunners: ["198.51.100.64", "198.51.100.71", "198.51.100.78", "198.51.100.85"],
  supplierHost: "198.51.100.140",
  auditHost: "192.0.2.20",
  monitoringHost: "198.51.100.180",
  intruderA: "203.0.113.66",
  intruderB: "203.0.113.140",
} as const;

export function functionArn(name: string, region: string = mainRegion): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:${mainRegion}:${accountId}:secret:${name}-AEROex`;
}
