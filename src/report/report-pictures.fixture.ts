import { sampleCompliance } from "./compliance.fixture.ts";
import { account, people, user } from "./report-findings.fixture.ts";
import type { EscalationView } from "./views/escalation-view.ts";
import { sampleReport } from "./views/report.fixture.ts";
import type { Report } from "./views/report.ts";
import type { IdentityRow } from "./views/report-identities.ts";

/** A report with every part that a page can show. For tests only. `text` stands wherever the outside may write. */
export function fullReport(overrides: Partial<Report> = {}, text = ""): Report {
  const report = sampleReport({ kind: "report" });
  const failed = report.findings.filter(({ status }) => status === "FAIL");
  return {
    ...report,
    identities: sampleIdentities(text),
    escalation: sampleEscalation(text),
    trailCoverage: {
      places: [
        { name: `us-east-1${text}`, regions: [`us-east-1${text}`] },
        { name: "eu-west-1 and 2 more", regions: ["eu-west-1", "eu-west-2", "eu-central-1"] },
        { name: "global services", regions: ["global"] },
      ],
      classes: [
        { group: "Management events", name: "writes", cells: cells(["recorded", "recorded", "recorded"], text) },
        { group: "Management events", name: "reads", cells: cells(["recorded", "partly", "unknown"], text) },
        { group: "Data events", name: "reads of S3 objects", cells: cells(["partly", "not", "none"], text) },
      ],
      notes: [`trail lab-trail${text} is stopped`],
    },
    compliance: { frameworks: sampleCompliance().frameworks },
    since: {
      source: `baseline.json${text}`,
      asOf: "2026-11-14T08:00:00Z",
      added: failed.slice(0, 3).map(({ uid }) => uid),
      still: failed.slice(3).map(({ uid }) => uid),
      fixed: [earlier("fixed", "passes now", text)],
      unclear: [earlier("unclear", "cannot be evaluated now", text)],
      suppressed: [],
      notes: [`A filter had left out 3 findings of the earlier result: some that look new may not be.${text}`],
    },
    ...overrides,
  };
}

function cells(
  states: readonly ("recorded" | "partly" | "not" | "unknown" | "none")[],
  text: string,
): readonly { readonly state: (typeof states)[number]; readonly trails: readonly string[] }[] {
  return states.map((state) => ({ state, trails: state === "recorded" || state === "partly" ? [`main${text}`] : [] }));
}

function earlier(uid: string, now: string, text: string) {
  return {
    uid,
    severity: "high",
    sourceId: "CRED-07",
    title: `Console user without MFA${text}`,
    resource: "user/ana",
    now,
  } as const;
}

function sampleIdentities(text: string): readonly IdentityRow[] {
  const rows = people.map(
    (name, at): IdentityRow => ({
      type: "user",
      name: `${name}${text}`,
      arn: user(name).arn,
      mfa: (["yes", "no", "unknown"] as const)[at % 3] ?? "unknown",
      credentials: [
        { credential: "password", state: "active", ageDays: 30 + at * 40, lastUsedDays: at },
        { credential: "access key 1", state: at % 2 === 0 ? "active" : "inactive", ageDays: 412, neverUsed: true },
      ],
      lastUse: at === 4 ? { kind: "never", from: "credential report" } : { kind: "days", days: at / 3, from: "logs" },
      administrator: at === 0 ? "yes" : at === 5 ? "unknown" : "no",
      because: `statement 1 of policy AdministratorAccess${text} allows it`,
      ways: at === 3 ? 2 : 0,
      services: { used: at, unused: 20 - at, unknown: at % 4 },
    }),
  );
  return [
    {
      type: "root",
      name: "root",
      arn: `arn:aws:iam::${account}:root`,
      mfa: "no",
      lastUse: { kind: "unknown" },
      administrator: "yes",
      because: "no policy limits root",
    },
    ...rows,
    {
      type: "role",
      name: `ci-deploy${text}`,
      arn: `arn:aws:iam::${account}:role/ci-deploy`,
      lastUse: { kind: "unknown" },
      administrator: "no",
      because: "nothing allows it",
    },
  ];
}

function sampleEscalation(text: string): EscalationView {
  const hop = (by: string, target: string, actions: readonly string[]) => ({
    by,
    method: "lambda-001",
    target,
    otherTargets: 0,
    how: `pass ${target}${text} to lambda.amazonaws.com`,
    actions: actions.map((action) => ({
      action,
      state: "unused" as const,
      reason: "never used",
      required: true,
      grantedBy: [],
    })),
  });
  const [from, middle, end] = [
    user("developer-1").arn,
    `arn:aws:iam::${account}:role/ci-deploy`,
    `arn:aws:iam::${account}:role/platform-automation-role${text}`,
  ];
  const way = {
    certainty: "certain",
    conditional: false,
    free: [{ principal: from, action: `iam:PassRole${text}` }],
  } as const;
  return {
    principals: [
      {
        arn: from,
        name: "developer-1",
        type: "user",
        isCut: false,
        cuts: [],
        ways: [
          {
            ...way,
            behaviour: "unused",
            power: "administrator",
            hops: [hop(from, end, [`iam:PassRole${text}`, "lambda:CreateFunction", "lambda:InvokeFunction"])],
          },
          {
            ...way,
            behaviour: "unknown",
            free: [],
            power: "services",
            certainty: "possible",
            hops: [hop(from, middle, ["iam:UpdateAssumeRolePolicy"]), hop(middle, end, ["sts:AssumeRole"])],
          },
        ],
      },
    ],
    administrators: [user("admin-user").arn],
    methods: 66,
    notTried: [],
  };
}
