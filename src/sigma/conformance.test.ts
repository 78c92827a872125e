import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json, JsonObject } from "../model/index.ts";
import { isJsonObject } from "../model/index.ts";
import {
  combineRules,
  compileMatcher,
  lintRule,
  loadEventNames,
  necessaryValues,
  parseRules,
  type Rule,
} from "./index.ts";

const data = join(process.cwd(), "..", "shared", "data");
const casesFile = join(data, "sigma_conformance.jsonl");
const rulesFolder = join(data, "sigma-aws");
const eventsFolder = join(data, "cloudtrail-events");

interface ConformanceCase {
  readonly id: string;
  readonly name: string;
  readonly detection: string;
  readonly event: CloudTrailEvent | null;
  readonly expected: boolean | "load error";
}

describe.skipIf(!existsSync(casesFile))("conformance cases (skipped where ../shared/data is absent)", () => {
  /** A placeholder without values must be rejected, which is also a way not to match. */
  const isRejected = ({ id, expected }: ConformanceCase): boolean => expected === "load error" || id === "S047";

  test.each(readCases())("$id $name", (row) => {
    const text = `title: ${row.id}\nlogsource: { product: aws, service: cloudtrail }\n${row.detection}\n`;
    const { rules, problems } = parseRules(text, "case.yml");
    if (isRejected(row)) {
      expect({ rules: rules.length, problems: problems.length }).toEqual({ rules: 0, problems: 1 });
      return;
    }
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(rules.map((rule) => compileMatcher(rule.condition)(row.event ?? {}))).toEqual([row.expected]);
  });
});

/** The cases of correlations and filters that are about reading and resolving; those about windows are the engine's. */
describe("conformance cases of correlations", () => {
  const failed = `title: Failed login
id: 0e95725d-7320-415d-80f7-004da920fc11
name: failed_login
description: |
  What stands here is text:
  ---
  and no new document.
logsource: { product: aws }
detection: { s: { eventName: ConsoleLogin }, condition: s }
`;
  const correlation = (...lines: readonly string[]): string =>
    `title: C\ncorrelation:\n  type: event_count\n  condition: { gte: 5 }\n${lines.map((line) => `  ${line}\n`).join("")}`;
  const combined = (...texts: readonly string[]): ReturnType<typeof combineRules> =>
    combineRules([parseRules(texts.join("---\n"), "f.yml")]);

  test.each([
    ["C009", "name", "failed_login"],
    ["C010", "id", "0e95725d-7320-415d-80f7-004da920fc11"],
  ])("%s rules are referenced by %s, and C030 a mark in a text begins no document", (_id, _by, reference) => {
    const { rules, correlations, problems } = combined(failed, correlation(`rules: [${reference}]`, "timespan: 5m"));
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(1);
    expect(correlations.map((one) => one.rules)).toEqual([["0e95725d-7320-415d-80f7-004da920fc11"]]);
  });

  test("C012 aliases are keyed by the name of the rule", () => {
    const lines = [
      "rules: [failed_login]",
      "timespan: 5m",
      "group-by: [ip]",
      "aliases: { ip: { failed_login: sourceIPAddress } }",
    ];
    const { correlations, problems } = combined(failed, correlation(...lines));
    expect(problems).toEqual([]);
    expect(correlations.map(({ aliases }) => aliases)).toEqual([
      [{ name: "ip", fields: [{ rule: "0e95725d-7320-415d-80f7-004da920fc11", field: "sourceIPAddress" }] }],
    ]);
  });

  test("C024 base rules are shown when 'generate' is true, at the top or inside", () => {
    const text = correlation("rules: [failed_login]", "timespan: 5m");
    const silent = [text, `generate: true\n${text}`, `${text}  generate: true\n`, `generate: false\n${text}`].map(
      (one) => combined(failed, one).rules.map((rule) => rule.silent === true),
    );
    expect(silent).toEqual([[true], [false], [false], [true]]);
  });

  test("C031 units are s, m, h and d; M and y are rejected", () => {
    const read = ["90s", "90m", "2h", "1d", "2w", "1M", "1y"].map((timespan) =>
      combined(failed, correlation("rules: [failed_login]", `timespan: ${timespan}`)).correlations.map(
        (one) => one.timespanMs / 1000,
      ),
    );
    expect(read).toEqual([[90], [5400], [7200], [86_400], [1_209_600], [], []]);
  });

  test("C033 and C034 filters take events away from the rule of a correlation, by name and with 'any'", () => {
    for (const rules of ["[failed_login]", "any"]) {
      const filter = `title: F\nlogsource: { product: aws }\nfilter: { rules: ${rules}, s: { user|startswith: adm_ }, condition: s }\n`;
      const set = combined(failed, correlation("rules: [failed_login]", "timespan: 5m"), filter);
      const matches = set.rules.map((rule) =>
        ["adm_1", "ann"].map((user) => compileMatcher(rule.condition)({ eventName: "ConsoleLogin", user })),
      );
      expect(matches).toEqual([[false, true]]);
    }
  });
});

