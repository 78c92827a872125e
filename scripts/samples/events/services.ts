import {
  accountId,
  addresses,
  drawingsBucket,
  iamTrailBucket,
  instances,
  mainRegion,
  monitoringAccount,
  telemetryBucket,
} from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { user } from "../account.ts";
import { hexDigits, type Random } from "../random.ts";
import { days, eventTime, hourMs, isWeekend, logEnd, minuteMs, secondMs } from "../time.ts";
import { cloudTrailItself, configRecorder, keyRotation, trustedAdvisor } from "./aws-jobs.ts";
import { assumeRole, boto3, byKey, byService, bySession, javaSdk, ssmAgent } from "./callers.ts";
import { getSecretValue, invoke, listObjects, onKey, onObject, read, write } from "./calls.ts";
import { hours, openDiary, session } from "./jobs.ts";
import { deployments } from "./pipeline.ts";
import { type Call, type Caller, type TimedEvent, toEvent } from "./shape.ts";

/** What machines do, day and night. Each job runs at its own minute, so that quiet hours stay quiet. */
export function serviceEvents(random: Random): TimedEvent[] {
  const jobs = [
    instanceAgents,
    telemetryApp,
    portalFunctions,
    cloudTrailItself,
    configRecorder,
    trustedAdvisor,
    deployments,
    supplierSync,
    monitoring,
    keyRotation,
  ];
  return jobs
    .flatMap((job) => days.flatMap((day) => job(random.fork(`${job.name}/${day}`), day)))
    .filter(({ at }) => at < logEnd);
}

/** EC2 instances report to Systems Manager every hour, with credentials that EC2 fetches for them four times a day. */
function instanceAgents(random: Random, day: number): readonly TimedEvent[] {
  const diary = openDiary(random);
  for (const [number, instance] of instances.entries()) {
    for (const block of hours(6)) {
      const since = day + block * hourMs + 12 * minuteMs + number * 9 * secondMs;
      const batch = session(random, "batch-ec2-role", instance, since);
      const caller = bySession(batch, { address: addresses.cloudEgress, agent: ssmAgent, ec2: true });
      diary.note(since, byService("ec2.amazonaws.com"), { ...assumeRole(random, batch), shared: true });
      for (const hour of [0, 1, 2, 3, 4, 5]) {
        diary.note(since + hour * hourMs + 2 * secondMs, caller, heartbeat(instance));
      }
      diary.note(
        since + 3 * secondMs,
        caller,
        read("ssm", "ListInstanceAssociations", { instanceId: instance, maxResults: 20 }),
      );
      if (block === 6) diary.note(since + 4 * secondMs, caller, inventory(instance));
    }
  }
  return diary.events;
}

function heartbeat(instanceId: string): Call {
  const agent = { agentVersion: "3.3.2299.0", platformType: "Linux", agentName: "amazon-ssm-agent" };
  return write("ssm", "UpdateInstanceInformation", { instanceId, ...agent });
}

function inventory(instanceId: string): Call {
  return write("ssm", "PutInventory", { instanceId, items: [{ typeName: "AWS:Application", schemaVersion: "1.1" }] });
}

/** The telemetry service on ECS: a new task every six hours asks for its secret, then stores flight data every hour. */
function telemetryApp(random: Random, day: number): readonly TimedEvent[] {
  const diary = openDiary(random);
  const context = { "aws:s3:arn": `arn:aws:s3:::${telemetryBucket}` };
  for (const block of hours(6)) {
    const since = day + block * hourMs + 14 * minuteMs;
    const task = session(random, "telemetry-app-role", random.text(hexDigits, 32), since);
    const caller = bySession(task, { address: addresses.cloudEgress, agent: javaSdk });
    diary.note(since, byService("ecs-tasks.amazonaws.com"), { ...assumeRole(random, task), shared: true });
    diary.note(since + 4 * secondMs, caller, getSecretValue("telemetry/broker"));
    for (const hour of [0, 1, 2, 3, 4, 5]) {
      const at = since + hour * hourMs + 20 * secondMs;
      const flight = `AT-${random.int(100, 140)}`;
      diary.note(at, caller, onKey("GenerateDataKey", context));
      const parts = random.int(2, 3);
      for (let part = 0; part < parts; part += 1) {
        diary.note(
          at + (1 + part * 6) * secondMs,
          caller,
          onObject("PutObject", telemetryBucket, `flights/${flight}/part-${part}.parquet`),
        );
      }
      diary.note(at + 30 * secondMs, caller, onKey("Decrypt", context));
    }
  }
  return diary.events;
}

