import { describe, expect, test } from "vitest";
import { displayWidth } from "./text/text-width.ts";
import { renderUsage } from "./usage-formats.ts";
import type { EscalationPrincipal, EscalationView, EscalationWayView } from "./views/escalation-view.ts";
import { sampleUsageReport } from "./views/usage-report.fixture.ts";

const account = "arn:aws:iam::111122223333";

function way(parts: Partial<EscalationWayView> = {}, action = "iam:PutUserPolicy"): EscalationWayView {
  const state = parts.behaviour ?? "unused";
  return {
    behaviour: "unused",
    power: "administrator",
    certainty: "certain",
    conditional: false,
    hops: [hop(`${account}:user/ana`, `${account}:user/ana`, state, action)],
    free: state === "unused" ? [{ principal: `${account}:user/ana`, action }] : [],
    ...parts,
  };
}

function hop(
  by: string,
  target: string,
  state: "used" | "unused" | "unknown",
  action: string,
): EscalationWayView["hops"][number] {
  const judged = { action, state, reason: "Never used (window 90 days).", required: true, grantedBy: ["statement 1"] };
  return { by, method: "iam-007", target, otherTargets: 0, how: "use it on itself", actions: [judged] };
}

const chain = way({
  behaviour: "unknown",
  hops: [
    hop(`${account}:user/ana`, `${account}:role/ci`, "used", "sts:AssumeRole"),
    hop(`${account}:role/ci`, `${account}:role/admin`, "unknown", "iam:UpdateAssumeRolePolicy"),
  ],
});

function view(ways: readonly EscalationWayView[], parts: Partial<EscalationPrincipal> = {}): EscalationView {
  const cut = {
    principal: `${account}:user/ana`,
    action: "iam:PutUserPolicy",
    closes: 1,
    reason: "Never used.",
    grantedBy: ["statement 1 of own"],
  };
  return {
    principals: [{ arn: `${account}:user/ana`, name: "ana", type: "user", ways, isCut: false, cuts: [cut], ...parts }],
    administrators: [`${account}:role/admin`],
    methods: 106,
    notTried: [{ method: "rhino-23", reason: "The service is closed." }],
  };
}

describe("table", () => {
  test("says who becomes what by which actions, and what to cut", async () => {
    const table = await text("table", view([way(), chain]));
    for (const part of [
      "user/ana: 2 ways to more permissions, 1 can be closed for nothing",
      "Cut iam:PutUserPolicy: closes 1 way. Never used. Granted by statement 1 of own.",
      "user/ana itself",
      "then role/admin",
      "as role/ci: iam:UpdateAssumeRolePolicy",
      "iam:UpdateAssumeRolePolicy of role/ci?",
      "Administrators already, who need no way: role/admin.",
    ]) {
      expect(table).toContain(part);
    }
    expect(table).not.toContain("services unused");
  });

  test("ways that lead to the same and are closed by the same stand together", async () => {
    const same = Array.from({ length: 7 }, () => way());
    const table = await text("table", view(same));
    expect(table.match(/user\/ana itself/g)).toHaveLength(1);
    expect(table).toContain("or 2 other ways");
  });

  test.each([80, 100])("fits into %i columns", async (width) => {
    const long = way({}, "bedrock-agentcore:ConnectBrowserAutomationStream");
    const lines = (await text("table", view([long, chain, way({ behaviour: "used" })]), width)).split("\n");
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
  });

  test("counts what it leaves out", async () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      way({ hops: [hop(`${account}:user/ana`, `${account}:role/r${index}`, "unused", "sts:AssumeRole")] }),
    );
    const table = await text("table", view(many, { isCut: true }));
    expect(table).toContain("at least 40 ways");
    expect(table).toContain("28 rows more (use -o json)");
  });
});

