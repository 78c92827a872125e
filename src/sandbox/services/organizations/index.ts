import type { Operations } from "../../call.ts";
import { accountOperations } from "./accounts.ts";
import { attachmentOperations } from "./attachments.ts";
import { organizationOperations } from "./create-organization.ts";
import { policyOperations } from "./policies.ts";
import { tagOperations } from "./tags.ts";
import { trustedServiceOperations } from "./trusted-services.ts";
import { unitOperations } from "./units.ts";

/** AWS Organizations: accounts, units, policies, trusted access. Without invitations. */
export const organizationsOperations: Operations = {
  ...organizationOperations,
  ...accountOperations,
  ...unitOperations,
  ...policyOperations,
  ...attachmentOperations,
  ...trustedServiceOperations,
  ...tagOperations,
};
