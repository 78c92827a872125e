import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudTrailEvent } from "../../model/index.ts";
import { combineRules, parseRules, type Rule, type RuleSet } from "../../sigma/index.ts";
import type { Feed } from "../feeds.ts";

const sigmaRules = join(process.cwd(), "../shared/data/sigma-aws");
const events = join(process.cwd(), "../shared/data/cloudtrail-events");

export const isAbsent: boolean = !existsSync(sigmaRules) || !existsSync(events);

/** SigmaHQ's rules for CloudTrail and our own. */
export function realRules(): RuleSet {
  const files = [...namesIn(sigmaRules, ".yml"), ...namesIn("rules/aws", ".yml")];
  return combineRules(files.map((name) => parseRules(readFileSync(name, "utf8"), name)));
}

export function realEvents(): readonly CloudTrailEvent[] {
  return namesIn(events, ".json").flatMap((name) => {
    const file = JSON.parse(readFileSync(name, "utf8")) as { readonly Records: readonly CloudTrailEvent[] };
    return file.Records;
  });
}

/** Feeds as rules over time have them: of some rules, and about the habits of callers. */
export function someFeeds(rules: readonly Rule[]): readonly Feed[] {
  const anybody: Feed["condition"] = field("userIdentity.type", { kind: "exists", expected: true });
  const failed: Feed["condition"] = field("errorCode", { kind: "exists", expected: true });
  const role = "userIdentity.sessionContext.sessionIssuer.arn";
  const feed = (condition: Feed["condition"], groupBy: readonly string[], values: readonly string[]): Feed => ({
    consumer: "c",
    rule: "r",
    condition,
    groupBy: groupBy.map((name) => ({ name, field: name })),
    values,
    hourly: true,
  });
  return [
    ...rules.slice(0, 20).map(({ condition }) => feed(condition, ["userIdentity.arn"], [])),
    feed(anybody, [role], ["eventName"]),
    feed(anybody, ["userIdentity.arn"], ["awsRegion"]),
    feed(anybody, ["userIdentity.arn"], ["userAgent"]),
    feed(anybody, ["userIdentity.accountId"], ["eventSource", "awsRegion"]),
    feed(anybody, ["recipientAccountId"], ["requestParameters.bucketName"]),
    feed(failed, ["userIdentity.arn"], ["errorCode", "eventName"]),
    { ...feed(anybody, ["userIdentity.arn"], []), number: "additionalEventData.bytesTransferredOut" },
  ];
}

function field(name: string, test: Extract<Feed["condition"], { kind: "field" }>["test"]): Feed["condition"] {
  return { kind: "field", field: name, test };
}

function namesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}
