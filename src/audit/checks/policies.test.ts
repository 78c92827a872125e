import { describe, expect, test } from "vitest";
import type { Check } from "../check.ts";
import { runExample } from "../run-example.ts";
import { pol01EffectiveAdministrator } from "./pol-01-effective-administrator.ts";
import { pol03PrivilegeEscalationPath } from "./pol-03-privilege-escalation-path.ts";
import { pol05PassRoleOnAllRoles } from "./pol-05-pass-role-on-all-roles.ts";
import { pol06AllowWithNotAction } from "./pol-06-allow-with-not-action.ts";
import { pol07ServiceWildcardOnSecurityService } from "./pol-07-service-wildcard-on-security-service.ts";
import { pol08WhoCanBlindTheTrail } from "./pol-08-who-can-blind-the-trail.ts";
import { pol10AssumeRoleOnEverything } from "./pol-10-assume-role-on-everything.ts";
import { pol11PolicyOnUser } from "./pol-11-policy-on-user.ts";
import { pol18CloudShellFullAccess } from "./pol-18-cloud-shell-full-access.ts";
import { trust01RoleOpenToAnyone } from "./trust-01-role-open-to-anyone.ts";
import { trust02TrustOfOutsideAccount } from "./trust-02-trust-of-outside-account.ts";
import { trust03ThirdPartyWithoutExternalId } from "./trust-03-third-party-without-external-id.ts";
import { trust04OidcWithoutSubjectLimit } from "./trust-04-oidc-without-subject-limit.ts";

const checks: readonly Check[] = [
  pol01EffectiveAdministrator,
  pol03PrivilegeEscalationPath,
  pol05PassRoleOnAllRoles,
  pol06AllowWithNotAction,
  pol07ServiceWildcardOnSecurityService,
  pol08WhoCanBlindTheTrail,
  pol10AssumeRoleOnEverything,
  pol11PolicyOnUser,
  pol18CloudShellFullAccess,
  trust01RoleOpenToAnyone,
  trust02TrustOfOutsideAccount,
  trust03ThirdPartyWithoutExternalId,
  trust04OidcWithoutSubjectLimit,
];

describe.each(checks.map((check) => [check.id, check] as const))("%s", (_id, check) => {
  test.each(check.examples.map((example) => [example.name, example] as const))("%s", (_name, example) => {
    const verdict = runExample(check, example);
    expect(verdict.status, verdict.reason).toBe(example.expect);
    if (example.severity !== undefined) expect(verdict.severity ?? check.severity).toBe(example.severity);
    expect(verdict.reason).toMatch(/^[A-Z0-9].*\.$/s);
  });
});
