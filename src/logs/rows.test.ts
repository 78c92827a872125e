import { describe, expect, test } from "vitest";
import { readAndCompare, reading, usualPaths } from "../../test/support/compare-rows.ts";
import { but, delivered, usual, usualText } from "../../test/support/usual-record.ts";
import { sharedKernel } from "./kernel.ts";

describe("which records are not parsed", () => {
  test("the kernel runs here", () => expect(sharedKernel()).toBeDefined());

  const taken: readonly (readonly [name: string, record: string])[] = [
    ["the usual one", usualText],
    ["pretty-printed", JSON.stringify(usual, null, 4)],
    ["with tabs and carriage returns", JSON.stringify(usual, null, "\t").replaceAll("\n", "\r\n")],
    ["without an eventID", but(',"eventID":"0d05a86d-09c1-4917-a28b-66ea56b7ee50"', "")],
    ["with an eventID of another length", but("0d05a86d-", "")],
    ["on the last day of a month", but("11-21", "12-31")],
    ["on a leap day", but("2026-11-21", "2028-02-29")],
    ["with escapes in values", but('"GetRole"', '"GetRole","x":"\\u00e9\\uD800\\n\\"\\\\\\/\\b\\f\\r\\t"')],
    ["with escapes in keys of objects that nobody asks for", but('{"a":[null]}', '{"a.\\u0061":[null]}')],
    ["with an error code", but('"GetRole"', '"GetRole","errorCode":"AccessDenied"')],
    [
      "with an error code that is null, and a message",
      but('"GetRole"', '"GetRole","errorCode":null,"errorMessage":"m"'),
    ],
    ["with an empty error code, and a message", but('"GetRole"', '"GetRole","errorMessage":"m","errorCode":""')],
    ["with an error code that is an object", but('"GetRole"', '"GetRole","errorCode":{}')],
    ["with numbers of all forms", but("-25", "0,-0,10,0.5,1E5,1e+5,-1.25E-7,123456789012345678901234567890")],
    ["with a number that JSON.parse makes infinite", but("-25", "1e999")],
    ["with a user identity that is a list", but('{"type":"AssumedRole"', '[1],"other":{"type":"AssumedRole"')],
    ["with empty objects where fields are asked for", but('{"sessionIssuer":{"arn"', '{"sessionIssuer":{},"x":{"arn"')],
    ["with the same unknown key twice", but('"GetRole"', '"GetRole","x":1,"x":2')],
    ["with __proto__ as a key", but('"GetRole"', '"GetRole","__proto__":{"eventName":"X"}')],
    ["with keys of all lengths", but('"GetRole"', `"GetRole",${keys(70)}`)],
    ["with a text of many blocks", but("aws-cli/2 é", `${"x".repeat(5000)}\\"`)],
  ];
  test.each(taken)("%s is taken", async (_name, record) => {
    const read = await readAndCompare([delivered(record, usualText)]);
    expect(read.rows).toHaveLength(2);
  });

  const declined: readonly (readonly [name: string, record: string])[] = [
    ["an empty object", "{}"],
    ["without eventTime", but('"eventTime"', '"x"')],
    ["without eventSource", but('"eventSource"', '"x"')],
    ["without eventName", but('"eventName"', '"x"')],
    ["with an eventName that is null", but('"GetRole"', "null")],
    ["with an eventName that is empty", but('"GetRole"', '""')],
    ["with an eventName that is an object", but('"GetRole"', "{}")],
    ["with an escape in eventName", but('"GetRole"', '"G\\u0065tRole"')],
    ["with an eventName beyond ASCII", but('"GetRole"', '"Gétrole"')],
    ["with an eventSource beyond ASCII", but('"iam.amazonaws.com"', '"iam.amazonaws.cöm"')],
    ["with an eventID that is a number", but('"0d05a86d-09c1-4917-a28b-66ea56b7ee50"', "17")],
    ["with an eventID that is null", but('"0d05a86d-09c1-4917-a28b-66ea56b7ee50"', "null")],
    ["with an eventID that is empty", but("0d05a86d-09c1-4917-a28b-66ea56b7ee50", "")],
    ["with an escape in eventID", but("0d05a86d", "\\u0030d05a86d")],
    ["with an eventTime of another zone", but("11Z", "11+00:00")],
    ["with an eventTime with a fraction", but("11Z", "11.5Z")],
    ["with an eventTime on a day that is not", but("2026-11-21", "2026-11-31")],
    ["with an eventTime on a leap day of no leap year", but("2026-11-21", "2027-02-29")],
    ["with an eventTime on a leap day of a century", but("2026-11-21", "2100-02-29")],
    ["with an eventTime in a month that is not", but("2026-11-21", "2026-13-21")],
    ["with an eventTime on day 0", but("2026-11-21", "2026-11-00")],
    ["with an eventTime before 1970", but("2026-11-21", "1969-11-21")],
    ["with an eventTime at 24:00", but("20:02:11", "24:00:00")],
    ["with an eventTime with a leap second", but("20:02:11", "20:02:60")],
    ["with an eventTime of letters", but("20:02:11", "2O:02:11")],
    ["with an eventTime that is a number", but('"2026-11-21T20:02:11Z"', "1700000000")],
    ["with eventName twice", but('"GetRole"', '"GetRole","eventName":"X"')],
    ["with errorCode twice", but('"GetRole"', '"GetRole","errorCode":"","errorCode":"X"')],
    ["with userIdentity twice", but('"GetRole"', '"GetRole","userIdentity":null')],
    ["with a dot in a key of the record", but('"GetRole"', '"GetRole","userIdentity.type":"Root"')],
    ["with a dot late in a long key", but('"GetRole"', `"GetRole","${"x".repeat(40)}.y":"Root"`)],
    ["with a dot in a key on the way to a field", but('"sessionContext"', '"x.y":1,"sessionContext"')],
    ["with an escape in a key of the record", but('"GetRole"', '"GetRole","userIdentit\\u0079":null')],
    ["nested deeper than the kernel counts", but("[null]", `${"[".repeat(70)}${"]".repeat(70)}`)],
  ];
  test.each(declined)("%s is parsed", async (_name, record) => {
    const read = await readAndCompare([delivered(usualText, record, usualText)]);
    expect(read.rows.map(({ index }) => index)).toEqual([0, 2]);
    expect(read.problems).toEqual([]);
  });

  const broken: readonly (readonly [name: string, record: string])[] = [
    ["a missing colon", but('"GetRole"', '"GetRole","x" 1')],
    ["a missing value", but('"GetRole"', '"GetRole","x":')],
    ["a missing comma", but('"GetRole",', '"GetRole"')],
    ["a comma at the end of an object", but("{}", '{"a":1,}')],
    ["a comma at the end of a list", but("[]", "[1,]")],
    ["a comma at the end of the record", `${usualText.slice(0, -1)},}`],
    ["a comma at the beginning", but("[]", "[,1]")],
    ["a key that is no string", but("{}", "{1:2}")],
    ["a key without quotes", but("{}", "{a:2}")],
    ["brackets that do not fit", but("[]", "[}")],
    ["braces that do not fit", but("{}", '{"a":1]')],
    ["a colon in a list", but("[]", '["a":1]')],
    ["a number with a leading zero", but("-25", "01")],
    ["a number with nothing behind its point", but("-25", "1.")],
    ["a number with nothing before its point", but("-25", ".5")],
    ["a minus alone", but("-25", "-")],
    ["a plus", but("-25", "+1")],
    ["an exponent without digits", but("-25", "1e")],
    ["an exponent with a sign only", but("-25", "1e+")],
    ["a hexadecimal number", but("-25", "0x10")],
    ["NaN", but("-25", "NaN")],
    ["a literal that goes on", but("true", "truex")],
    ["a literal that is cut", but("true", "tru")],
    ["a literal in capitals", but("true", "True")],
    ["fals", but("true", "fals")],
    ["a control character in a value", but("aws-cli", "aws\u0001cli")],
    ["a tab in a value", but("aws-cli", "aws\tcli")],
    ["a zero byte in a key", but('"eventVersion"', '"event\u0000Version"')],
    ["a zero byte between tokens", but('"GetRole",', '"GetRole",\u0000')],
    ["a form feed between tokens", but('"GetRole",', '"GetRole",\f')],
    ["a byte order mark between tokens", but('"GetRole",', '"GetRole",\uFEFF')],
    ["a bad escape", but("aws-cli", "aws\\xcli")],
    ["an escape of a quote mark of another kind", but("aws-cli", "aws\\'cli")],
    ["a short \\u", but("aws-cli", "aws\\u12G4")],
    ["a \\u at the end of a string", but("é", "\\u12")],
    ["a backslash outside strings", but('"GetRole",', '"GetRole",\\')],
    ["an escaped quote outside strings", but('"GetRole",', '"GetRole"\\",')],
    ["a comment", but('"GetRole",', '"GetRole",/* */')],
    ["single quotes", but('"GetRole"', "'GetRole'")],
  ];
  test.each(broken)("%s is a problem as ever", async (_name, record) => {
    for (const text of [
      delivered(usualText, record, usualText),
      Buffer.from(`${usualText}\n${record}\n${usualText}\n`),
    ]) {
      const read = await readAndCompare([text]);
      expect(read.problems.length).toBeGreaterThan(0);
    }
  });

  const errors = ['{"a":1}', "{}", "[]", '{"a":{}}', '""', "null", "false", "0", '"E"', '{"b":{"a":1}}'];
  test.each(errors)("an error of %s, of which a part is asked for", async (error) => {
    const records = ["errorCode", "errorMessage"].map((name) => but('"GetRole"', `"GetRole","${name}":${error}`));
    expect((await readAndCompare([delivered(...records)], ["errorCode.a", "errorMessage.a.b"])).rows).toHaveLength(2);
  });

  test("bytes that are not UTF-8 are replaced, and that is said", async () => {
    for (const wrong of [[0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const bytes = Buffer.concat([delivered(usualText).subarray(0, -3), Buffer.from(wrong), Buffer.from('"}]}')]);
      const read = await readAndCompare([Buffer.from(bytes.toString("latin1").replace('ee50"', ""), "latin1")]);
      expect(read.rows).toHaveLength(0);
      expect(read.problems).toMatchObject([{ code: "input.malformed" }]);
    }
  });

  test("limits hold as ever", async () => {
    const deep = but("[null]", `${"[".repeat(20)}${"]".repeat(20)}`);
    for (const maxDepth of [21, 22, 23, 24, 25, 26])
      await readAndCompare([delivered(deep, usualText)], usualPaths, { maxDepth });
    const onThePath = `${usualText.slice(0, usualText.indexOf(',"requestParameters"'))}}`;
    for (const maxDepth of [3, 4]) {
      const read = await readAndCompare([delivered(onThePath)], usualPaths, { maxDepth });
      expect(read.rows).toHaveLength(maxDepth === 4 ? 1 : 0);
    }
    const flat = JSON.stringify({ eventTime: usual.eventTime, eventSource: "s", eventName: "n" });
    for (const maxDepth of [0, 1]) {
      const read = await readAndCompare([Buffer.from(`${flat}\n${flat}`)], usualPaths, { maxDepth });
      expect(read.rows).toHaveLength(maxDepth);
    }
    for (const maxDepth of [0, 1, 2, 3, 4]) await readAndCompare([delivered(usualText)], usualPaths, { maxDepth });
    const size = Buffer.byteLength(usualText);
    for (const maxRecordBytes of [size - 1, size, size + 1]) {
      const read = await readAndCompare([delivered(usualText, usualText)], usualPaths, { maxRecordBytes });
      expect(read.rows).toHaveLength(maxRecordBytes < size ? 0 : 2);
    }
    for (const maxSpaceBytes of [0, 1, 9, 10, 11, 300]) {
      await readAndCompare([delivered(usualText, `${" ".repeat(10)}${usualText}`)], usualPaths, { maxSpaceBytes });
    }
    await readAndCompare([delivered(usualText, `${" ".repeat(1000)}${usualText}`, usualText)]);
  });

  test("without a projection every record is parsed", async () => {
    expect((await reading([delivered(usualText)], undefined)).rows).toEqual([]);
  });

  const tooMuch: readonly (readonly [name: string, paths: readonly string[], rows: number])[] = [
    ["a path of 32 steps", [Array.from({ length: 32 }, () => "a").join(".")], 1],
    ["a path of 33 steps", [Array.from({ length: 33 }, () => "a").join(".")], 0],
    ["60 paths of six steps", Array.from({ length: 60 }, (_, n) => `a${n}.b${n}.c${n}.d${n}.e${n}.f${n}`), 1],
    ["more paths than there is room for", Array.from({ length: 9000 }, (_, n) => `path${n}`), 0],
    ["a key that is longer than all room", ["x".repeat(1_000_000)], 0],
  ];
  test.each(tooMuch)("%s", async (_name, paths, rows) => {
    expect((await readAndCompare([delivered(usualText)], paths)).rows).toHaveLength(rows);
  });

  test("files that are read at the same time do not disturb each other", async () => {
    const text = delivered(...Array.from({ length: 40 }, (_, n) => but("GetRole", `Get${n}`)), '{"a":1}', usualText);
    const chunks = Array.from({ length: 30 }, (_, n) => text.subarray(n * 1000, (n + 1) * 1000));
    const projections = [usualPaths, ["eventName"], ["userIdentity.type", "eventName"]];
    const alone = [];
    for (const paths of projections) alone.push(await reading(chunks, paths));
    expect(await Promise.all(projections.map((paths) => reading(chunks, paths)))).toEqual(alone);
    expect(alone[1]?.rows.length).toBeGreaterThan(10);
  });
});

/** Fields whose keys are of all lengths up to this one. */
function keys(longest: number): string {
  return Array.from({ length: longest }, (_, n) => `"${"k".repeat(n)}":${n}`).join(",");
}
