import type { CredentialRow } from "../../model/index.ts";
import { formatDays } from "../age.ts";
import { type Check, defineCheck } from "../check.ts";
import {
  accessKey,
  activeKey,
  at,
  noInformation,
  notApplicable,
  notSupported,
  rootRow,
} from "../examples/example-builders.ts";
import { type CellAge, cells, keyCells, keyStates, passwordUse } from "../identities/credentials.ts";
import { combineParts, type Part } from "../verdict.ts";

/** Somebody worked as root lately, with the password or with a key. */
export const cred05RootUsed: Check<"root-credentials"> = defineCheck({
  id: "CRED-05",
  title: "Root user was used",
  severity: "high",
  subject: "root-credentials",
  needs: ["credential-report"],
  risk: "Daily work as root cannot be limited or told apart by person, and it gets people used to having root at hand.",
  remediation: {
    text: "Find out who used root and why, and give that task to an IAM role.",
    cli: "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html",
  ],
  parameters: {
    recentDays: { default: 90, unit: "days", meaning: "A use of root up to so long ago is reported." },
  },
  countsKeys: true,

  evaluate(row, { now, parameters: { recentDays } }) {
    const uses = rootUses(row, now).map(({ name, use, evidence }) => judge(name, use, recentDays, evidence));
    return combineParts(uses, "The root user has no credentials.");
  },

  examples: [
    { name: "the password was used 400 days ago", given: rootRow(), expect: "PASS" },
    { name: "the password was used 90.0 days ago", given: rootRow({ passwordLastUsed: at(90) }), expect: "FAIL" },
    { name: "the password was used 90.1 days ago", given: rootRow({ passwordLastUsed: at(90.1) }), expect: "PASS" },
    {
      name: "the password was used 400 days ago, key 1 today",
      given: rootRow({ accessKeys: [activeKey(1, 700, 0.1), accessKey(2)] }),
      expect: "FAIL",
    },
    {
      name: "only key 2 was used, and is inactive by now",
      given: rootRow({
        passwordLastUsed: noInformation,
        accessKeys: [accessKey(1), accessKey(2, { lastRotated: at(1), lastUsed: at(2) })],
      }),
      expect: "FAIL",
    },
    {
      name: "root of a member account never signed in",
      given: rootRow({ passwordLastUsed: notApplicable }),
      expect: "PASS",
    },
    { name: "an older report does not answer", given: rootRow({ passwordLastUsed: notSupported }), expect: "PASS" },
    {
      name: "the password was used after the clock",
      given: rootRow({ passwordLastUsed: at(-0.0001) }),
      expect: "UNKNOWN",
    },
    {
      name: "the date of one use is garbled",
      given: rootRow({ passwordLastUsed: { kind: "unreadable", text: "12/31" } }),
      expect: "UNKNOWN",
    },
  ],
});

function rootUses(row: CredentialRow, now: number) {
  // For uses `not_supported` means that none was recorded: the cell has no date in reports of any age.
  const password: CellAge = row.passwordLastUsed.kind === "not_supported" ? { kind: "none" } : passwordUse(row, now);
  return [
    { name: "password", use: password, evidence: cells(["password_last_used", row.passwordLastUsed]) },
    ...keyStates(row, now).map(({ name, used, key }) => ({
      name,
      use: key.lastUsed.kind === "not_supported" ? ({ kind: "none" } as const) : used,
      evidence: keyCells(key),
    })),
  ];
}

function judge(name: string, use: CellAge, recentDays: number, evidence: NonNullable<Part["evidence"]>): Part {
  if (use.kind === "unknown") return { status: "UNKNOWN", text: use.because, evidence };
  if (use.kind === "none") return { status: "PASS", text: `no use of the root ${name} is recorded`, evidence };
  const text = `the root ${name} was last used ${formatDays(use.days)} ago (limit ${recentDays})`;
  return { status: use.days <= recentDays ? "FAIL" : "PASS", text, evidence };
}
