import { type CredentialRow, dayMs, type IamUser, type ReportDate } from "../../model/index.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { PlanOptions } from "../plan/plan.ts";
import { windowStart } from "../plan/window.ts";

/**
 * Signs of use in what the credential report tells of a user, and why it tells nothing, clauses. A sign-in and a call that needs no
 * permission show there and nowhere else. A password or key that is new was made for some use.
 */
export function credentialSigns(
  { arn }: IamUser,
  { credentialReport }: RightsizeFacts,
  options: PlanOptions,
): readonly string[] {
  if (credentialReport === undefined) {
    return ["there is no credential report (--credential-report) that would show sign-ins and use of access keys"];
  }
  const { generatedAt, rows } = credentialReport;
  const [row, ...more] = rows.filter((one) => one.arn === arn);
  return [
    ...ageSigns(generatedAt, options),
    ...(row === undefined || more.length > 0
      ? [`the credential report has ${row === undefined ? "no line" : "more than one line"} of it`]
      : rowSigns(row, options)),
  ];
}

/** As old as an answer of Access Advisor may be. */
const maxAgeDays = 30;

function ageSigns(generatedAt: string | undefined, { asOf }: PlanOptions): readonly string[] {
  if (generatedAt === undefined) {
    return [
      "the credential report does not say when it was made: save the whole answer of aws iam get-credential-report",
    ];
  }
  const days = (Date.parse(asOf) - Date.parse(generatedAt)) / dayMs;
  if (days >= 0 && days < maxAgeDays) return [];
  return [`the credential report was made at ${generatedAt}, which is not within ${maxAgeDays} days before ${asOf}`];
}

function rowSigns(row: CredentialRow, options: PlanOptions): readonly string[] {
  const { passwordLastUsed, passwordLastChanged, accessKeys, additionalCredentials = "" } = row;
  const signs = [
    dateSign("its password was used", passwordLastUsed, options),
    dateSign("its password was changed", passwordLastChanged, options),
    ...accessKeys.flatMap(({ slot, lastUsed, lastRotated }) => [
      dateSign(`access key ${slot} was used`, lastUsed, options),
      dateSign(`access key ${slot} was made or switched`, lastRotated, options),
    ]),
    additionalCredentials === "" || additionalCredentials === "N/A"
      ? undefined
      : `it has credentials that the report does not show (${JSON.stringify(additionalCredentials)})`,
  ];
  return signs.filter((sign) => sign !== undefined);
}

function dateSign(what: string, date: ReportDate, options: PlanOptions): string | undefined {
  if (date.kind === "not_applicable" || date.kind === "no_information") return undefined;
  if (date.kind !== "at") return `whether ${what} cannot be read from the credential report`;
  return Date.parse(date.time) < windowStart(options) ? undefined : `${what} at ${date.time}`;
}
