import { AwsError } from "../../aws-error.ts";
import type { Role } from "../../world/nouns.ts";

/** Roles under this path belong to an AWS service. */
export const serviceLinkedPath = "/aws-service-role/";

/** The role itself. Throws UnmodifiableEntity of one that belongs to a service. */
export function requireModifiable(role: Role): Role {
  if (!role.path.startsWith(serviceLinkedPath)) return role;
  const message = `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`;
  throw new AwsError("UnmodifiableEntityException", message);
}
