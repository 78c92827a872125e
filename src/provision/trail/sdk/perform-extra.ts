import type { JsonObject } from "../../../model/index.ts";
import { Problem } from "../../../model/index.ts";
import type { TrailStep } from "../step.ts";
import { findKey } from "./find-key.ts";
import type { TrailClients } from "./trail-clients.ts";

/** Makes the one call of a step that is about something beside the trail; what the SDK throws is not touched. */
export async function performExtra(clients: TrailClients, step: TrailStep): Promise<void> {
  const [service] = step.call.split(":");
  if (service === "kms") await callKms(clients, step);
  else if (service === "logs") await callLogs(clients, step);
  else if (service === "iam") await callIam(clients, step);
  else if (service === "sns") await callSns(clients, step);
  else await callEvents(clients, step);
}

async function callKms(clients: TrailClients, { call, target, region, input }: TrailStep): Promise<void> {
  const { client, sdk } = await clients.kms(region);
  if (call === "kms:CreateKey") return done(client.send(new sdk.CreateKeyCommand(as(input))));
  if (call === "kms:DeleteAlias") return done(client.send(new sdk.DeleteAliasCommand(as(input))));
  const key = await findKey(clients, region, target);
  if (key === undefined) throw new Problem("plan.drift", `${call}: the key of ${target} is not there any more.`);
  const of = { ...input, KeyId: key.id };
  switch (call) {
    case "kms:PutKeyPolicy":
      return done(client.send(new sdk.PutKeyPolicyCommand(as(of))));
    case "kms:EnableKeyRotation":
      return done(client.send(new sdk.EnableKeyRotationCommand(as(of))));
    case "kms:CreateAlias":
      return done(client.send(new sdk.CreateAliasCommand(as({ ...input, TargetKeyId: key.id }))));
    default:
      return done(client.send(new sdk.ScheduleKeyDeletionCommand(as(of))));
  }
}

async function callLogs(clients: TrailClients, { call, region, input }: TrailStep): Promise<void> {
  const { client, sdk } = await clients.logs(region);
  if (call === "logs:CreateLogGroup") return done(client.send(new sdk.CreateLogGroupCommand(as(input))));
  return done(client.send(new sdk.DeleteLogGroupCommand(as(input))));
}

async function callIam(clients: TrailClients, { call, input }: TrailStep): Promise<void> {
  const { client, sdk } = await clients.iam();
  switch (call) {
    case "iam:CreateRole":
      return done(client.send(new sdk.CreateRoleCommand(as(input))));
    case "iam:PutRolePolicy":
      return done(client.send(new sdk.PutRolePolicyCommand(as(input))));
    case "iam:DeleteRolePolicy":
      return done(client.send(new sdk.DeleteRolePolicyCommand(as(input))));
    default:
      return done(client.send(new sdk.DeleteRoleCommand(as(input))));
  }
}

async function callSns(clients: TrailClients, { call, region, input }: TrailStep): Promise<void> {
  const { client, sdk } = await clients.sns(region);
  switch (call) {
    case "sns:CreateTopic":
      return done(client.send(new sdk.CreateTopicCommand(as(input))));
    case "sns:SetTopicAttributes":
      return done(client.send(new sdk.SetTopicAttributesCommand(as(input))));
    default:
      return done(client.send(new sdk.DeleteTopicCommand(as(input))));
  }
}

async function callEvents(clients: TrailClients, { call, region, input }: TrailStep): Promise<void> {
  const { client, sdk } = await clients.events(region);
  switch (call) {
    case "events:PutRule":
      return done(client.send(new sdk.PutRuleCommand(as(input))));
    case "events:PutTargets":
      return done(client.send(new sdk.PutTargetsCommand(as(input))));
    case "events:RemoveTargets":
      return done(client.send(new sdk.RemoveTargetsCommand(as(input))));
    default:
      return done(client.send(new sdk.DeleteRuleCommand(as(input))));
  }
}

/** The input as the SDK types it: it was made for this call when the step was planned, and the plan's hash guards it. */
function as<Input>(input: JsonObject): Input {
  return input as unknown as Input;
}

async function done(sent: Promise<unknown>): Promise<void> {
  await sent;
}
