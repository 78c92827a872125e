import type { JsonObject } from "../../../src/model/index.ts";
import { accountId, addresses } from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { type RoleSeed, roleArn, type UserSeed, userArn } from "../account.ts";
import type { Random } from "../random.ts";
import { eventTime, responseTime, secondMs } from "../time.ts";
import type { Call, Caller } from "./shape.ts";

/** A client program, as it names itself; AWS CLI adds the command. */
export type Agent = (call: Call) => string;

export const browser: Agent = () =>
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
export const otherBrowser: Agent = () => "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
export const boto3: Agent = () =>
  "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux#6.12.46 md/arch#x86_64 lang/python#3.13.9 cfg/retry-mode#standard Botocore/1.40.61";
export const javaSdk: Agent = ({ service }) =>
  `aws-sdk-java/2.35.10 md/io#sync md/http#Apache ua/2.1 api/${service} os/Linux#6.12 lang/java#21.0.8 cfg/retry-mode#standard`;
export const ssmAgent: Agent = () => "aws-sdk-go/1.55.5 (go1.23.4; linux; amd64) amazon-ssm-agent/3.3.2299.0";

/** AWS CLI on an operating system, such as `macos#25.1.0`. */
export function awsCli(os: string): Agent {
  return ({ service, name }) =>
    `aws-cli/2.31.14 md/awscrt#0.27.6 ua/2.1 os/${os} md/arch#x86_64 lang/python#3.13.7 md/installer#exe md/prompt#off md/command#${service}.${dashed(name)}`;
}

/** An IAM user with a long-term access key. */
export function byKey(user: UserSeed, accessKeyId: string, address: string, agent: Agent): Caller {
  return {
    identity: { ...userIdentity(user), accessKeyId, userName: user.name },
    arn: userArn(user.name),
    address,
    agent,
    via: "network",
  };
}

/** An IAM user in the console: temporary credentials that date from the sign-in. */
export function byConsole(
  user: UserSeed,
  session: { accessKeyId: string; since: number; mfa: boolean },
  address: string,
  agent: Agent,
): Caller {
  const attributes = { creationDate: eventTime(session.since), mfaAuthenticated: String(session.mfa) };
  return {
    identity: {
      ...userIdentity(user),
      accessKeyId: session.accessKeyId,
      userName: user.name,
      sessionContext: { attributes },
    },
    arn: userArn(user.name),
    address,
    agent,
    via: "console",
  };
}

/** Who signs in: no key yet, and for a failure no ARN either. A failed attempt has an empty key id. */
export function atSignIn(user: UserSeed, succeeded: boolean, address: string, agent: Agent): Caller {
  const { type, principalId, arn } = userIdentity(user);
  return {
    identity: succeeded
      ? { type, principalId, arn, accountId, userName: user.name }
      : { type, principalId, accountId, accessKeyId: "", userName: user.name },
    arn,
    address,
    agent,
    via: "network",
  };
}

/** A user name that the account does not have: CloudTrail masks it, since it may be a password typed in the wrong field. */
export function atSignInUnknown(address: string, agent: Agent): Caller {
  const userName = "HIDDEN_DUE_TO_SECURITY_REASONS";
  return {
    identity: { type: "IAMUser", accountId, accessKeyId: "", userName },
    arn: "",
    address,
    agent,
    via: "network",
  };
}

/** A service on its own account. */
export function byService(invokedBy: string): Caller {
  return {
    identity: { type: "AWSService", invokedBy },
    arn: invokedBy,
    address: invokedBy,
    agent: () => invokedBy,
    via: "aws",
  };
}

export interface RoleSession {
  readonly role: RoleSeed;
  readonly name: string;
  readonly accessKeyId: string;
  readonly since: number;
}

/** A session of a role. `invokedBy`: a service-linked role, used by its service. */
export function bySession(
  session: RoleSession,
  from: {
    address: string;
    agent: Agent;
    via?: Caller["via"];
    invokedBy?: string;
    ec2?: true;
    webIdentity?: JsonObject;
    mfa?: boolean;
  },
): Caller {
  const { role, name, accessKeyId, since } = session;
  const arn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${name}`;
  const identity: JsonObject = {
    type: "AssumedRole",
    principalId: `${role.id}:${name}`,
    arn,
    accountId,
    // A service that uses its own role shows no key.
    ...(from.invokedBy === undefined && { accessKeyId }),
    sessionContext: {
      sessionIssuer: { type: "Role", principalId: role.id, arn: roleArn(role), accountId, userName: role.name },
      ...(from.webIdentity && { webIdFederationData: from.webIdentity }),
      attributes: { creationDate: eventTime(since), mfaAuthenticated: String(from.mfa ?? false) },
      ...(from.ec2 && { ec2RoleDelivery: "2.0" }),
    },
    ...(from.invokedBy !== undefined && { invokedBy: from.invokedBy }),
  };
  return { identity, arn, address: from.address, agent: from.agent, via: from.via ?? "network" };
}

/** AssumeRole with the answer that hands out a session. The chain to later events is the new access key id. */
export function assumeRole(random: Random, session: RoleSession, request: JsonObject = {}): Call {
  const arn = roleArn(session.role);
  const seconds = request["durationSeconds"];
  return {
    service: "sts",
    name: "AssumeRole",
    readOnly: true,
    request: { roleArn: arn, roleSessionName: session.name, ...request },
    response: assumedRole(random, session, typeof seconds === "number" ? seconds : undefined),
    resources: [{ accountId, type: "AWS::IAM::Role", ARN: arn }],
  };
}

/** `credentials` and `assumedRoleUser` of every AssumeRole operation. */
export function assumedRole(random: Random, session: RoleSession, seconds: number = 3600): JsonObject {
  const { role, name, accessKeyId, since } = session;
  return {
    credentials: {
      accessKeyId,
      sessionToken: `EXAMPLETOKEN${random.int(100000, 999999)}`,
      expiration: responseTime(since + seconds * secondMs),
    },
    assumedRoleUser: {
      assumedRoleId: `${role.id}:${name}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${name}`,
    },
  };
}

/** A temporary access key id: nine letters by chance, so that none comes twice. */
export function temporaryKey(random: Random): string {
  return `ASIA${random.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 9)}EXAMPLE`;
}

/** Where a person works from on a day. */
export function workplace(random: Random): string {
  return random.chance(0.7) ? addresses.officeNetwork : random.pick(addresses.homeNetworks);
}

function userIdentity(user: UserSeed): { type: "IAMUser"; principalId: string; arn: string; accountId: string } {
  return { type: "IAMUser", principalId: user.id, arn: userArn(user.name), accountId };
}

/** `ListUsers` to `list-users`, without the date that Lambda puts behind its names. */
function dashed(name: string): string {
  return name
    .replace(/\d{8}(v\d)?$/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();
}
