import type { AccessAnalyzerFinding } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { exampleAccount } from "../examples/example-builders.ts";
import type { SharedResource } from "../shared-resources.ts";
import { listedUpTo } from "../verdict.ts";

/**
 * What Access Analyzer has found open and nobody has archived. One answer for each resource, with all its findings: they
 * differ by principal, and are settled together. Medium where only named accounts are let in.
 */
export const org04OpenExternalAccessFinding: Check<"shared-resource"> = defineCheck({
  id: "ORG-04",
  title: "Open external-access finding",
  severity: "high",
  subject: "shared-resource",
  needs: ["analyzer-findings"],
  risk: "Access Analyzer has proved that somebody outside can reach the resource, and nobody has said that this is meant.",
  remediation: {
    text: "Close the resource; or, if the access is meant, archive the finding or name the account in trustedAccounts.",
    cli: "aws accessanalyzer update-findings --analyzer-arn <ANALYZER_ARN> --ids <FINDING_ID> --status ARCHIVED",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html",
    "https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_FindingSummaryV2.html",
  ],
  parameters: {},

  evaluate({ findings }, { settings }): Verdict {
    const evidence = findings.map(({ id, principals, actions, analyzer }) => ({
      source: "analyzer-findings",
      field: id,
      value: { analyzer, principals: [...principals], actions: [...actions] },
    }));
    const open = findings.filter((finding) => !isTrusted(finding, settings.trustedAccounts));
    const [first] = open;
    if (first === undefined) {
      return { status: "PASS", reason: "It is open to accounts of trustedAccounts only.", evidence };
    }
    const unclear = open.filter(({ isPublic, principals }) => isPublic === undefined && principals.length === 0);
    const isPublic = open.some((finding) => finding.isPublic === true);
    if (!isPublic && unclear.length === open.length) {
      const reason = `Access Analyzer has ${counted(open.length)}, and who is let in was not read (access-analyzer:GetFindingV2).`;
      return { status: "UNKNOWN", reason, evidence };
    }
    const who = isPublic ? "everybody" : listedUpTo([...new Set(open.flatMap(({ principals }) => principals))], 5);
    const what = [...new Set(open.flatMap(({ actions }) => actions))];
    const may = what.length === 0 ? "" : `, who may ${listedUpTo(what, 5)}`;
    return {
      status: "FAIL",
      severity: isPublic ? "high" : "medium",
      reason: `It is open to ${who}${may} (${counted(open.length)} of Access Analyzer).`,
      evidence,
      cli: `aws accessanalyzer update-findings --analyzer-arn ${first.analyzer} --ids ${first.id} --status ARCHIVED`,
    };
  },

  examples: [
    { name: "everybody", given: shared({ isPublic: true, principals: ["AWS: *"] }), expect: "FAIL", severity: "high" },
    { name: "another account", given: shared({}), expect: "FAIL", severity: "medium" },
    {
      name: "another account and everybody",
      given: { ...shared({}), findings: [finding({}), finding({ id: "2", isPublic: true, principals: ["AWS: *"] })] },
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "an account that may be trusted",
      given: shared({}),
      settings: { trustedAccounts: ["444455556666"] },
      expect: "PASS",
    },
    {
      name: "a role of an account that may be trusted, and one of another",
      given: shared({ principals: ["AWS: arn:aws:iam::444455556666:role/a", "AWS: arn:aws:iam::777788889999:role/b"] }),
      settings: { trustedAccounts: ["444455556666"] },
      expect: "FAIL",
    },
    {
      name: "a list that does not say who",
      given: { ...shared({}), findings: [withoutAccess()] },
      expect: "UNKNOWN",
    },
  ],
});

function isTrusted({ isPublic, principals }: AccessAnalyzerFinding, trusted: readonly string[]): boolean {
  if (isPublic !== false || principals.length === 0) return false;
  return principals.every((principal) => {
    const account = /^AWS: (?:arn:[\w-]+:\w+::(\d{12}):.*|(\d{12}))$/.exec(principal);
    const id = account?.[1] ?? account?.[2];
    return id !== undefined && trusted.includes(id);
  });
}

function counted(findings: number): string {
  return findings === 1 ? "1 finding" : `${findings} findings`;
}

function shared(parts: Partial<AccessAnalyzerFinding>): SharedResource {
  return { arn: "arn:aws:s3:::plans", type: "s3.bucket", region: "us-east-1", findings: [finding(parts)] };
}

function finding(parts: Partial<AccessAnalyzerFinding>): AccessAnalyzerFinding {
  return {
    ...withoutAccess(),
    isPublic: false,
    principals: ["AWS: 444455556666"],
    actions: ["s3:GetObject"],
    ...parts,
  };
}

function withoutAccess(): AccessAnalyzerFinding {
  return {
    analyzer: `arn:aws:access-analyzer:us-east-1:${exampleAccount}:analyzer/external`,
    id: "11111111-2222-3333-4444-555555555555",
    region: "us-east-1",
    resource: "arn:aws:s3:::plans",
    resourceType: "AWS::S3::Bucket",
    principals: [],
    actions: [],
  };
}
