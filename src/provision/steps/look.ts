import type { Iam, IamReads } from "../iam.ts";
import { lookAtAttachment, performAttachment } from "./attachment.ts";
import { lookAtInline, performInline } from "./inline-policy.ts";
import { lookAtOwnPolicy, performOwnPolicy } from "./own-policy.ts";
import type { Seen } from "./seen.ts";
import type { Step } from "./step.ts";
import {
  lookAtDefault,
  lookAtDeletion,
  lookAtNewVersion,
  lookAtRestored,
  performDefault,
  performDeletion,
  performNewVersion,
  performRestored,
} from "./versions.ts";

export async function look(iam: IamReads, step: Step): Promise<Seen> {
  switch (step.kind) {
    case "inline-policy":
      return lookAtInline(iam, step);
    case "attach":
    case "detach":
      return lookAtAttachment(iam, step);
    case "create-policy":
    case "delete-policy":
      return lookAtOwnPolicy(iam, step);
    case "new-version":
      return lookAtNewVersion(iam, step);
    case "set-default":
      return lookAtDefault(iam, step);
    case "delete-version":
      return lookAtDeletion(iam, step);
    case "restore-version":
      return lookAtRestored(iam, step);
  }
}

/** Makes the call of a step. Answers the id of the version that it made, if it made one. */
export async function perform(iam: Iam, step: Step): Promise<string | undefined> {
  switch (step.kind) {
    case "inline-policy":
      return performInline(iam, step);
    case "attach":
    case "detach":
      return performAttachment(iam, step);
    case "create-policy":
    case "delete-policy":
      return performOwnPolicy(iam, step);
    case "new-version":
      return performNewVersion(iam, step);
    case "set-default":
      return performDefault(iam, step);
    case "delete-version":
      return performDeletion(iam, step);
    case "restore-version":
      return performRestored(iam, step);
  }
}
