import { Problem, parseArn } from "../model/index.ts";
import type { SnapshotParts } from "./parts.ts";

export interface Account {
  /** Twelve digits; empty when no input names the account. */
  readonly account: string;
  readonly partition: string;
}

/**
 * The account that all inputs are about, read off their ARNs. Throws a Problem `input.conflict` when two
 * inputs are about different accounts. A trail of an organization belongs to the management account but is seen from
 * all others, so it says something only when nothing else does.
 */
export function accountOf(parts: SnapshotParts, asked?: Account): Account {
  const claims = claimsOf(parts);
  const [first] = claims;
  const other = claims.find(({ account }) => account !== first?.account);
  if (first !== undefined && other !== undefined) {
    throw new Problem(
      "input.conflict",
      `The inputs are about different accounts: ${first.account} in ${first.file}, ${other.account} in ${other.file}.`,
      { location: { file: other.file }, hint: "Audit one account at a time." },
    );
  }
  const { account, partition } = first ?? asked ?? organizationTrail(parts) ?? { account: "", partition: "aws" };
  return { account, partition };
}

interface Claim extends Account {
  readonly file: string;
}

function claimsOf(parts: SnapshotParts): readonly Claim[] {
  const report = parts["credential-report"]?.flatMap(({ file, parsed }) => claim(parsed.value?.rows[0]?.arn, file));
  const details = parts["authorization-details"]?.flatMap(({ file, parsed: { value } }) => {
    const own = value && [...value.users, ...value.groups, ...value.roles, ...value.policies];
    return claim(own?.find(({ arn }) => parseArn(arn)?.account !== "aws")?.arn, file);
  });
  const trails = parts.trails?.flatMap(({ file, parsed }) =>
    (parsed.value ?? []).flatMap(({ arn, isOrganizationTrail }) => (isOrganizationTrail ? [] : claim(arn, file))),
  );
  const used = parts["service-last-accessed"]?.flatMap(({ file, subject, parsed }) =>
    claim(subject ?? parsed.value?.arn, file),
  );
  return [...(report ?? []), ...(details ?? []), ...(trails ?? []), ...(used ?? [])];
}

function organizationTrail(parts: SnapshotParts): Account | undefined {
  const trails = parts.trails?.flatMap(({ file, parsed }) =>
    (parsed.value ?? []).flatMap(({ arn }) => claim(arn, file)),
  );
  return trails?.[0];
}

function claim(arn: string | undefined, file: string): readonly Claim[] {
  const parsed = arn === undefined ? undefined : parseArn(arn);
  if (parsed === undefined || !/^\d{12}$/.test(parsed.account)) return [];
  return [{ account: parsed.account, partition: parsed.partition, file }];
}
