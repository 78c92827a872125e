import type { Operation } from "../../call.ts";
import { validationError } from "../iam/errors.ts";
import { needed, text } from "../iam/fields.ts";
import { readInput } from "../iam/input.ts";

/** The account of a key, of any account here. */
export const getAccessKeyInfo: Operation = {
  needs: () => [{ action: "sts:GetAccessKeyInfo", resource: "*" }],
  run({ world, input }) {
    const { AccessKeyId } = readInput(input, members);
    const owner = world.accessKeys.get(AccessKeyId) ?? world.sessions.get(AccessKeyId);
    if (owner === undefined) throw validationError("Invalid access key id");
    return { Account: owner.account };
  },
};

const members = { AccessKeyId: needed(text({ min: 16, max: 128, pattern: /^\w*$/ })) };
