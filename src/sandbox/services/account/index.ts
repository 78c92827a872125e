import type { Operations } from "../../call.ts";
import { contactOperations } from "./contacts.ts";
import { regionOperations } from "./regions.ts";

/** AWS Account Management: regions and alternate contacts of one's own account. */
export const accountManagementOperations: Operations = { ...contactOperations, ...regionOperations };
