/**
 * The IAM credential report, parsed.
 *
 * Its cells hold answers and three kinds of non-answers, and the same word means different things by column;
 * the kinds stay apart here so that a check can tell "never used" from "was not asked".
 *
 * Source: IAM User Guide, "Generate credential reports for your AWS account".
 */
export interface CredentialReport {
  /** When AWS made it (`GeneratedTime`); the bare CSV does not say. ISO 8601, UTC. */
  readonly generatedAt?: string;
  /** Header names in the order of the file, known or not. */
  readonly columns: readonly string[];
  /** Root first, as AWS orders them, but looked up by {@link CredentialRow.isRoot}, not by position. */
  readonly rows: readonly CredentialRow[];
}

/** `unreadable`: the column is absent, the row is too short or the word is none that AWS writes. */
export type ReportFlag = "true" | "false" | "not_supported" | "not_applicable" | "unreadable";

export type ReportDate =
  | { readonly kind: "at"; readonly time: string }
  /** `N/A`: there is no such credential, or it was never used; which of both depends on the column. */
  | { readonly kind: "not_applicable" }
  /** `no_information`: never used, or not since tracking began (passwords: 2014-10-20). */
  | { readonly kind: "no_information" }
  /** AWS does not answer this for the root user of this account: never read as "no". */
  | { readonly kind: "not_supported" }
  | { readonly kind: "unreadable"; readonly text: string };

export interface CredentialRow {
  /** Line in the CSV, from 1 (the header). */
  readonly line: number;
  /** `<root_account>` for the root user. */
  readonly user: string;
  readonly arn: string;
  readonly isRoot: boolean;
  readonly createdAt: ReportDate;
  readonly passwordEnabled: ReportFlag;
  readonly passwordLastUsed: ReportDate;
  readonly passwordLastChanged: ReportDate;
  readonly passwordNextRotation: ReportDate;
  /** A device is registered; says nothing about whether it was used or is enforced. */
  readonly mfaActive: ReportFlag;
  /** Slots 1 and 2, ordered by AWS by key id: slot 1 is not the older one. */
  readonly accessKeys: readonly AccessKeySlot[];
  readonly certificates: readonly CertificateSlot[];
  /** Column `additional_credentials_info`; AWS fills it when a user has more credentials than the report shows. */
  readonly additionalCredentials?: string;
  /** Columns that this version does not know, by header name. */
  readonly otherColumns: { readonly [column: string]: string };
}

export interface AccessKeySlot {
  readonly slot: 1 | 2;
  readonly active: ReportFlag;
  /** When the key was made or its status last changed; `not_applicable`: the slot is empty. */
  readonly lastRotated: ReportDate;
  /** `not_applicable` with a date in `lastRotated`: never used (or not since 2015-04-22). */
  readonly lastUsed: ReportDate;
  /** `N/A` also for services without regions. */
  readonly lastUsedRegion: string;
  readonly lastUsedService: string;
}

export interface CertificateSlot {
  readonly slot: 1 | 2;
  readonly active: ReportFlag;
  readonly lastRotated: ReportDate;
}
