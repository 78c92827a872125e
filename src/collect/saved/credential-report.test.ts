import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CredentialRow, Problem } from "../../model/index.ts";
import { parseCredentialReport } from "./credential-report.ts";
import { reportColumns } from "./credential-row.ts";
import type { Parsed } from "./reading.ts";

/** As AWS serves it: 22 columns, LF, no line break at the end, root first. */
const header =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active," +
  "access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service," +
  "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service," +
  "cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const root =
  "<root_account>,arn:aws:iam::111122223333:root,2019-03-01T09:00:00+00:00,true,2025-12-01T08:00:00+00:00,not_supported,not_supported,true," +
  "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const ana =
  "ana,arn:aws:iam::111122223333:user/team/ana,2020-01-02T03:04:05Z,true,no_information,2020-01-02T03:04:06Z,N/A,false," +
  "true,2020-02-01T00:00:00+00:00,2025-11-30T10:15:00+00:00,us-east-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
const bot =
  "bot,arn:aws:iam::111122223333:user/bot,2021-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false," +
  "true,2021-01-01T00:00:10+00:00,N/A,N/A,N/A,false,2020-05-05T00:00:00+00:00,2020-06-06T00:00:00+00:00,N/A,s3,true,2021-02-02T00:00:00+00:00,false,N/A";
const report = [header, root, ana, bot].join("\n");

describe("values", () => {
  const rows = rowsOf(report);

  test.each<[string, (rows: readonly CredentialRow[]) => unknown, unknown]>([
    ["root is known by its name and ARN", ([first]) => [first?.isRoot, first?.user], [true, "<root_account>"]],
    ["a user is not root", (all) => all[1]?.isRoot, false],
    ["a flag that is true", (all) => all[1]?.passwordEnabled, "true"],
    ["a flag that is false", (all) => all[1]?.mfaActive, "false"],
    ["+00:00 and Z are the same time", (all) => all[1]?.createdAt, { kind: "at", time: "2020-01-02T03:04:05Z" }],
    ["no_information stays apart from N/A", (all) => all[1]?.passwordLastUsed, { kind: "no_information" }],
    ["N/A: no rotation policy", (all) => all[1]?.passwordNextRotation, { kind: "not_applicable" }],
    ["not_supported is no answer", (all) => all[0]?.passwordLastChanged, { kind: "not_supported" }],
    [
      "a key that was never used has a date of rotation and N/A for its use",
      (all) => [all[2]?.accessKeys[0]?.lastRotated.kind, all[2]?.accessKeys[0]?.lastUsed.kind],
      ["at", "not_applicable"],
    ],
    [
      "an inactive key keeps its date",
      (all) => all[2]?.accessKeys[1],
      {
        slot: 2,
        active: "false",
        lastRotated: { kind: "at", time: "2020-05-05T00:00:00Z" },
        lastUsed: { kind: "at", time: "2020-06-06T00:00:00Z" },
        lastUsedRegion: "N/A",
        lastUsedService: "s3",
      },
    ],
    ["a certificate", (all) => all[2]?.certificates[0]?.active, "true"],
    ["the line counts from the header", (all) => all.map(({ line }) => line), [2, 3, 4]],
    ["no column of additional credentials", (all) => all[1] && "additionalCredentials" in all[1], false],
  ])("%s", (_name, pick, expected) => {
    expect(pick(rows)).toEqual(expected);
  });

  test("a report as AWS serves it has no problem and no gap", () => {
    expect(parse(report)).toMatchObject({ problems: [], gaps: [] });
  });

  test("root columns of an older account: not_supported is kept for the password flag", () => {
    const older = root.replace(",true,2025", ",not_supported,2025");
    expect(rowsOf([header, older].join("\n"))[0]?.passwordEnabled).toBe("not_supported");
  });

  test("root of a member account made by Organizations has N/A for its password", () => {
    const member = root.replace("2025-12-01T08:00:00+00:00,not_supported", "N/A,N/A");
    expect(rowsOf([header, member].join("\n"))[0]?.passwordLastUsed).toEqual({ kind: "not_applicable" });
  });

  test.each(["TRUE", "True", " true "])("%j is true", (word) => {
    expect(
      rowsOf(report.replace("ana,arn", "ana,arn").replace("Z,true,no_info", `Z,${word},no_info`))[1]?.passwordEnabled,
    ).toBe("true");
  });
});

