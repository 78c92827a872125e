import type { AccessAnalyzer, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { exampleAccount, snapshot } from "../examples/example-builders.ts";
import { compareText } from "../order.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { listedUpTo } from "../verdict.ts";

/** An analyzer sees the resources of its own region only; one for unused access sees no access from outside. */
export const org03NoExternalAccessAnalyzer: Check<"account"> = defineCheck({
  id: "ORG-03",
  title: "No external-access analyzer in a region",
  severity: "low",
  subject: "account",
  needs: ["analyzers"],
  risk: "Nobody is told when a bucket, key, queue or role of the region is opened to strangers.",
  remediation: {
    text: "Make an analyzer for external access in every region that the account may use, at best for the organization.",
    cli: "aws accessanalyzer create-analyzer --analyzer-name external-access --type ACCOUNT --region <REGION>",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-getting-started.html",
    "https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html",
  ],
  parameters: {},
  judgesGaps: true,

  evaluate(account): Verdict {
    const analyzers = (account.analyzers ?? []).toSorted((a, b) => compareText(a.arn, b.arn));
    const looking = new Set(analyzers.filter(looksOutside).map(({ region }) => region));
    const evidence = analyzers.map(({ arn, type, status }) => ({
      source: "analyzers",
      field: arn,
      value: `${type} ${status}`,
    }));
    const enabled = (account.regions ?? [])
      .filter(({ status }) => status.startsWith("ENABLED"))
      .map(({ name }) => name)
      .toSorted(compareText);
    const unread = new Set(account.sources.analyzers.gaps.map(({ what }) => what));
    const without = enabled.filter((region) => !looking.has(region) && !unread.has(region));
    const doubts = [
      isMissing(account, "regions") ? notRead(account, "regions") : gapsReason(account, ["regions"]),
      gapsReason(account, ["analyzers"]),
    ].filter((doubt) => doubt !== undefined);
    if (without.length > 0) {
      const others = looking.size === 0 ? "" : `; ${looking.size} have one`;
      const counted = without.length === 1 ? "region has" : "regions have";
      const reason = `${without.length} ${counted} no active analyzer for external access: ${listedUpTo(without, 20)}${others}.`;
      const [only] = without.length === 1 ? without : [];
      return { status: "FAIL", reason, evidence, ...(only !== undefined && { cli: command(only) }) };
    }
    if (doubts.length > 0) {
      const known = `Regions with an active analyzer for external access: ${listedUpTo([...looking].toSorted(compareText), 20) || "none"}.`;
      return { status: "UNKNOWN", reason: `${known} ${doubts.join(" ")}`, evidence };
    }
    return {
      status: "PASS",
      reason: `All ${enabled.length} enabled regions have an active analyzer for external access.`,
      evidence,
    };
  },

  examples: [
    { name: "one in each region", given: account([analyzer(), analyzer({ region: "eu-west-1" })]), expect: "PASS" },
    {
      name: "of the organization",
      given: account([analyzer({ type: "ORGANIZATION" })], ["us-east-1"]),
      expect: "PASS",
    },
    { name: "one region has none", given: account([analyzer()]), expect: "FAIL" },
    {
      name: "one that is for unused access",
      given: account([analyzer({ type: "ACCOUNT_UNUSED_ACCESS" })], ["us-east-1"]),
      expect: "FAIL",
    },
    { name: "one that failed", given: account([analyzer({ status: "FAILED" })], ["us-east-1"]), expect: "FAIL" },
    { name: "none at all", given: account([]), expect: "FAIL" },
    { name: "the regions were not read", given: snapshot({ analyzers: [analyzer()] }), expect: "UNKNOWN" },
    {
      name: "a region did not answer",
      given: {
        ...account([analyzer()]),
        sources: {
          ...account([analyzer()]).sources,
          analyzers: { state: "partial", origins: [], gaps: [{ what: "eu-west-1", cause: "denied" }] },
        },
      },
      expect: "UNKNOWN",
    },
  ],
});

function looksOutside({ type, status }: AccessAnalyzer): boolean {
  return status === "ACTIVE" && (type === "ACCOUNT" || type === "ORGANIZATION");
}

function command(region: string): string {
  return `aws accessanalyzer create-analyzer --analyzer-name external-access --type ACCOUNT --region ${region}`;
}

function analyzer(parts: Partial<AccessAnalyzer> = {}): AccessAnalyzer {
  const region = parts.region ?? "us-east-1";
  const arn = `arn:aws:access-analyzer:${region}:${exampleAccount}:analyzer/external`;
  return { arn, region, type: "ACCOUNT", status: "ACTIVE", ...parts };
}

function account(
  analyzers: readonly AccessAnalyzer[],
  regions: readonly string[] = ["us-east-1", "eu-west-1"],
): Snapshot {
  return snapshot({
    analyzers,
    regions: [
      ...regions.map((name) => ({ name, status: "ENABLED_BY_DEFAULT" })),
      { name: "af-south-1", status: "DISABLED" },
    ],
  });
}