describe.skipIf(!existsSync(rulesFolder))("SigmaHQ's AWS rules (skipped where ../shared/data is absent)", () => {
  test("all 57 load without a problem", () => {
    const { rules, problems } = loadRules();
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(57);
  });

  test("52 of them can be found by the name of the event", () => {
    const indexed = loadRules().rules.filter((rule) => necessaryValues(rule.condition, "eventName") !== undefined);
    expect(indexed).toHaveLength(52);
  });

  test("the field and the value that are mistakes in them are warned about", () => {
    const warned = loadRules()
      .rules.flatMap((rule) => lintRule(rule))
      .filter(({ check }) => check === "unknown-field" || check === "value-is-field-path" || check === "event-source");
    expect(warned.map(({ check, location }) => [check, location.file, location.line, location.column])).toEqual([
      ["unknown-field", "aws_delete_saml_provider.yml", 26, 9],
      ["value-is-field-path", "aws_iam_backdoor_users_keys.yml", 25, 9],
    ]);
  });

  test("names of events that no call has are the mistakes in them", async () => {
    const eventNames = await loadEventNames();
    const warned = loadRules()
      .rules.flatMap((rule) => lintRule(rule, eventNames))
      .filter(({ check }) => check === "event-name" || check === "contradiction" || check === "misspelt-key");
    expect(warned.map(({ message, hint }) => [/'(.*)'/.exec(message)?.[1], hint])).toEqual([
      ["AuthorizeCacheSecurityGroupEgress", "Did you mean 'AuthorizeCacheSecurityGroupIngress'?"],
      ["RevokeCacheSecurityGroupEgress", "Did you mean 'RevokeCacheSecurityGroupIngress'?"],
      ["DisableDomainTransferLock", "route53domains.amazonaws.com has a call of this name."],
      ["TransferDomainToAnotherAwsAccount", "route53domains.amazonaws.com has a call of this name."],
    ]);
  });

  describe.skipIf(!existsSync(eventsFolder))("over 2,900 recorded events", () => {
    const events = existsSync(eventsFolder) ? readEvents() : [];

    test("every call that was recorded is known to its source", async () => {
      const eventNames = await loadEventNames();
      const unknown = events.filter((event) => {
        const known = eventNames.of(text(event, "eventSource"));
        const plain = text(event, "eventName")
          .toLowerCase()
          .replace(/\d{8}(?:v\d)?$/, "");
        return known !== undefined && !known.has(plain);
      });
      expect([...new Set(unknown.map((event) => `${text(event, "eventSource")} ${text(event, "eventName")}`))]).toEqual(
        [],
      );
    });

    /** The same questions in plain JavaScript, read off the rules by hand. */
    const byHand: readonly (readonly [title: string, matches: (event: CloudTrailEvent) => boolean])[] = [
      ["AWS Bucket Deleted", (e) => e["eventName"] === "DeleteBucket" && e["errorCode"] === undefined],
      [
        "AWS CloudTrail Important Change",
        (e) =>
          e["eventSource"] === "cloudtrail.amazonaws.com" &&
          /^(StopLogging|UpdateTrail|DeleteTrail)$/.test(text(e, "eventName")),
      ],
      [
        "Ingress/Egress Security Group Modification",
        (e) => /^(Authorize|Revoke)SecurityGroup(In|E)gress$/.test(text(e, "eventName")),
      ],
      [
        "Potential Bucket Enumeration on AWS",
        (e) => e["eventName"] === "ListBuckets" && text(e, "userIdentity", "type") !== "AssumedRole",
      ],
      [
        "AWS STS AssumeRole Misuse",
        (e) =>
          text(e, "userIdentity", "type") === "AssumedRole" &&
          text(e, "userIdentity", "sessionContext", "sessionIssuer", "type") === "Role",
      ],
      [
        "AWS Root Credentials",
        (e) => text(e, "userIdentity", "type") === "Root" && e["eventType"] !== "AwsServiceEvent",
      ],
      [
        "AWS Successful Console Login Without MFA",
        (e) =>
          e["eventName"] === "ConsoleLogin" &&
          text(e, "additionalEventData", "MFAUsed") === "No" &&
          text(e, "responseElements", "ConsoleLogin") === "Success",
      ],
      ["AWS IAM Backdoor Users Keys", (e) => e["eventName"] === "CreateAccessKey"],
      ["AWS Snapshot Backup Exfiltration", (e) => e["eventName"] === "ModifySnapshotAttribute"],
      ["New Network Route Added", (e) => e["eventName"] === "CreateRoute"],
    ];

    test.each(byHand)("'%s' matches what its words say", (title, matches) => {
      const rule = loadRules().rules.find((one) => one.title === title);
      const found = rule && events.filter(compileMatcher(rule.condition)).map((event) => event["eventID"]);
      expect(found).toEqual(events.filter(matches).map((event) => event["eventID"]));
    });

    test("109 events meet a rule: 102 as engines without null see it, and 7 calls without an error", () => {
      const matchers = loadRules().rules.map((rule) => compileMatcher(rule.condition));
      expect(events).toHaveLength(2900);
      expect(events.filter((event) => matchers.some((matches) => matches(event)))).toHaveLength(109);
    });

    test("what a rule needs in eventName is there in every event that it matches", () => {
      for (const rule of loadRules().rules) {
        const names = necessaryValues(rule.condition, "eventName");
        const found = events.filter(compileMatcher(rule.condition));
        expect(found.every((event) => names?.has(text(event, "eventName").toLowerCase()) ?? true)).toBe(true);
      }
    });
  });
});

function readCases(): readonly ConformanceCase[] {
  if (!existsSync(casesFile)) return [];
  const lines = readFileSync(casesFile, "utf8").trim().split("\n");
  return lines.map((line): ConformanceCase => JSON.parse(line)).filter(({ id }) => id.startsWith("S"));
}

let loaded: ReturnType<typeof combineRules> | undefined;

function loadRules(): { readonly rules: readonly Rule[]; readonly problems: readonly unknown[] } {
  loaded ??= combineRules(
    readdirSync(rulesFolder)
      .filter((file) => file.endsWith(".yml"))
      .map((file) => parseRules(readFileSync(join(rulesFolder, file), "utf8"), file)),
  );
  return loaded;
}

function readEvents(): readonly CloudTrailEvent[] {
  const files = readdirSync(eventsFolder).filter((file) => file.endsWith(".json"));
  return files.flatMap((file): CloudTrailEvent[] => JSON.parse(readFileSync(join(eventsFolder, file), "utf8")).Records);
}

function text(event: JsonObject, ...path: readonly string[]): string {
  let value: Json | undefined = event;
  for (const step of path) value = isJsonObject(value) ? value[step] : undefined;
  return typeof value === "string" ? value : "";
}
