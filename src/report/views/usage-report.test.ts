import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../text/text-width.ts";
import { renderUsage } from "../usage-formats.ts";
import { samplePrincipal, sampleService, sampleUsageReport, unknownKms } from "./usage-report.fixture.ts";
import type { UsageReport } from "./usage-report.ts";

describe("json", () => {
  test("is one object with principals, their services by namespace, and actions", async () => {
    const json = JSON.parse(await text("json")) as Record<string, unknown>;
    expect(json).toMatchObject({
      schemaVersion: 1,
      kind: "usage",
      account: "111122223333",
      window: { days: 90, from: "2026-08-23T20:30:00Z", to: "2026-11-21T20:30:00Z", graceDays: 14 },
      logs: null,
      summary: { principals: 2, services: { unused: 2, unknown: 2, protected: 0, used: 1 } },
      principals: [
        {
          arn: "arn:aws:iam::111122223333:user/ana",
          services: [
            { namespace: "ec2", state: "unused", grantedActions: 12, actions: [] },
            { namespace: "sqs" },
            {
              namespace: "s3",
              lastUsed: "2026-11-20T14:02:43Z",
              lastUsedDays: 1,
              calls: { done: 120, denied: 3 },
              source: "both",
              actions: [{ action: "s3:CreateBucket", state: "unused" }, { action: "s3:GetObject" }],
            },
            { namespace: "kms", state: "unknown" },
          ],
        },
        { name: "ben" },
      ],
      inputs: [{ file: "ana.json", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
  });

  test("is whole without any principal", async () => {
    expect(JSON.parse(await text("json", { principals: [] }))).toMatchObject({ principals: [], problems: [] });
  });
});

test("jsonl and csv hold the same cells, one a line", async () => {
  const lines = (await text("jsonl"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const rows: Record<string, string>[] = parse(await text("csv"), { columns: true });
  expect(lines).toHaveLength(7);
  expect(rows.map(({ namespace, action, state }) => [namespace, action, state])).toEqual(
    lines.map(({ namespace, action = "", state }) => [namespace, action, state]),
  );
});

describe("table", () => {
  test("says what can go first, and who has nothing for certain last", async () => {
    const table = await text("table");
    const order = [
      "user/ana: 2 of 4 services unused",
      "2: ec2, sqs",
      "s3:CreateBucket",
      "does not list it",
      "2026-11-20 14:02Z",
      "user/ben",
      "2 principals",
    ];
    const places = order.map((part) => table.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test.each([80, 100, 140])("fits into %i columns", async (width) => {
    const services = Array.from({ length: 300 }, (_, index) =>
      sampleService(`service-${index}`, index % 2 ? unknownKms : {}),
    );
    const report = {
      principals: [samplePrincipal("a-rather-long-name-of-a-user", services), samplePrincipal("ben", [unknownKms])],
    };
    const lines = (await text("table", report, width)).split("\n");
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
  });

  test("of one principal everything is shown, whatever is known", async () => {
    expect(await text("table", { principals: [samplePrincipal("ben", [unknownKms])] })).toContain("unknown");
  });
});

describe("hostile text", () => {
  const hostile = "\u001b[31m<script>alert(1)</script>\u202e=cmd()|@team";
  const report: Partial<UsageReport> = {
    title: hostile,
    principals: [
      samplePrincipal(hostile, [sampleService(hostile, { reason: hostile, state: "unknown" }), sampleService("s3")]),
    ],
    notes: [hostile],
  };
  test.each(["table", "json", "jsonl", "csv", "md", "html"] as const)("does no harm in %s", async (format) => {
    const out = await text(format, report);
    expect(out).not.toMatch(/[\u001b\u202e]/);
    if (format === "html") expect(out).not.toContain("<script>");
    if (format === "md") expect(out).not.toMatch(/<script>|@team/);
  });
});

test("html has the heat map, in which what is unknown is not shown as unused", async () => {
  const html = await text("html");
  expect(html).toContain("Granted and used");
  expect(html.match(/<td class="open">/g)).toHaveLength(2);
  expect(html.match(/<td class="unused">/g)).toHaveLength(2);
  expect(html).toContain("2/4");
});

test("md stays below what GitHub takes, and counts what it leaves out", async () => {
  const principals = Array.from({ length: 900 }, (_, index) =>
    samplePrincipal(`user-${index}`, [sampleService("s3"), unknownKms]),
  );
  const md = await text("md", { principals });
  expect(md.length).toBeLessThan(65_536);
  expect(md).toMatch(/… [\d,]+ more principals\./);
});

async function text(
  format: Parameters<typeof renderUsage>[0],
  parts: Partial<UsageReport> = {},
  width?: number,
): Promise<string> {
  return [...(await renderUsage(format, sampleUsageReport(parts), { ...(width !== undefined && { width }) }))].join("");
}
