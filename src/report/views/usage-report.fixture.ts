import type { UsagePrincipal, UsageReport, UsedService } from "./usage-report.ts";

/** A service that was never used, and what is said otherwise. */
export function sampleService(namespace: string, parts: Partial<UsedService> = {}): UsedService {
  return {
    namespace,
    title: `Amazon ${namespace}`,
    grantedActions: 12,
    state: "unused",
    source: "access-advisor",
    evidenceAgeDays: 0,
    reason: "Never used in the time that Access Advisor tracks (window 90 days).",
    actions: [],
    ...parts,
  };
}

export const usedS3: UsedService = sampleService("s3", {
  state: "used",
  source: "both",
  lastUsed: "2026-11-20T14:02:43Z",
  lastUsedDays: 1,
  lastRegion: "us-east-1",
  calls: { done: 120, denied: 3 },
  reason: "Used 1.2 days ago; 120 calls in the logs.",
  actions: [
    { action: "s3:CreateBucket", state: "unused", source: "access-advisor", reason: "Never used." },
    {
      action: "s3:GetObject",
      state: "used",
      source: "cloudtrail",
      lastUsed: "2026-11-20T14:02:43Z",
      lastUsedDays: 1,
      reason: "Used 1.2 days ago.",
    },
  ],
});

export const unknownKms: UsedService = sampleService("kms", {
  state: "unknown",
  source: "none",
  reason: "The answer of Access Advisor does not list it; there are no logs.",
});

export function samplePrincipal(name: string, services: readonly UsedService[]): UsagePrincipal {
  return { arn: `arn:aws:iam::111122223333:user/${name}`, name, type: "user", services };
}

export function sampleUsageReport(parts: Partial<UsageReport> = {}): UsageReport {
  return {
    title: "Granted and used in 111122223333",
    toolVersion: "0.1.0",
    account: "111122223333",
    asOf: "2026-11-21T20:30:00Z",
    windowDays: 90,
    graceDays: 14,
    catalogueDate: "2026-09-26",
    principals: [
      samplePrincipal("ana", [sampleService("ec2"), sampleService("sqs"), usedS3, unknownKms]),
      samplePrincipal("ben", [unknownKms]),
    ],
    notes: ["No logs were given (--logs): use that Access Advisor does not see is not known."],
    problems: [],
    inputs: [{ source: "service-last-accessed", file: "ana.json", sha256: "00".repeat(32) }],
    ...parts,
  };
}
