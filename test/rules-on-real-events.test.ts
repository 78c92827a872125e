import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { type CloudTrailEvent, isAtLeast, isJsonObject, type JsonObject, ownObject } from "../src/model/index.ts";
import { compileMatcher, type Rule } from "../src/sigma/index.ts";
import { derivedEvent } from "./support/derived-event.ts";
import { active, type RuleFile, rules } from "./support/rule-files.ts";

const catalogue = "../shared/data/detection_catalogue.csv";

describe.skipIf(!existsSync(catalogue))(
  `the catalogue of detections (${catalogue}; skipped where it is absent)`,
  () => {
    // The body of a skipped suite runs, too.
    const lines = existsSync(catalogue) ? readCatalogue(catalogue) : [];

    test("all 80 lines of the first tier about single events are answered", () => {
      const asked = lines.filter(({ kind, tier }) => kind === "single" && tier === "1").map(({ id }) => id);
      const answered = new Set(rules.flatMap(({ rule }) => rule.catalogue));
      expect(asked).toHaveLength(80);
      expect(asked.filter((id) => !answered.has(id))).toEqual([]);
    });
  },
);

const samples = "../shared/data/cloudtrail-samples";

describe.skipIf(!existsSync(samples))(
  `on real and documented events (${samples}; skipped where they are absent)`,
  () => {
    test.each<[string, readonly string[]]>([
      ["01-AssumeRole.success", ["lateral-movement/assume-role"]],
      [
        "02-AttachUserPolicy",
        ["privilege-escalation/administrator-policy-attached", "privilege-escalation/attach-user-policy"],
      ],
      ["03-DetachUserPolicy", ["defense-evasion/detach-user-policy"]],
      ["04-ConsoleLogin.iam-success-mfa", ["initial-access/console-login"]],
      [
        "04-ConsoleLogin.iam-success-nomfa",
        ["initial-access/console-login", "initial-access/console-login-without-mfa"],
      ],
      [
        "05-ConsoleLogin.iam-failure",
        ["credential-access/console-login-failed", "credential-access/console-login-wrong-mfa-code"],
      ],
      ["05-ConsoleLogin.root-failure", ["credential-access/root-console-login-failed"]],
      ["06-DeactivateMFADevice", ["defense-evasion/deactivate-mfa-device"]],
      ["07-CreateUser", ["persistence/create-user"]],
      ["08-DeleteUser", ["impact/delete-user"]],
      ["AssumeRole.cross-account.caller-side", ["lateral-movement/assume-role"]],
      ["AssumeRole.cross-account.role-side", ["initial-access/assume-role-from-another-account"]],
      [
        "ConsoleLogin.root-success",
        ["initial-access/root-console-login", "initial-access/root-console-login-without-mfa"],
      ],
      ["ConsoleLogin.unknown-user", ["credential-access/console-login-unknown-user"]],
      ["ConsoleLogin.saml", ["initial-access/console-login-through-role"]],
      ["ConsoleLogin.sso", ["initial-access/console-login-through-role"]],
      ["PutUserPolicy", ["privilege-escalation/administrator-policy-written"]],
      ["StopLogging", ["defense-evasion/cloudtrail-stopped"]],
      ["StopLogging.not-found", ["defense-evasion/cloudtrail-stop-failed"]],
      ["PutEventSelectors.disable-mgmt", ["defense-evasion/trail-management-events-off"]],
      ["UpdateTrail", ["initial-access/root-activity"]],
      ["LeaveOrganization.denied", ["defense-evasion/leave-organization"]],
      ["PasswordUpdated.root", ["initial-access/root-activity", "persistence/root-password-or-email-changed"]],
      ["PutInsightSelectors", ["defense-evasion/trail-insights-off", "initial-access/root-activity"]],
      ["CreateTrail", ["collection/trail-or-event-data-store-created", "initial-access/root-activity"]],
      ["EnableMFADevice", ["persistence/enable-mfa-device-for-another-user"]],
      ["PutBucketPolicy", []],
      ["AttachRolePolicy", []],
      ["UpdateAccessKey", []],
      ["SwitchRole", []],
      ["S3.GetObject.data-event", []],
      ["01-AssumeRole.by-service", []],
      ["01-AssumeRole.denied", []],
      ["06-DeactivateMFADevice.denied", []],
      ["AwsServiceEvent", []],
      ["DescribeTrails", []],
      ["GetSigninToken", []],
      ["Insight.End", []],
      ["S3.GetBucketAcl.by-cloudtrail", []],
      ["S3.PutObject.data-event.by-cloudtrail", []],
      ["UserAuthentication.identity-center", []],
    ])("%s is matched by %j", (sample, expected) => {
      const content: unknown = JSON.parse(readFileSync(`${samples}/${sample}.json`, "utf8"));
      const event = isJsonObject(content) ? ownObject(content, "event") : undefined;
      expect(event && matching(event)).toEqual(expected);
    });
  },
);

