import {
  accountId,
  addresses,
  artifactsBucket,
  functionArn,
  repositories,
} from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { roleArn } from "../account.ts";
import type { Random } from "../random.ts";
import { hourMs, isWeekend, minuteMs, secondMs } from "../time.ts";
import { assumedRole, awsCli, bySession } from "./callers.ts";
import { onObject, read, write } from "./calls.ts";
import { session } from "./jobs.ts";
import { type Call, type Caller, type TimedEvent, toEvent } from "./shape.ts";

/** GitHub Actions assumes ci-deploy-role by OIDC and deploys the portal, a few times on a working day. */
export function deployments(random: Random, day: number): TimedEvent[] {
  const count = isWeekend(day) ? random.int(0, 1) : random.int(3, 6);
  return Array.from({ length: count }, () => day + 8 * hourMs + random.int(0, 110) * 5 * minuteMs).flatMap((start) =>
    deployment(random, start),
  );
}

function deployment(random: Random, start: number): TimedEvent[] {
  const subject = "repo:aerosecure/flight-portal:ref:refs/heads/main";
  const issuer = "token.actions.githubusercontent.com";
  const provider = `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
  const run = session(random, "ci-deploy-role", "GitHubActions", start);
  const address = random.pick(addresses.buildRunners);
  const agent = awsCli("linux#6.11.0");
  const identity = {
    type: "WebIdentityUser",
    principalId: `${provider}:sts.amazonaws.com:${subject}`,
    userName: subject,
    identityProvider: provider,
  };
  const anonymous: Caller = { identity, arn: "", address, agent, via: "network" };
  const caller = bySession(run, { address, agent, webIdentity: { federatedProvider: provider, attributes: {} } });
  const repository = random.pick(repositories);
  const steps: readonly Call[] = [
    read("sts", "GetCallerIdentity"),
    read("ecr", "GetAuthorizationToken"),
    read("ecr", "BatchCheckLayerAvailability", { repositoryName: repository }),
    write("ecr", "InitiateLayerUpload", { repositoryName: repository }, { uploadId: random.uuid() }),
    write("ecr", "PutImage", { repositoryName: repository, imageTag: `build-${random.int(2000, 2999)}` }),
    onObject("PutObject", artifactsBucket, `portal/build-${random.int(2000, 2999)}.zip`),
    write("cloudformation", "CreateChangeSet", {
      stackName: "flight-portal",
      changeSetName: `deploy-${random.int(2000, 2999)}`,
    }),
    read("cloudformation", "DescribeChangeSet", { stackName: "flight-portal" }),
    write("cloudformation", "ExecuteChangeSet", { stackName: "flight-portal" }),
    read("cloudformation", "DescribeStacks", { stackName: "flight-portal" }),
    write(
      "lambda",
      "UpdateFunctionCode20150331v2",
      { functionName: functionArn("flight-portal-api"), publish: true, dryRun: false },
      { functionName: "flight-portal-api", version: String(random.int(80, 160)) },
    ),
    write(
      "ecs",
      "RegisterTaskDefinition",
      { family: repository, networkMode: "awsvpc" },
      { taskDefinition: { family: repository, revision: random.int(40, 90) } },
    ),
    write("ecs", "UpdateService", { cluster: "main", service: repository, forceNewDeployment: false }),
    read("ecs", "DescribeServices", { cluster: "main", services: [repository] }),
  ];
  return [
    toEvent(random, start, anonymous, {
      service: "sts",
      name: "AssumeRoleWithWebIdentity",
      readOnly: true,
      request: { durationSeconds: 3600, roleArn: roleArn(run.role), roleSessionName: run.name },
      response: {
        subjectFromWebIdentityToken: subject,
        ...assumedRole(random, run),
        provider,
        audience: "sts.amazonaws.com",
      },
      resources: [{ accountId, type: "AWS::IAM::Role", ARN: roleArn(run.role) }],
    }),
    ...steps.map((call, index) => toEvent(random, start + (4 + index * 7) * secondMs, caller, call)),
  ];
}
