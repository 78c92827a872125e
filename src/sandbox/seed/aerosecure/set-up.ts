import type { Caller, Input, Output } from "../../call.ts";
import { hashPassword } from "../../services/iam/password.ts";
import { totpCode } from "../../services/iam/totp.ts";
import type { Tag } from "../../world/nouns.ts";
import type { Scene, Step } from "../story.ts";
import { consoleCaller, keyCaller, root } from "./callers.ts";
import { type GroupSeed, groups } from "./groups.ts";
import { passwordOf } from "./passwords.ts";
import { type PolicySeed, policies, policyArn, policyDocument } from "./policies.ts";
import { type RoleSeed, roles } from "./roles.ts";
import { type KeySeed, type UserSeed, users } from "./users.ts";
import { artifactsBucket, drawingsBucket, rootEmail, telemetryBucket } from "./workload.ts";

const second = 1000;
const minute = 60 * second;

/** How the account came to be: each thing at its time. */
export function setUpSteps(): readonly Step[] {
  return [
    rootStep,
    ...policies.filter(({ awsManaged }) => !awsManaged).flatMap(policySteps),
    ...groups.flatMap(groupSteps),
    ...roles.flatMap(roleSteps),
    ...users.flatMap(userSteps),
    ...[telemetryBucket, drawingsBucket, artifactsBucket].map(bucketStep),
    passwordPolicyStep,
    identityProviderStep,
  ];
}

/** Root made the account, which no call tells of. */
const rootStep: Step = {
  at: Date.parse("2021-03-08T10:15:42Z"),
  act({ world, account, now }) {
    const at = `${new Date(now).toISOString().slice(0, 19)}Z`;
    const serial = `arn:aws:iam::${account.id}:mfa/root-account-mfa-device`;
    account.mfaDevices.put(serial, { serial, seed: rootSeed, createdAt: at, user: "root", enabledAt: at, tags: [] });
    account.root.put("root", {
      createdAt: at,
      email: rootEmail,
      password: {
        hash: hashPassword(passwordOf("root"), world.ids.bytes(16)),
        createdAt: at,
        changedAt: at,
        resetRequired: false,
        earlier: [],
      },
      mfa: { serial, enabledAt: at },
    });
  },
};

const rootSeed = "AEROSECUREROOTSANDBOX2345AEROSECUREROOTSANDBOX2345AEROSECUREROOT";

function policySteps({ name, path = "/", versions }: PolicySeed): readonly Step[] {
  const arn = policyArn(name);
  return versions.map(({ created: at, statements }, index) => ({
    at: Date.parse(at),
    act(scene) {
      const PolicyDocument = JSON.stringify(policyDocument(statements));
      if (index === 0) administer(scene, "CreatePolicy", { PolicyName: name, Path: path, PolicyDocument });
      else administer(scene, "CreatePolicyVersion", { PolicyArn: arn, PolicyDocument, SetAsDefault: true });
    },
  }));
}

function groupSteps({ name, created, policies: attached }: GroupSeed): readonly Step[] {
  return [
    { at: Date.parse(created), act: (scene) => administer(scene, "CreateGroup", { GroupName: name }) },
    ...attached.map((policy) => attachment(created, policy, "AttachGroupPolicy", { GroupName: name })),
  ];
}

/** A policy may be younger than who has it. */
function attachment(since: string, policy: string, operation: string, holder: Input): Step {
  const made = policies.find(({ name, awsManaged }) => name === policy && !awsManaged)?.created ?? since;
  return {
    at: Math.max(Date.parse(since), Date.parse(made)) + second,
    act: (scene) => administer(scene, operation, { ...holder, PolicyArn: policyArn(policy) }),
  };
}

function roleSteps({
  name,
  path = "/",
  created,
  trust,
  policies: attached,
  instanceProfile,
  tags,
}: RoleSeed): readonly Step[] {
  // AWS's own services make these.
  if (path.startsWith("/aws-service-role/")) return [];
  // Whom it trusts may be minutes younger.
  const made = new Date(Date.parse(created) + 10 * minute).toISOString();
  return [
    {
      at: Date.parse(made),
      act(scene) {
        administer(scene, "CreateRole", {
          RoleName: name,
          Path: path,
          AssumeRolePolicyDocument: JSON.stringify(policyDocument(trust)),
          Tags: tagList(tags),
        });
        if (instanceProfile !== undefined) {
          administer(scene, "CreateInstanceProfile", { InstanceProfileName: name });
          administer(scene, "AddRoleToInstanceProfile", { InstanceProfileName: name, RoleName: name });
        }
      },
    },
    ...attached.map((policy) => attachment(made, policy, "AttachRolePolicy", { RoleName: name })),
  ];
}

