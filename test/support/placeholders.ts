/** What a user would list for each placeholder of the built-in rules. */
export const placeholders: ReadonlyMap<string, readonly string[]> = new Map([
  ["abac_tags", ["team"]],
  ["alert_plumbing", ["aerosecure-alerts"]],
  ["anonymizer_asns", ["64500"]],
  ["break_glass_principals", ["break-glass"]],
  ["decoys", ["decoy-admin", "AKIAI44QH8DHBEXAMPLE"]],
  ["egress_networks", ["203.0.113.0/24"]],
  ["iac_principals", ["arn:aws:iam::111122223333:role/terraform"]],
  ["organization_accounts", ["111122223333"]],
  ["privileged_groups", ["security-team"]],
  ["privileged_roles", ["admin"]],
  ["provisioning_principals", ["arn:aws:iam::111122223333:role/identity-provisioning"]],
  ["public_buckets", ["aerosecure-website"]],
  ["threat_addresses", ["198.51.100.0/24"]],
  ["trail_buckets", ["aerosecure-iam-trail-logs", "aerosecure-lab-trail-logs"]],
  ["trail_keys", ["11111111-2222-3333-4444-555555555555"]],
  ["trail_log_groups", ["aws-cloudtrail-logs-aerosecure"]],
]);
