import type { Severity } from "../model/index.ts";
import { random, sampleDetections } from "./report-detections.fixture.ts";
import { account, people } from "./report-findings.fixture.ts";
import type { ActivitySpan, CredentialAge, UsageCell } from "./views/report.ts";

/** Credentials whose ages spread from hours to years. */
export function sampleCredentialAges(count: number): readonly CredentialAge[] {
  const next = random(7);
  return Array.from({ length: count }, (_, at) => {
    const ageDays = 0.4 + 10 ** (next() * 3.1);
    const used = next();
    return {
      user: at < people.length ? (people[at] ?? "") : `user-${at}`,
      credential: (["password", "access key 1", "access key 2"] as const)[Math.floor(next() * 2.4)] ?? "password",
      ageDays,
      ...(used > 0.25 && { lastUsedDays: Math.min(ageDays, (used - 0.25) ** 3 * 500) }),
      limitDays: 90,
    };
  });
}

/** What principals may use, about half of it used. */
export function sampleUsage(principals: number, services: number): readonly UsageCell[] {
  const next = random(11);
  return Array.from({ length: principals * services }, (_, at) => ({
    principal: `arn:aws:iam::${account}:${["user/developer-1", "role/ci-deploy", "user/analyst-user", "role/telemetry-reader", "user/audit-user", "role/break-glass"][Math.floor(at / services)] ?? `role/role-${Math.floor(at / services)}`}`,
    service: serviceNames[at % services] ?? `service-${at % services}`,
    chance: next(),
    lastUsedDays: next() ** 2 * 390,
  }))
    .filter(({ chance }) => chance > 0.2)
    .map(({ principal, service, chance, lastUsedDays }) => ({
      principal,
      service,
      ...(chance > 0.5 && { lastUsedDays }),
    }));
}

/** Thirty days by six hours, busy by day and quiet at weekends, with one day without events. */
export function sampleActivity(): readonly ActivitySpan[] {
  const next = random(5);
  const detections = sampleDetections();
  return Array.from({ length: 123 }, (_, at) => {
    const start = new Date(Date.parse("2026-10-22T00:00:00Z") + at * 6 * 3_600_000);
    const day = [0, 6].includes(start.getUTCDay()) ? 0.25 : 1;
    const hour = [0.15, 0.8, 1, 0.4][start.getUTCHours() / 6] ?? 1;
    const isGap = at >= 60 && at < 64;
    const events = isGap ? 0 : Math.round(900 * day * hour * (0.6 + next() * 0.6));
    const inSpan = detections.filter(({ time }) => Math.floor((Date.parse(time) - start.getTime()) / 21_600_000) === 0);
    const count = (severity: Severity): number => inSpan.filter(({ rule }) => rule.level === severity).length;
    return {
      start: start.toISOString(),
      hours: 6,
      events,
      errors: Math.round(events * (0.01 + next() * 0.05) * (count("critical") > 0 ? 6 : 1)),
      detections: { critical: count("critical"), high: count("high"), medium: count("medium") },
    };
  });
}

const serviceNames = [
  "s3",
  "iam",
  "ec2",
  "sts",
  "kms",
  "lambda",
  "logs",
  "cloudtrail",
  "dynamodb",
  "rds",
  "sns",
  "sqs",
  "ssm",
  "secretsmanager",
  "ecr",
  "ecs",
  "glue",
  "athena",
  "sagemaker",
  "organizations",
];
