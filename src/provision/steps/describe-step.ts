import { arnName } from "../../model/index.ts";
import type { Holder } from "../holder.ts";
import { holderLabel } from "../iam.ts";
import type { Step } from "./step.ts";

export interface StepDescription {
  /** As IAM's API calls it, `PutRolePolicy`: also the permission that it needs. */
  readonly call: string;
  /** `inline policy Orders of role app` */
  readonly target: string;
}

export function describeStep(step: Step): StepDescription {
  switch (step.kind) {
    case "inline-policy": {
      const verb = step.after === null ? "Delete" : "Put";
      const target = `inline policy ${step.name} of ${holderLabel(step.holder)}`;
      return { call: `${verb}${typeWord(step.holder)}Policy`, target };
    }
    case "attach":
      return { call: `Attach${typeWord(step.holder)}Policy`, target: `${step.policy} to ${holderLabel(step.holder)}` };
    case "detach":
      return {
        call: `Detach${typeWord(step.holder)}Policy`,
        target: `${step.policy} from ${holderLabel(step.holder)}`,
      };
    case "create-policy":
      return { call: "CreatePolicy", target: `policy ${step.name}` };
    case "delete-policy":
      return { call: "DeletePolicy", target: `policy ${step.name}` };
    case "new-version":
      return {
        call: "CreatePolicyVersion",
        target: `new default version of policy ${arnName(step.policy)}, after ${step.before.id}`,
      };
    case "set-default":
      return { call: "SetDefaultPolicyVersion", target: `version ${step.to.id} of policy ${arnName(step.policy)}` };
    case "delete-version":
      return {
        call: "DeletePolicyVersion",
        target: `version ${step.version.id ?? "made here"} of policy ${arnName(step.policy)}`,
      };
    case "restore-version":
      return {
        call: "CreatePolicyVersion",
        target: `document of version ${step.version.id} of policy ${arnName(step.policy)}, not as the default`,
      };
  }
}

/** `User`, as in `PutUserPolicy`. */
export function typeWord({ type }: Pick<Holder, "type">): "User" | "Role" | "Group" {
  return ({ user: "User", role: "Role", group: "Group" } as const)[type];
}
