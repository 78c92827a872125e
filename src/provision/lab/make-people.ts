import { randomBytes } from "node:crypto";
import type { Json } from "../../model/index.ts";
import { documentText } from "../document.ts";
import { ask, demand } from "./ask.ts";
import type { Keys, LabAws } from "./clients.ts";
import { boundaryPolicy } from "./lab-policies.ts";
import { type LabRun, labTag } from "./lab-run.ts";
import { peopleOf } from "./people.ts";
import type { Recorder } from "./recorder.ts";

/** Makes users and what they have, with the rights of whoever runs the lab. Secrets are handed back and kept nowhere. */
export interface Maker {
  user(name: string, options?: { readonly isPowerless?: boolean }): Promise<void>;
  inlinePolicy(name: string, document: Json): Promise<void>;
  key(name: string): Promise<Keys>;
  /** Answers the password. */
  password(name: string): Promise<string>;
  role(name: string, trust: Json): Promise<void>;
}

export function createMaker(aws: LabAws, recorder: Recorder): Maker {
  const { owner, iam, clock } = aws;
  const run = recorder.read();
  const { path } = peopleOf(run);
  const tags = labTags(run);
  return {
    async user(name, { isPowerless = false } = {}) {
      const input = {
        UserName: name,
        Path: path,
        Tags: tags,
        ...(isPowerless && { PermissionsBoundary: boundaryPolicy(run) }),
      };
      await recorder.step("CreateUser", name, () =>
        ask(clock, "iam:CreateUser", () => owner.iam.send(new iam.CreateUserCommand(input)), again),
      );
    },

    async inlinePolicy(name, document) {
      const input = { UserName: name, PolicyName: labTag, PolicyDocument: documentText(document) };
      await recorder.step("PutUserPolicy", name, () =>
        demand(clock, "iam:PutUserPolicy", () => owner.iam.send(new iam.PutUserPolicyCommand(input)), notYetThere),
      );
    },

    async key(name) {
      const { AccessKey } = await recorder.step("CreateAccessKey", name, () => {
        const send = () => owner.iam.send(new iam.CreateAccessKeyCommand({ UserName: name }));
        return demand(clock, "iam:CreateAccessKey", send, notYetThere);
      });
      return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    },

    async password(name) {
      const password = newPassword();
      const input = { UserName: name, Password: password, PasswordResetRequired: false };
      await recorder.step("CreateLoginProfile", name, () => {
        const send = () => owner.iam.send(new iam.CreateLoginProfileCommand(input));
        // An answer that was lost was tried again with the same password.
        return ask(clock, "iam:CreateLoginProfile", send, { ...again, passing: notYetThere });
      });
      return password;
    },

    async role(name, trust) {
      const input = {
        RoleName: name,
        Path: path,
        Tags: tags,
        Description: "Made by trailproof's lab, and removed by it.",
        AssumeRolePolicyDocument: documentText(trust),
      };
      await recorder.step("CreateRole", name, () =>
        ask(clock, "iam:CreateRole", () => owner.iam.send(new iam.CreateRoleCommand(input)), again),
      );
    },
  };
}

export function labTags(run: Pick<LabRun, "id">): { Key: string; Value: string }[] {
  return [{ Key: labTag, Value: run.id }];
}

/** Names hold a random id: what exists was made by this run, by a call whose answer was lost. */
const again = { fine: ["EntityAlreadyExists"] };
const notYetThere: readonly string[] = ["NoSuchEntity"];

/** As long as any password policy can ask for, and of all four kinds. */
export function newPassword(): string {
  return `Aa1!${randomBytes(60).toString("base64url")}-${randomBytes(30).toString("hex")}`.slice(0, 128);
}
