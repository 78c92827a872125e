import type { Collector } from "../collector.ts";
import { accessAdvisor } from "./access-advisor.ts";
import { accountAlias } from "./account-alias.ts";
import { accountSummary } from "./account-summary.ts";
import { authorizationDetails } from "./authorization-details.ts";
import { credentialReport } from "./credential-report.ts";
import { identityProviders } from "./identity-providers.ts";
import { mfaDevices } from "./mfa-devices.ts";
import { passwordPolicy } from "./password-policy.ts";
import { trailBuckets } from "./trail-buckets.ts";
import { trailSettings } from "./trail-settings.ts";
import { trails } from "./trails.ts";

/** All that is asked of an account. */
export const collectors: readonly Collector[] = [
  credentialReport,
  authorizationDetails,
  accountSummary,
  passwordPolicy,
  accountAlias,
  identityProviders,
  mfaDevices,
  accessAdvisor,
  trails,
  trailSettings,
  trailBuckets,
];
