import type { Command } from "commander";
import { addAwsOptions, timeoutOption } from "../aws-options.ts";
import { collect, oneFile, option, time } from "../options.ts";

/** What audit and compliance read: saved answers, or AWS itself; a snapshot is an argument. */
export function addAuditInputs(command: Command): Command {
  command
    .optionsGroup("Saved answers of AWS CLI:")
    .addOption(
      option(
        "--credential-report <file>",
        "the CSV of `aws iam get-credential-report`, or that answer's JSON",
        oneFile,
      ),
    );
  many("--authorization-details <file>", "aws iam get-account-authorization-details; several pages may be given");
  command
    .addOption(option("--account-summary <file>", "aws iam get-account-summary", oneFile))
    .addOption(option("--password-policy <file>", "aws iam get-account-password-policy", oneFile));
  many("--service-last-accessed <[arn=]file>", "aws iam get-service-last-accessed-details");
  many("--trails <file>", "aws cloudtrail describe-trails");
  many("--trail-status <[trail=]file>", "aws cloudtrail get-trail-status");
  many("--event-selectors <[trail=]file>", "aws cloudtrail get-event-selectors");
  many("--insight-selectors <[trail=]file>", "aws cloudtrail get-insight-selectors");
  many("--buckets <file>", "aws s3api list-buckets");
  many("--bucket-policy <[bucket=]file>", "aws s3api get-bucket-policy");
  many("--bucket-acl <[bucket=]file>", "aws s3api get-bucket-acl");
  many("--public-access-block <[bucket=]file>", "aws s3api get-public-access-block");
  many("--bucket-versioning <[bucket=]file>", "aws s3api get-bucket-versioning");
  many("--bucket-lifecycle <[bucket=]file>", "aws s3api get-bucket-lifecycle-configuration");
  many("--bucket-logging <[bucket=]file>", "aws s3api get-bucket-logging");
  many("--bucket-object-lock <[bucket=]file>", "aws s3api get-object-lock-configuration");
  many("--bucket-encryption <[bucket=]file>", "aws s3api get-bucket-encryption");
  many("--mfa-devices <[user=]file>", "aws iam list-virtual-mfa-devices, list-mfa-devices");
  many(
    "--identity-providers <[arn=]file>",
    "aws iam list-open-id-connect-providers, list-saml-providers, get-open-id-connect-provider",
  );
  many("--roles <file>", "aws iam list-roles");
  many("--ssh-public-keys <[user=]file>", "aws iam list-ssh-public-keys");
  many(
    "--service-specific-credentials <[user=]file>",
    "aws iam list-service-specific-credentials --all-users; of one user with USER=",
  );
  many("--server-certificates <file>", "aws iam list-server-certificates");
  many(
    "--organization <file>",
    "aws organizations describe-organization, list-accounts, list-delegated-administrators",
  );
  many(
    "--service-control-policies <[policy=]file>",
    "aws organizations list-policies --filter SERVICE_CONTROL_POLICY, describe-policy, list-targets-for-policy",
  );
  many("--organizations-features <file>", "aws iam list-organizations-features");
  many("--security-contact <file>", "aws account get-alternate-contact --alternate-contact-type SECURITY");
  many("--regions <file>", "aws account list-regions");
  many("--analyzers <[region=]file>", "aws accessanalyzer list-analyzers");
  many("--analyzer-findings <[analyzer=]file>", "aws accessanalyzer list-findings, list-findings-v2, get-finding-v2");
  many("--event-rules <[rule=]file>", "aws events list-rules, list-targets-by-rule");
  many("--trail-keys <[key=]file>", "aws kms describe-key, get-key-rotation-status, get-key-policy");
  many("--metric-filters <[group=]file>", "aws logs describe-metric-filters");
  many(
    "--alarms <[region=]file>",
    "aws cloudwatch describe-alarms; aws sns list-subscriptions-by-topic with TOPIC= if it is empty",
  );
  many("--roles-anywhere <[region=]file>", "aws rolesanywhere list-profiles");
  many(
    "--account-assignments <file>",
    "aws sso-admin list-account-assignments, describe-permission-set; aws identitystore list-users",
  );
  many(
    "--workloads <[region=]file>",
    "aws ec2 describe-instances; aws lambda list-functions, list-function-url-configs with FUNCTION= if it is empty",
  );
  command
    .optionsGroup("What `trail verify` found:")
    .addOption(
      option("--trail-verdicts <file>", "trail verify --out summary=FILE, for TRAIL-06 (repeatable)", collect),
    );
  command
    .optionsGroup("What was done (for the JOIN checks):")
    .addOption(option("--logs <path...>", "CloudTrail files, directories, globs or -", collect))
    .addOption(option("--previous <snapshot>", "an earlier snapshot: what got worse since, and by whom", oneFile))
    .addOption(
      option(
        "--geoip <file>",
        "country, city or ASN database (.mmdb); else a place is an IP network (repeatable)",
        collect,
      ),
    );
  return addAwsOptions(command)
    .addOption(timeoutOption())
    .optionsGroup("What is asked:")
    .addOption(option("--as-of <time>", "the clock for ages; else the report's GeneratedTime, else now", time))
    .addOption(option("--config <file>", "thresholds, trusted accounts, trail operators (YAML)"))
    .addOption(option("--workspace <dir>", "where snapshots are kept"))
    .addOption(option("--offline", "open no socket; without --profile audit never does"));

  function many(flags: string, description: string): void {
    command.addOption(option(flags, `${description} (repeatable)`, collect));
  }
}