/** Lambda: scheduled runs by EventBridge, the portal's requests by API Gateway, more of them at daytime. */
function portalFunctions(random: Random, day: number): readonly TimedEvent[] {
  const diary = openDiary(random);
  const [schedule, gateway] = [byService("events.amazonaws.com"), byService("apigateway.amazonaws.com")];
  for (const block of hours(6)) {
    const since = day + block * hourMs + 13 * minuteMs;
    const run = session(random, "portal-function-role", "flight-portal-api", since);
    const caller = bySession(run, { address: addresses.cloudEgress, agent: boto3 });
    diary.note(since, byService("lambda.amazonaws.com"), { ...assumeRole(random, run), shared: true });
    diary.note(since + 3 * secondMs, caller, getSecretValue("portal/database"));
    for (const hour of [0, 1, 2, 3, 4, 5]) {
      const start = since + hour * hourMs + 5 * secondMs;
      const isBusy = block + hour >= 7 && block + hour < 18 && !isWeekend(day);
      diary.note(start, schedule, invoke("telemetry-ingest", "Event", { shared: true }));
      for (let left = isBusy ? random.int(3, 6) : random.int(0, 2); left > 0; left -= 1) {
        const at = start + random.int(1, 90) * secondMs;
        diary.note(at, gateway, invoke("flight-portal-api", "RequestResponse", { shared: true }));
        if (left % 2 === 0)
          diary.note(
            at + secondMs,
            caller,
            onObject("GetObject", drawingsBucket, `assemblies/A${random.int(300, 360)}.pdf`),
          );
      }
    }
  }
  diary.note(
    day + 2 * hourMs + 13 * minuteMs,
    schedule,
    invoke("nightly-conformity-report", "Event", { shared: true }),
  );
  return diary.events;
}

/** The supplier's host exchanges drawings every night, with a long-term key. */
function supplierSync(random: Random, day: number): TimedEvent[] {
  const who = user("supplier-sync");
  const caller = byKey(who, who.keys[0]?.id ?? "", addresses.supplierHost, boto3);
  const start = day + 2 * hourMs + 13 * minuteMs;
  const calls = [
    read("sts", "GetCallerIdentity"),
    listObjects(drawingsBucket, "outbound/"),
    ...Array.from({ length: random.int(4, 9) }, () =>
      onObject("GetObject", drawingsBucket, `outbound/D-${random.int(7000, 7400)}.dxf`),
    ),
    ...Array.from({ length: random.int(1, 4) }, () =>
      onObject("PutObject", drawingsBucket, `inbound/R-${random.int(500, 800)}.pdf`),
    ),
  ];
  return calls.map((call, index) => toEvent(random, start + index * 2 * secondMs, caller, call));
}

/** The security monitoring account reads new log files, with an external id as it should be. */
function monitoring(random: Random, day: number): TimedEvent[] {
  const start = day + 5 * hourMs + 14 * minuteMs;
  const run = session(random, "siem-reader-role", "siem-pull", start);
  const account: Caller = {
    identity: { type: "AWSAccount", principalId: "AIDAAEROSIEMX2EXAMPLE", accountId: monitoringAccount },
    arn: `arn:aws:iam::${monitoringAccount}:root`,
    address: addresses.monitoringHost,
    agent: boto3,
    via: "network",
  };
  const caller = bySession(run, { address: addresses.monitoringHost, agent: boto3 });
  const prefix = `AWSLogs/${accountId}/CloudTrail/${mainRegion}/${eventTime(day).slice(0, 10).replaceAll("-", "/")}/`;
  return [
    toEvent(random, start, account, {
      ...assumeRole(random, run, { externalId: "aerosecure-siem-2025", durationSeconds: 900 }),
      shared: true,
    }),
    toEvent(random, start + 2 * secondMs, caller, listObjects(iamTrailBucket, prefix)),
    toEvent(
      random,
      start + 4 * secondMs,
      caller,
      read("cloudtrail", "DescribeTrails", { trailNameList: [], includeShadowTrails: false }),
    ),
  ];
}
