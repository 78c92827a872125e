import type { Operations } from "../../call.ts";
import { aliasOperations } from "./aliases.ts";
import { keyPolicyOperations } from "./key-policy.ts";
import { keyOperations } from "./keys.ts";
import { rotationOperations } from "./rotation.ts";
import { tagOperations } from "./tags.ts";

/** AWS KMS: symmetric keys with policies, aliases, rotation and deletion. What encrypts and decrypts is not there. */
export const kmsOperations: Operations = {
  ...keyOperations,
  ...keyPolicyOperations,
  ...rotationOperations,
  ...aliasOperations,
  ...tagOperations,
};
