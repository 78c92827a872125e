import { eventsThatPassRoles } from "../data/passed-roles.ts";
import { type Call, type Need, needs } from "./need.ts";
import { type Leaf, leavesOf } from "./parameters.ts";
import { placeOf } from "./place.ts";
import { readWordLines } from "./word-lines.ts";

/** ARN of the role in an instance profile, by the profile's ARN; undefined: not known. */
export type RoleOfInstanceProfile = (profileArn: string) => string | undefined;

/**
 * `iam:PassRole`, which CloudTrail never records, for each role that a call hands to a service. Calls that are known to
 * do so may name the role any way; of all other calls that write, only role ARNs in parameters that are called so
 * count.
 *
 * An instance profile whose role is not known, a launch template and a launch configuration give a need without
 * resource.
 */
export function passedRoles(call: Call, writes: boolean, roleOfProfile: RoleOfInstanceProfile): readonly Need[] {
  const isKnown = knownCalls.get(call.source)?.has(call.name) === true;
  if (call.parameters === undefined || (!isKnown && (!writes || neverPass.has(call.source)))) return [];
  const leaves = leavesOf(call.parameters);
  const roles = new Map<string, string | undefined>();
  let isOpen = false;
  for (const leaf of leaves) {
    const role = roleIn(leaf, call, isKnown);
    if (role !== undefined) roles.set(role, receiverOf(call, leaf));
    else if (isKnown) isOpen = passesProfile(leaf) || isOpen;
  }
  return [
    ...[...roles].flatMap(([role, receiver]) => passRole(call, [role], receiver)),
    ...(isOpen ? passRole(call, [], receiverOf(call, undefined)) : []),
  ];

  function passesProfile(leaf: Leaf): boolean {
    if (templates.test(leaf.key) || templates.test(leaf.parent)) return true;
    const profile = profileIn(leaf, call);
    if (profile === undefined) return false;
    const role = roleOfProfile(profile);
    if (role !== undefined) roles.set(role, profileReceiver(call));
    return role === undefined;
  }
}

function passRole(call: Call, resources: readonly string[], receiver: string | undefined): readonly Need[] {
  const context = receiver === undefined ? {} : { context: { "iam:passedtoservice": receiver } };
  return needs(call, ["iam:PassRole"], "inferred", { resources, ...context });
}

/** Their parameters name roles that are worked on or assumed, not passed. */
const neverPass: ReadonlySet<string> = new Set([
  "sts",
  "organizations",
  "access-analyzer",
  "ram",
  "sso",
  "signin",
  "kms",
]);

const knownCalls: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...readWordLines(eventsThatPassRoles)].map(([source, names]) => [
    source,
    new Set(names.map((name) => name.toLowerCase())),
  ]),
);

const templates = /^launch(template|configuration)(id|name)?$/;

function roleIn({ key, parent, text }: Leaf, call: Call, isKnown: boolean): string | undefined {
  if (!key.includes("role") && !(isKnown && (parent.includes("role") || key.endsWith("permissionarn"))))
    return undefined;
  if (call.source === "iam" && !isKnown) return undefined;
  if (roleArn.test(text)) return text;
  if (!isKnown || !/role(name|arn|override)?s?$/.test(key) || key === "jobflowrole") return undefined;
  return roleName.test(text) ? iamArn(call, `role/${text}`) : undefined;
}

const roleArn = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const roleName = /^[\w+=,.@-]{1,64}$/;

/** An instance profile's ARN, where the leaf names one. EMR calls one a role. */
function profileIn({ key, parent, text }: Leaf, call: Call): string | undefined {
  if (!key.includes("instanceprofile") && !parent.includes("instanceprofile") && key !== "jobflowrole")
    return undefined;
  if (call.source === "iam") return undefined;
  if (/^arn:[\w-]+:iam::\d{12}:instance-profile\/./.test(text)) return text;
  return roleName.test(text) ? iamArn(call, `instance-profile/${text}`) : undefined;
}

function iamArn({ event }: Call, resource: string): string | undefined {
  const place = placeOf(event);
  return place && `arn:${place.partition}:iam::${place.account}:${resource}`;
}

/** The service that the role is handed to, where that is certain. */
function receiverOf(call: Call, leaf: Leaf | undefined): string | undefined {
  if (leaf === undefined || call.source === "ec2") {
    return leaf?.key === "deliverlogspermissionarn" ? "vpc-flow-logs.amazonaws.com" : profileReceiver(call);
  }
  if (leaf.key === "monitoringrolearn") return "monitoring.rds.amazonaws.com";
  if (call.source === "ecs") return leaf.key === "role" ? "ecs.amazonaws.com" : "ecs-tasks.amazonaws.com";
  if (call.source === "iam") return "ec2.amazonaws.com";
  return receivers.has(call.source) ? `${call.source}.amazonaws.com` : undefined;
}

function profileReceiver({ source, name }: Call): string | undefined {
  return source === "ec2" && name !== "requestspotfleet" ? "ec2.amazonaws.com" : undefined;
}

/** Sources whose name is that of the service principal which takes the role. */
const receivers: ReadonlySet<string> = new Set(
  `appsync backup bedrock cloudformation cloudtrail codebuild codedeploy codepipeline comprehend config datasync dlm eks events firehose
   forecast glue iot kendra kinesisanalytics lambda mediaconvert medialive personalize pipes rekognition sagemaker scheduler states
   transfer translate`.split(/\s+/),
);