describe("form", () => {
  test.each<[string, string]>([
    ["a byte order mark", `\uFEFF${report}`],
    ["CRLF", report.replaceAll("\n", "\r\n")],
    ["a line break at the end", `${report}\n`],
    ["blank lines", report.replaceAll("\n", "\n\n")],
    ["quoted cells", report.replace(/[^,\n]+/g, '"$&"')],
  ])("%s makes no difference", (_name, text) => {
    const { value, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(value?.rows.map(withoutLine)).toEqual(rowsOf(report).map(withoutLine));
  });

  test("the JSON of get-credential-report gives the same rows and the time", () => {
    const json = {
      Content: Buffer.from(report).toString("base64"),
      ReportFormat: "text/csv",
      GeneratedTime: "2025-12-05T10:00:00+00:00",
    };
    const { value, problems } = parse(JSON.stringify(json, null, 4));
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ generatedAt: "2025-12-05T10:00:00Z", rows: rowsOf(report) });
  });

  test("Content that is decoded already is read as it is", () => {
    expect(parse(JSON.stringify({ Content: report, ReportFormat: "text/csv" })).value?.rows).toEqual(rowsOf(report));
  });

  test("the bare base64 of --query Content is decoded", () => {
    expect(parse(`${Buffer.from(report).toString("base64")}\n`).value?.rows).toEqual(rowsOf(report));
  });

  test("a time that cannot be read is a problem and not the clock", () => {
    const { value, problems } = parse(JSON.stringify({ Content: report, GeneratedTime: "yesterday" }));
    expect(value).not.toHaveProperty("generatedAt");
    expect(problems.map(({ code }) => code)).toEqual(["input.malformed"]);
  });

  test("a comma in a quoted cell belongs to the cell", () => {
    const [row] = rowsOf(
      report.replace(
        "ana,arn:aws:iam::111122223333:user/team/ana",
        '"a,na","arn:aws:iam::111122223333:user/team/a,na"',
      ),
    ).slice(1);
    expect([row?.user, row?.arn, row?.passwordEnabled]).toEqual([
      "a,na",
      "arn:aws:iam::111122223333:user/team/a,na",
      "true",
    ]);
  });

  test("a comma in a user's name is understood without quotes, too, since the ARN repeats the name", () => {
    const { value, problems } = parse(report.replaceAll("ana", "a,n,a"));
    expect(problems).toEqual([]);
    expect(value?.rows[1]).toMatchObject({
      user: "a,n,a",
      arn: "arn:aws:iam::111122223333:user/team/a,n,a",
      mfaActive: "false",
    });
  });

  test("unknown columns are kept, also one named __proto__", () => {
    const text = [`${header},__proto__,new_column`, `${root},x,1`, `${ana},y,2`].join("\n");
    const { value, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(Object.entries(value?.rows[1]?.otherColumns ?? {})).toEqual([
      ["__proto__", "y"],
      ["new_column", "2"],
    ]);
    expect(value?.columns).toHaveLength(24);
  });

  test("additional_credentials_info is kept as AWS wrote it, and absent where there is no such column", () => {
    const text = [`${header},additional_credentials_info`, `${root},`, `${ana},1 more access key`, `${bot},N/A`].join(
      "\n",
    );
    expect(rowsOf(text).map((row) => row.additionalCredentials)).toEqual(["", "1 more access key", "N/A"]);
  });
});

