import type { Organization, OrganizationMember } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { objectAt, optionalTextAt, textAt } from "./fields.ts";
import { type Parsed, startReading } from "./reading.ts";

/** The organisation itself, or the accounts in it, or those of them that act for the management account. */
export type OrganizationAnswer =
  | { readonly kind: "none" }
  | {
      readonly kind: "organization";
      readonly organization: Pick<Organization, "id" | "managementAccount" | "featureSet">;
    }
  | { readonly kind: "accounts" | "delegatedAdministrators"; readonly members: readonly OrganizationMember[] };

/**
 * `aws organizations describe-organization`, `list-accounts` or `list-delegated-administrators`. The error
 * AWSOrganizationsNotInUseException is an answer: the account is in none.
 */
export function parseOrganization(answer: Answer): Parsed<OrganizationAnswer> {
  const reading = startReading(answer.file);
  if (answer.kind === "error") {
    const isNone = answer.code === "AWSOrganizationsNotInUseException";
    return isNone ? reading.result<OrganizationAnswer>({ kind: "none" }) : refusal(answer, "organization");
  }
  const json = answerObject(answer, "organization");
  if (Object.hasOwn(json, "Organization")) {
    const place = { file: answer.file, path: "Organization" };
    const organization = objectAt(json["Organization"], place);
    return reading.result<OrganizationAnswer>({
      kind: "organization",
      organization: {
        id: textAt(organization, "Id", place),
        managementAccount: textAt(organization, "MasterAccountId", place),
        featureSet: textAt(organization, "FeatureSet", place),
      },
    });
  }
  const kind = Object.hasOwn(json, "Accounts") ? "accounts" : "delegatedAdministrators";
  const key = kind === "accounts" ? "Accounts" : "DelegatedAdministrators";
  const members = entriesAt(json, key, reading, (entry, at) => ({
    id: textAt(entry, "Id", at),
    name: optionalTextAt(entry, "Name", at) ?? "",
    status: optionalTextAt(entry, "State", at) ?? textAt(entry, "Status", at),
  }));
  return reading.result<OrganizationAnswer>({ kind, members });
}