const recorded = "../shared/data/cloudtrail-events";

describe.skipIf(!existsSync(recorded))(
  `on 2,900 events of an attack (${recorded}; skipped where they are absent)`,
  () => {
    // The body of a skipped suite runs, too.
    const events = existsSync(recorded) ? readEvents(recorded).map(derivedEvent) : [];

    // Each of them is a technique of Stratus Red Team, which made the events, or the clean-up after one.
    test("rules of medium and above hit the techniques that were used, and nothing else", () => {
      const hits = active.flatMap(({ file, rule }) => {
        const matches = compileMatcher(rule.condition);
        const count = isAtLeast(rule.level, "medium") ? events.filter(matches).length : 0;
        return count === 0 ? [] : [[file, count]];
      });
      expect(Object.fromEntries(hits)).toEqual({
        // aws.defense-evasion.cloudtrail-stop and -delete, on a trail that was not there
        "defense-evasion/cloudtrail-stop-failed": 4,
        // the trails of aws.defense-evasion.cloudtrail-event-selectors and -lifecycle-rule are removed
        "defense-evasion/cloudtrail-stopped": 2,
        // the log group of aws.defense-evasion.vpc-remove-flow-logs is removed
        "defense-evasion/log-group-deleted": 1,
        // aws.defense-evasion.organizations-leave
        "defense-evasion/leave-organization": 1,
        // aws.exfiltration.ec2-security-group-open-port-22-ingress
        "defense-evasion/security-group-admin-port-open-to-world": 1,
        // aws.defense-evasion.cloudtrail-event-selectors
        "defense-evasion/trail-management-events-off": 1,
        // aws.defense-evasion.vpc-remove-flow-logs
        "defense-evasion/vpc-flow-logs-deleted": 1,
        // aws.exfiltration.s3-backdoor-bucket-policy
        "exfiltration/bucket-policy-names-another-account": 1,
        // aws.exfiltration.rds-share-snapshot
        "exfiltration/database-snapshot-shared": 1,
        // aws.exfiltration.ec2-share-ebs-snapshot and -share-ami
        "exfiltration/snapshot-or-image-shared": 2,
        // aws.defense-evasion.cloudtrail-lifecycle-rule
        "impact/bucket-lifecycle-expires-within-a-day": 1,
        // aws.initial-access.console-login-without-mfa
        "initial-access/console-login-without-mfa": 1,
        // aws.persistence.iam-backdoor-user and -create-admin-user
        "persistence/create-access-key-for-another-user": 2,
        // aws.persistence.iam-create-user-login-profile, and the user of aws.initial-access.console-login-without-mfa
        "persistence/create-login-profile": 2,
        // aws.persistence.lambda-backdoor-function
        "persistence/lambda-function-opened-to-everyone": 1,
        // aws.persistence.iam-backdoor-role
        "persistence/role-trusts-another-account": 1,
        // aws.persistence.rolesanywhere-create-trust-anchor, which makes an anchor and a profile
        "persistence/roles-anywhere-external-authority": 1,
        "persistence/roles-anywhere-profile": 1,
        "persistence/roles-anywhere-trust-anchor": 1,
        // aws.persistence.iam-create-admin-user, and the role of aws.persistence.iam-backdoor-role
        "privilege-escalation/administrator-policy-attached": 2,
      });
    });

    test("all rules together hit fewer than 3 of 100 events, those of medium and above fewer than 1", () => {
      const floor = (level: Rule["level"]) => active.filter(({ rule }) => isAtLeast(rule.level, level));
      const share = (asked: readonly RuleFile[]) => {
        const matchers = asked.map(({ rule }) => compileMatcher(rule.condition));
        return events.filter((event) => matchers.some((matches) => matches(event))).length / events.length;
      };
      expect(events).toHaveLength(2900);
      expect(share(floor("informational"))).toBeLessThan(0.03);
      expect(share(floor("medium"))).toBeLessThan(0.01);
    });
  },
);

function matching(event: CloudTrailEvent): readonly string[] {
  return active
    .filter(({ rule }) => compileMatcher(rule.condition)(derivedEvent(event)))
    .map(({ file }) => file)
    .sort();
}

function readEvents(from: string): readonly JsonObject[] {
  const files = readdirSync(from).filter((name) => name.endsWith(".json"));
  return files.flatMap((name) => {
    const content: unknown = JSON.parse(readFileSync(`${from}/${name}`, "utf8"));
    const records = isJsonObject(content) ? content["Records"] : undefined;
    return Array.isArray(records) ? records.filter(isJsonObject) : [];
  });
}

interface CatalogueLine {
  readonly id: string;
  readonly kind: string;
  readonly tier: string;
}

function readCatalogue(from: string): readonly CatalogueLine[] {
  return parseCsv(readFileSync(from, "utf8"), { columns: true });
}