describe("damage", () => {
  test("a line that is short in the middle is used, and what it lacks is unreadable", () => {
    const { value, problems, gaps } = parse([header, root, ana.split(",").slice(0, 5).join(","), bot].join("\n"));
    expect(problems.map(({ code, location }) => [code, location])).toEqual([
      ["input.malformed", { file: "r.csv", line: 3 }],
    ]);
    expect(value?.rows[1]).toMatchObject({
      passwordEnabled: "true",
      mfaActive: "unreadable",
      passwordLastChanged: { kind: "unreadable" },
    });
    expect(value?.rows[2]?.passwordEnabled).toBe("false");
    expect(gaps).toHaveLength(1);
  });

  test.each([5, 60, 200, 330])("a report cut %i characters before its end names file and line", (cut) => {
    const { problems, gaps } = parse(report.slice(0, -cut));
    const line = report.slice(0, -cut).split("\n").length;
    expect(problems.filter(({ code }) => code === "input.truncated").map(({ location }) => location)).toEqual([
      { file: "r.csv", line },
    ]);
    expect(gaps.some(({ cause }) => cause.includes("cut in the middle"))).toBe(true);
  });

  test("a cut inside the last cell is seen", () => {
    expect(parse(report.slice(0, -1)).problems.map(({ code }) => code)).toContain("input.truncated");
  });

  test("a line with surplus cells answers nothing, since nobody knows which cell belongs where", () => {
    const { value, problems } = parse([header, root, ana.replace("true,no_info", "true,true,no_info"), bot].join("\n"));
    expect(problems.map(({ location }) => location?.line)).toEqual([3]);
    expect(value?.rows[1]).toMatchObject({ user: "ana", passwordEnabled: "unreadable", mfaActive: "unreadable" });
  });

  test("empty surplus cells, as spreadsheets write them, change nothing", () => {
    const { value, problems } = parse([header, root, `${ana},,`, bot].join("\n"));
    expect(problems.map(({ code }) => code)).toEqual(["input.trailing-data"]);
    expect(value?.rows[1]?.passwordEnabled).toBe("true");
  });

  test("a quote that does not close spoils its own line only", () => {
    const { value, problems } = parse([header, root, ana.replace("ana", '"ana'), bot].join("\n"));
    expect(problems.map(({ location }) => location?.line)).toEqual([3]);
    expect(value?.rows.at(-1)?.user).toBe("bot");
  });

  test("a quoted line break inside a cell does not shift the lines", () => {
    const text = [`${header},note`, `${root},"two\nlines"`, `${ana},x`, `${bot},y`].join("\n");
    const { value, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(value?.rows.map(({ line, otherColumns }) => [line, otherColumns["note"]])).toEqual([
      [2, "two\nlines"],
      [4, "x"],
      [5, "y"],
    ]);
  });

  test("a user who is there twice is kept once, the first time", () => {
    const { value, problems } = parse([header, root, ana, ana.replace(",false,true", ",true,true"), bot].join("\n"));
    expect(problems.map(({ code, location }) => [code, location?.line])).toEqual([["input.conflict", 4]]);
    expect(value?.rows.map(({ user, mfaActive }) => [user, mfaActive])).toContainEqual(["ana", "false"]);
    expect(value?.rows).toHaveLength(3);
  });

  test("a line of another account is left out and said", () => {
    const { value, problems, gaps } = parse(
      [header, root, ana.replaceAll("111122223333", "444455556666"), bot].join("\n"),
    );
    expect(problems).toHaveLength(1);
    expect(gaps).toHaveLength(1);
    expect(value?.rows.map(({ user }) => user)).toEqual(["<root_account>", "bot"]);
  });

  test.each<[string, string]>([
    ["mfa_active,maybe", "mfaActive"],
    ["password_enabled,no_information", "passwordEnabled"],
    ["user_creation_time,2020-13-01T00:00:00Z", "createdAt"],
    ["user_creation_time,N/A", "createdAt"],
    ["access_key_1_last_rotated,no_information", "accessKeys"],
    ["password_last_changed,2026-02-30T00:00:00Z", "passwordLastChanged"],
  ])("%s is no word that AWS writes: unreadable, with its line", (change, field) => {
    const [column = "", word = ""] = change.split(",");
    const cells = ana.split(",");
    cells[header.split(",").indexOf(column)] = word;
    const { value, problems } = parse([header, root, cells.join(","), bot].join("\n"));
    expect(problems.map(({ code, location }) => [code, location?.line])).toEqual([["input.malformed", 3]]);
    const [, row] = value?.rows ?? [];
    expect(JSON.stringify(row?.[field as keyof CredentialRow])).toContain("unreadable");
  });

  test("a missing column makes its answers unreadable, said once", () => {
    const without = (line: string): string => line.split(",").toSpliced(7, 1).join(",");
    const { value, problems, gaps } = parse([header, root, ana, bot].map(without).join("\n"));
    expect(problems.map(({ message }) => message)).toEqual(["The column mfa_active is missing."]);
    expect(gaps.map(({ what }) => what)).toEqual(["column mfa_active"]);
    expect(value?.rows.map(({ mfaActive }) => mfaActive)).toEqual(["unreadable", "unreadable", "unreadable"]);
  });

  test("a report without root says so", () => {
    expect(parse([header, ana].join("\n")).gaps.map(({ what }) => what)).toEqual(["the root user's credentials"]);
  });

  test.each<[string, string, string]>([
    ["an empty file", "", "input.malformed"],
    ["words", "hello world", "input.malformed"],
    ["another CSV", "name,age\nana,30\n", "input.malformed"],
    ["a header without arn", "user,name\nana,x\n", "input.malformed"],
    ["a header without users", header, "input.truncated"],
    ["half a header", header.slice(0, 100), "input.truncated"],
    ["JSON of something else", '{"SummaryMap":{}}', "input.malformed"],
    ["JSON that is cut", '{"Content":"dXNlcixhcm4', "input.truncated"],
  ])("%s is no report", (_name, text, code) => {
    expect(thrown(() => parse(text))).toMatchObject({ code, location: { file: "r.csv" } });
  });

  test("a wrong file is named for what it is", () => {
    const problem = thrown(() => parse('{"SummaryMap":{"Users":1}}'));
    expect(problem.message).toContain("aws iam get-account-summary");
    expect(problem.hint).toContain("--account-summary");
  });

  test("an error that AWS CLI printed is a gap with AWS's words", () => {
    const text =
      "\nAn error occurred (AccessDenied) when calling the GetCredentialReport operation: User: arn:aws:iam::111122223333:user/a is not authorized";
    const { value, gaps } = parse(text);
    expect(value).toBeUndefined();
    expect(gaps[0]?.cause).toContain("AWS answered AccessDenied to iam:GetCredentialReport");
  });
});

describe("hostile input", () => {
  test.each([
    "__proto__",
    "constructor",
    "=cmd|'/c calc'!A1",
    "\u001b[31mred",
    "<script>alert(1)</script>",
    "nul\u0000byte",
    "\u202egnp.exe",
  ])("the name %j is only a name", (name) => {
    const { value } = parse([header, root, ana.replaceAll("ana", name), bot].join("\n"));
    expect(value?.rows[1]).toMatchObject({ user: name, passwordEnabled: "true" });
  });

  test("a cell of 10 MB is not kept, and its line is used", () => {
    const huge = "x".repeat(10_000_000);
    const { value, problems } = parse([header, root, ana.replace("us-east-1", huge), bot].join("\n"));
    expect(problems.map(({ location }) => location?.line)).toEqual([3]);
    expect(JSON.stringify(value).length).toBeLessThan(10_000);
    expect(value?.rows[1]?.mfaActive).toBe("false");
  });

  test.each<[string, (index: number) => string]>([
    ["lines without quotes", (index) => ana.replaceAll("ana", `u${index}`)],
    ["lines of different lengths with quotes", (index) => `"u${index}",${"x,".repeat(index % 3)}"y"`],
    ["quotes that never match", (index) => `"u${index},x"y,"z`],
  ])("more %s than any account has users are not all read, and that is said", (_name, line) => {
    const { problems, gaps } = parse(
      [header, root, ...Array.from({ length: 50_100 }, (_, index) => line(index))].join("\n"),
    );
    expect(problems.find(({ code }) => code === "input.too-large")?.location?.line).toBe(50_001);
    expect(gaps.some(({ what }) => what === "credential report from line 50001 on")).toBe(true);
  });

  test("many problems are counted, not all kept", () => {
    const noise = Array.from({ length: 3000 }, (_, index) => `x${index},y`).join("\n");
    const { problems, gaps } = parse([header, root, noise].join("\n"));
    expect(problems.length).toBeLessThanOrEqual(1001);
    expect(problems.at(-1)?.message).toMatch(/^\d+ more problems/);
    expect(gaps.length).toBeLessThanOrEqual(1000);
  });
});

describe("properties", () => {
  const columns = header.split(",");
  const clean = rowsOf(report);
  const table = [columns, root.split(","), ana.split(","), bot.split(",")];

  test("any order of columns gives the same rows", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...columns.keys()], { minLength: columns.length }), (order) => {
        const text = table.map((cells) => order.map((index) => cells[index]).join(",")).join("\n");
        const { value, problems } = parse(text);
        expect(problems).toEqual([]);
        expect(value?.rows).toEqual(clean);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  test("noise in cells throws nothing but Problems, and never turns into an answer for another user", () => {
    const noise = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom('"', ",", "\n", "\r", '","', "N/A", ""),
    );
    const where = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 21 }), noise);
    fc.assert(
      fc.property(fc.array(where, { maxLength: 6 }), (changes) => {
        const changed = table.map((cells) => [...cells]);
        for (const [line, cell, text] of changes) changed[line]?.splice(cell, 1, text);
        const result = attempt(changed.map((cells) => cells.join(",")).join("\n"));
        if (result instanceof Problem) return;
        const touched = new Set(changes.map(([line]) => line));
        // A line is read by itself: one that nobody touched gives the same answers, or none where its cells were swallowed.
        for (const [index, row] of clean.entries()) {
          const found = result.value?.rows.find(({ arn }) => arn === row.arn);
          if (!touched.has(index + 1) && found !== undefined) expect(withoutLine(found)).toEqual(withoutLine(row));
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test("any text at all throws nothing but Problems", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.boolean(), (text, isBelowHeader) => {
        attempt(isBelowHeader ? `${header}\n${text}` : text);
      }),
      { seed: 13, numRuns: 500 },
    );
  });
});

