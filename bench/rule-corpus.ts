import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes `count` made-up Sigma rules in the forms that public rule sets use: most ask for an event's name, with or without an
 * error, in pairs; some look at the caller, the tool or a part of the request; a few name no event at all and are asked of all.
 */
export function writeRuleCorpus(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const documents = Array.from({ length: count }, (_, at) =>
    at < hitting.length ? hittingDocument(at) : document(at),
  );
  writeFileSync(join(folder, "rules.yml"), documents.join("---\n"));
}

/** Calls that the corpus has a few of, so that something is found and written out, the same whatever the number of rules. */
const hitting = [
  "CreateUser",
  "CreateAccessKey",
  "AttachUserPolicy",
  "DeactivateMFADevice",
  "StopLogging",
  "ConsoleLogin",
];

function hittingDocument(at: number): string {
  const searches = [`  call: { eventName: ${hitting[at]} }`, "  failed: { errorCode: '?*' }"];
  return rule(at, [...searches, "  condition: call and not failed"]);
}

const verbs = ["Create", "Delete", "Update", "Put", "Modify", "Disable", "Detach", "Associate", "Get", "List"] as const;
const things = [
  "Detector",
  "Recorder",
  "Alarm",
  "Bucket",
  "Policy",
  "Cluster",
  "Stack",
  "Key",
  "Image",
  "Domain",
] as const;
const services = ["ec2", "s3", "iam", "kms", "rds", "eks", "guardduty", "config", "lambda", "organizations"] as const;

function document(at: number): string {
  const service = services[at % services.length];
  const name = `${verbs[Math.floor(at / 10) % 10]}${things[Math.floor(at / 3) % 10]}${Math.floor(at / 100)}`;
  return rule(at, searches(at, `${service}.amazonaws.com`, name));
}

function rule(at: number, detection: readonly string[]): string {
  return [
    `title: Made-up rule ${at}`,
    `id: 00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
    "level: medium",
    "logsource: { product: aws, service: cloudtrail }",
    "detection:",
    ...detection,
    "",
  ].join("\n");
}

function searches(at: number, source: string, name: string): readonly string[] {
  if (at % 60 === 7) {
    return [`  tool: { userAgent|contains: 'made-up-tool-${at}' }`, "  condition: tool"];
  }
  if (at % 60 === 27) {
    return [`  who: { userIdentity.type: Root, userIdentity.arn|re: 'root-${at}.*x$' }`, "  condition: who"];
  }
  if (at % 60 === 47) {
    return [`  where: { sourceIPAddress|cidr: 203.0.${at % 250}.0/24 }`, "  condition: where"];
  }
  const call = `  call: { eventSource: ${source}, eventName: ${name} }`;
  switch (at % 4) {
    case 0:
      return [
        call,
        "  failed: [{ errorCode|exists: true }, { errorMessage|exists: true }]",
        "  condition: call and not failed",
      ];
    case 1:
      return [
        call,
        "  failed: [{ errorCode|exists: true }, { errorMessage|exists: true }]",
        "  condition: call and failed",
      ];
    case 2:
      return [call, `  part: { requestParameters.name|startswith: made-up-${at} }`, "  condition: call and part"];
    default:
      // Names that the corpus is full of, and a value that it never has.
      return [
        `  call: { eventName: [AssumeRole, GetBucketAcl, DescribeInstances] }`,
        `  who: { userIdentity.sessionContext.sessionIssuer.userName|endswith: '-${at}x' }`,
        "  condition: call and who",
      ];
  }
}

/** Copies the built-in rules without correlations and baselines and what only feeds them. */
export function writeSingleEventRules(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const path of readdirSync("rules", { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".yml")) continue;
    const text = readFileSync(join("rules", path), "utf8");
    if (!/^(?:correlation|baseline):/m.test(text)) writeFileSync(join(folder, path.replaceAll("/", "-")), text);
  }
}