test("json has it under a key of its own, and only where it was asked for", async () => {
  const json = JSON.parse(await text("json", view([way(), chain]))) as Record<string, unknown>;
  expect(json).toMatchObject({
    principals: [{ name: "ana" }, { name: "ben" }],
    escalation: {
      principals: [{ ways: [{ behaviour: "unused" }, { hops: [{}, { by: `${account}:role/ci` }] }] }],
      methods: 106,
    },
  });
  expect(JSON.parse(await text("json"))).not.toHaveProperty("escalation");
});

test("jsonl has a line for each way after the cells", async () => {
  const lines = (await text("jsonl", view([way(), chain]))).trimEnd().split("\n");
  const kinds = lines.map((line) => (JSON.parse(line) as { readonly kind: string }).kind);
  expect(kinds.slice(-2)).toEqual(["escalation", "escalation"]);
  expect(new Set(kinds.slice(0, -2))).toEqual(new Set(["usage"]));
});

test("csv has a way each row, in place of services", async () => {
  const [head = "", ...rows] = (await text("csv", view([way(), chain]))).trimEnd().split("\n");
  expect(head.split(",").slice(0, 4)).toEqual(["principal", "principal_type", "behaviour", "power"]);
  expect(rows).toEqual([
    `${account}:user/ana,user,unused,administrator,certain,false,1,iam-007,${account}:user/ana,iam:PutUserPolicy (unused),iam:PutUserPolicy of ${account}:user/ana,user/ana: use it on itself`,
    `${account}:user/ana,user,unknown,administrator,certain,false,2,iam-007 > iam-007,${account}:role/ci > ${account}:role/admin,sts:AssumeRole (used) > iam:UpdateAssumeRolePolicy (unknown),,user/ana: use it on itself; then role/ci: use it on itself`,
  ]);
  expect((await text("csv")).split("\n")[0]).toContain("namespace");
});

test("md says the same as the table, within what GitHub takes", async () => {
  const md = await text("md", view([way(), chain]));
  for (const part of [
    "**1 principal with 2 ways to more permissions** · 1 can be closed for nothing · 1 unknown · 0 used",
    "### user/ana: 2 ways to more permissions, 1 can be closed for nothing",
    "- Cut iam:PutUserPolicy: closes 1 way. Never used. Granted by statement 1 of own.",
    "| unknown | role/ci<br>then role/admin<br>(an administrator) |",
    "Administrators already, who need no way: role/admin.",
  ]) {
    expect(md).toContain(part);
  }
  expect(md).not.toContain("services unused");
  const many = Array.from({ length: 400 }, (_, at) => view([way()], { name: `user-${at}` }).principals[0]);
  const long = { ...view([]), principals: many.flatMap((one) => one ?? []) };
  const cut = await text("md", long);
  expect(cut.length).toBeLessThan(65_536);
  expect(cut).toMatch(/… \d+ more principals[.]/);
});

test("html draws the ways before the heat map", async () => {
  const html = await text("html", view([way(), chain]));
  expect(html.indexOf('id="escalation"')).toBeGreaterThan(0);
  expect(html.indexOf('id="escalation"')).toBeLessThan(html.indexOf('id="usage"'));
  expect(html).toContain("ways-drawing");
  expect(await text("html")).not.toContain('ways-drawing"');
});

test.each(["table", "json", "jsonl", "csv", "md", "html"] as const)(
  "hostile names do no harm in %s",
  async (format) => {
    const hostile = "\u001b[31m<script>alert(1)</script>\u202e";
    const bad = way({ hops: [hop(hostile, hostile, "unused", hostile)] });
    expect(await text(format, view([bad], { name: hostile }))).not.toMatch(/[\u001b\u202e]/);
  },
);

async function text(
  format: Parameters<typeof renderUsage>[0],
  escalation?: EscalationView,
  width?: number,
): Promise<string> {
  const report = sampleUsageReport(escalation && { escalation });
  return [...(await renderUsage(format, report, { ...(width !== undefined && { width }) }))].join("");
}
