import type { Collector } from "../collector.ts";
import { accessAdvisor } from "./access-advisor.ts";
import { accessAnalyzer } from "./access-analyzer.ts";
import { accountAlias } from "./account-alias.ts";
import { regions, securityContact } from "./account-settings.ts";
import { accountSummary } from "./account-summary.ts";
import { authorizationDetails } from "./authorization-details.ts";
import { credentialReport } from "./credential-report.ts";
import { eventRules } from "./event-rules.ts";
import { identityProviders } from "./identity-providers.ts";
import { metricFilters } from "./metric-filters.ts";
import { mfaDevices } from "./mfa-devices.ts";
import { organization } from "./organization.ts";
import { passwordPolicy } from "./password-policy.ts";
import { roles } from "./roles.ts";
import { trailBuckets } from "./trail-buckets.ts";
import { trailKeys } from "./trail-keys.ts";
import { trailSettings } from "./trail-settings.ts";
import { trails } from "./trails.ts";
import { serverCertificates, serviceSpecificCredentials, sshPublicKeys } from "./user-credentials.ts";

/** All that is asked of an account. */
export const collectors: readonly Collector[] = [
  credentialReport,
  authorizationDetails,
  roles,
  accountSummary,
  passwordPolicy,
  accountAlias,
  identityProviders,
  serviceSpecificCredentials,
  serverCertificates,
  securityContact,
  regions,
  mfaDevices,
  sshPublicKeys,
  accessAdvisor,
  trails,
  trailSettings,
  trailBuckets,
  trailKeys,
  metricFilters,
  eventRules,
  organization,
  accessAnalyzer,
];
