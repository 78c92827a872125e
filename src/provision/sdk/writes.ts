import type { Holder } from "../holder.ts";
import type { IamWrites } from "../iam.ts";
import { typeWord } from "../steps/describe-step.ts";
import type { Sdk } from "./sdk.ts";
import type { Send } from "./send.ts";

export function writesOf(send: Send, sdk: Sdk): IamWrites {
  return {
    async putInlinePolicy(holder, name, document) {
      const input = { PolicyName: name, PolicyDocument: document };
      await send(`Put${typeWord(holder)}Policy`, (iam) => {
        const { type, name: of }: Holder = holder;
        if (type === "user") return iam.send(new sdk.PutUserPolicyCommand({ ...input, UserName: of }));
        if (type === "role") return iam.send(new sdk.PutRolePolicyCommand({ ...input, RoleName: of }));
        return iam.send(new sdk.PutGroupPolicyCommand({ ...input, GroupName: of }));
      });
    },

    async deleteInlinePolicy(holder, name) {
      const input = { PolicyName: name };
      await send(`Delete${typeWord(holder)}Policy`, (iam) => {
        const { type, name: of }: Holder = holder;
        if (type === "user") return iam.send(new sdk.DeleteUserPolicyCommand({ ...input, UserName: of }));
        if (type === "role") return iam.send(new sdk.DeleteRolePolicyCommand({ ...input, RoleName: of }));
        return iam.send(new sdk.DeleteGroupPolicyCommand({ ...input, GroupName: of }));
      });
    },

    async createPolicy(name, description, document) {
      const input = { PolicyName: name, Description: description, PolicyDocument: document };
      await send("CreatePolicy", (iam) => iam.send(new sdk.CreatePolicyCommand(input)));
    },

    async deletePolicy(arn) {
      await send("DeletePolicy", (iam) => iam.send(new sdk.DeletePolicyCommand({ PolicyArn: arn })));
    },

    async createVersion(arn, document, isDefault) {
      const input = { PolicyArn: arn, PolicyDocument: document, SetAsDefault: isDefault };
      const answer = await send("CreatePolicyVersion", (iam) => iam.send(new sdk.CreatePolicyVersionCommand(input)));
      return answer.PolicyVersion?.VersionId ?? "";
    },

    async setDefaultVersion(arn, id) {
      const input = { PolicyArn: arn, VersionId: id };
      await send("SetDefaultPolicyVersion", (iam) => iam.send(new sdk.SetDefaultPolicyVersionCommand(input)));
    },

    async deleteVersion(arn, id) {
      const input = { PolicyArn: arn, VersionId: id };
      await send("DeletePolicyVersion", (iam) => iam.send(new sdk.DeletePolicyVersionCommand(input)));
    },

    async attach(holder, policyArn) {
      const input = { PolicyArn: policyArn };
      await send(`Attach${typeWord(holder)}Policy`, (iam) => {
        const { type, name: to }: Holder = holder;
        if (type === "user") return iam.send(new sdk.AttachUserPolicyCommand({ ...input, UserName: to }));
        if (type === "role") return iam.send(new sdk.AttachRolePolicyCommand({ ...input, RoleName: to }));
        return iam.send(new sdk.AttachGroupPolicyCommand({ ...input, GroupName: to }));
      });
    },

    async detach(holder, policyArn) {
      const input = { PolicyArn: policyArn };
      await send(`Detach${typeWord(holder)}Policy`, (iam) => {
        const { type, name: from }: Holder = holder;
        if (type === "user") return iam.send(new sdk.DetachUserPolicyCommand({ ...input, UserName: from }));
        if (type === "role") return iam.send(new sdk.DetachRolePolicyCommand({ ...input, RoleName: from }));
        return iam.send(new sdk.DetachGroupPolicyCommand({ ...input, GroupName: from }));
      });
    },
  };
}