function userSteps(user: UserSeed): readonly Step[] {
  const created = Date.parse(user.created);
  const made: Step = {
    at: created,
    act(scene) {
      const UserName = user.name;
      const boundary = user.boundary === undefined ? {} : { PermissionsBoundary: policyArn(user.boundary) };
      administer(scene, "CreateUser", { UserName, Tags: tagList(user.tags), ...boundary });
      for (const GroupName of user.groups) administer(scene, "AddUserToGroup", { GroupName, UserName });
      if (user.inline !== undefined) {
        const { name: PolicyName, statements } = user.inline;
        const PolicyDocument = JSON.stringify(policyDocument(statements));
        administer(scene, "PutUserPolicy", { UserName, PolicyName, PolicyDocument });
      }
    },
  };
  const attached = user.policies.map((policy) =>
    attachment(user.created, policy, "AttachUserPolicy", { UserName: user.name }),
  );
  return [
    made,
    ...attached,
    ...passwordSteps(user),
    ...mfaSteps(user),
    ...user.keys.flatMap((key) => keySteps(user, key)),
  ];
}

function passwordSteps({ name, created, password }: UserSeed): readonly Step[] {
  if (password === undefined) return [];
  const input = { UserName: name, Password: passwordOf(name) };
  const first = Date.parse(created) + minute;
  const changed = Date.parse(password.changed);
  return [
    { at: first, act: (scene) => administer(scene, "CreateLoginProfile", input) },
    ...(changed > first
      ? [{ at: changed, act: (scene: Scene) => administer(scene, "UpdateLoginProfile", input) }]
      : []),
  ];
}

function mfaSteps({ name, created, mfa }: UserSeed): readonly Step[] {
  if (!mfa) return [];
  return [
    {
      at: Date.parse(created) + 2 * minute,
      act(scene) {
        const made = administer(scene, "CreateVirtualMFADevice", { VirtualMFADeviceName: name });
        // As the model says: a structure with these members.
        const device = made["VirtualMFADevice"] as { SerialNumber: string; Base32StringSeed: Uint8Array };
        const seed = new TextDecoder().decode(device.Base32StringSeed);
        administer(scene, "EnableMFADevice", {
          UserName: name,
          SerialNumber: device.SerialNumber,
          AuthenticationCode1: totpCode(seed, scene.now - 30_000),
          AuthenticationCode2: totpCode(seed, scene.now),
        });
      },
    },
  ];
}

function keySteps({ name }: UserSeed, { active, rotated, used }: KeySeed): readonly Step[] {
  const steps: Step[] = [
    { at: Date.parse(rotated), act: (scene) => administer(scene, "CreateAccessKey", { UserName: name }) },
  ];
  if (used !== undefined) {
    steps.push({
      at: Date.parse(used.at),
      act: (scene) => scene.ask(keyCaller(scene, name), "s3", "ListObjectsV2", { Bucket: drawingsBucket }),
    });
  }
  if (!active) {
    steps.push({
      at: Date.parse(used?.at ?? rotated) + 24 * 60 * minute,
      act(scene) {
        const { accessKeyId: AccessKeyId } = keyCaller(scene, name);
        administer(scene, "UpdateAccessKey", { UserName: name, AccessKeyId, Status: "Inactive" });
      },
    });
  }
  return steps;
}

function bucketStep(Bucket: string): Step {
  return {
    at: Date.parse("2024-04-08T11:50:00Z"),
    act: (scene) => scene.ask(administrator(scene), "s3", "CreateBucket", { Bucket }),
  };
}

/** Short passwords, and no memory of old ones. */
const passwordPolicyStep: Step = {
  at: Date.parse("2022-01-10T08:30:00Z"),
  act: (scene) =>
    administer(scene, "UpdateAccountPasswordPolicy", {
      MinimumPasswordLength: 8,
      RequireNumbers: true,
      RequireLowercaseCharacters: true,
      AllowUsersToChangePassword: true,
    }),
};

const identityProviderStep: Step = {
  at: Date.parse("2025-02-10T08:50:00Z"),
  act: (scene) =>
    administer(scene, "CreateOpenIDConnectProvider", {
      Url: "https://token.actions.githubusercontent.com",
      ClientIDList: ["sts.amazonaws.com"],
      ThumbprintList: ["0".repeat(40)],
    }),
};

function administer(scene: Scene, operation: string, input: Input): Output {
  return scene.ask(administrator(scene), "iam", operation, input);
}

/** Root makes the first administrator, who makes everything else. */
function administrator(scene: Scene): Caller {
  const isThere = scene.account.users.get("admin-user")?.groups.includes("admins") === true;
  return isThere ? consoleCaller(scene, "admin-user") : root;
}

function tagList(tags: UserSeed["tags"] = {}): readonly Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