test("5,000 users, the most that an account has, are read", () => {
  const users = Array.from({ length: 5000 }, (_, index) => ana.replaceAll("ana", `user-${index}`));
  const text = [header, root, ...users].join("\n");
  const { value, problems } = parse(text);
  expect([value?.rows.length, problems.length]).toEqual([5001, 0]);
});

test("5,000 users in quotes, too", () => {
  const users = Array.from({ length: 5000 }, (_, index) => ana.replaceAll("ana", `user-${index}`));
  const text = [header, root, ...users].join("\n").replace(/[^,\n]+/g, '"$&"');
  const { value, problems } = parse(text);
  expect([value?.rows.length, value?.rows.at(-1)?.line, problems.length]).toEqual([5001, 5002, 0]);
});

test("the columns are those of AWS's header, in its order", () => {
  expect(reportColumns.slice(0, 22).join(",")).toBe(header);
});

function parse(text: string): Parsed<NonNullable<ReturnType<typeof parseCredentialReport>["value"]>> {
  return parseCredentialReport(text, "r.csv");
}

function rowsOf(text: string): readonly CredentialRow[] {
  return parse(text).value?.rows ?? [];
}

function withoutLine(row: CredentialRow): object {
  return { ...row, line: 0 };
}

function attempt(text: string): ReturnType<typeof parse> | Problem {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function thrown(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
