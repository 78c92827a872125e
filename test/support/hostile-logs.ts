import { deflateRawSync, gzipSync } from "node:zlib";
import type { JsonObject } from "../../src/model/index.ts";

/** Log files as an attacker, a bug or another program might write them, by name. Each holds usual records as well. */
export function hostileLogs(): readonly (readonly [name: string, bytes: Buffer])[] {
  let made = 0;
  /** A usual record with changes; each has an id of its own. A field that is undefined is left out. */
  const record = (changes: object = {}): JsonObject => {
    made += 1;
    const base = usualRecords[made % usualRecords.length] ?? {};
    const eventID = `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`;
    // What is undefined, JSON leaves out.
    return JSON.parse(JSON.stringify({ ...base, eventID, ...changes })) as JsonObject;
  };
  const text = (changes?: object): string => JSON.stringify(record(changes));
  /** Each odd text between two usual records. */
  const among = (...odd: readonly string[]): Buffer => {
    const records = odd.flatMap((one) => [text(), one]);
    return Buffer.from(`{"Records":[${[...records, text()].join(",")}]}`);
  };
  const lists = (...changes: readonly object[]): Buffer => among(...changes.map(text));
  const begin = (start: string, changes?: object): string => `{${start},${text(changes).slice(1)}`;
  const end = (rest: string, changes?: object): string => `${text(changes).slice(0, -1)},${rest}}`;
  const replaced = (find: string, put: string, changes: object = {}): string =>
    text({ eventName: "CreateUser", ...changes }).replace(find, () => put);
  const nested = (levels: number): string => `${`{"a":`.repeat(levels)}1${"}".repeat(levels)}`;
  const usual = Array.from({ length: 40 }, () => record());
  const delivered = JSON.stringify({ Records: usual });
  const other = JSON.stringify({ Records: Array.from({ length: 10 }, () => record()) });
  const conflicting = record({ eventName: "CreateUser", requestParameters: { userName: "ana" } });

  return [
    ["usual.json", Buffer.from(delivered)],
    ["usual.json.gz", gzipSync(delivered)],
    ["members.json.gz", Buffer.concat([delivered, other].map((one) => gzipSync(one)))],
    ["empty-member.json.gz", Buffer.concat([delivered, "", other].map((one) => gzipSync(one)))],
    ["truncated.json.gz", gzipSync(delivered).subarray(0, -200)],
    ["garbage-behind.json.gz", Buffer.concat([gzipSync(delivered), Buffer.from("garbage")])],
    ["wrong-checksum.json.gz", withWrongChecksum(gzipSync(delivered))],
    ["corrupt.json.gz", withWrongByte(gzipSync(delivered))],
    ["deflate-only.json.gz", deflateRawSync(delivered)],
    ["truncated.json", Buffer.from(delivered.slice(0, -500))],
    ["lines.jsonl", Buffer.from(usual.map((one) => JSON.stringify(one)).join("\n"))],
    ["crlf.jsonl", Buffer.from(usual.map((one) => `${JSON.stringify(one)}\r\n`).join(""))],
    ["no-line-breaks.jsonl", Buffer.from(usual.map((one) => JSON.stringify(one)).join(""))],
    [
      "broken-lines.jsonl",
      Buffer.from(usual.map((one, at) => JSON.stringify(one).slice(at % 9 === 4 ? 1 : 0)).join("\n")),
    ],
    [
      "open-line.jsonl",
      Buffer.from(usual.map((one, at) => JSON.stringify(one).slice(0, at === 7 ? -1 : undefined)).join("\n")),
    ],
    ["files-in-lines.jsonl", Buffer.from(`${delivered}\n${other}\n${text()}\n${delivered}\n${text()}`)],
    ["list.json", Buffer.from(JSON.stringify(usual))],
    ["pretty.json", Buffer.from(JSON.stringify({ Records: usual }, undefined, 2))],
    ["pretty-crlf.json", Buffer.from(JSON.stringify({ Records: usual }, undefined, "\t").replaceAll("\n", "\r\n"))],
    [
      "spaces.json",
      Buffer.from(JSON.stringify({ Records: usual }).replaceAll(",{", `${" ".repeat(300)},\n${" ".repeat(40)}{`)),
    ],
    ["byte-order-mark.json", Buffer.from(`\uFEFF${delivered}`)],
    ["byte-order-marks.jsonl", Buffer.from(usual.map((one) => `\uFEFF${JSON.stringify(one)}\n`).join(""))],
    ["utf-16le.json", Buffer.from(`\uFEFF${delivered}`, "utf16le")],
    ["utf-16be.json", Buffer.from(`\uFEFF${delivered}`, "utf16le").swap16()],
    ["empty.json", Buffer.alloc(0)],
    ["empty-list.json", Buffer.from('{"Records":[]}')],
    ["empty-lists.json", Buffer.from(`{"Records":[],"Records":[${text()}],"Records":[]}[]{}`)],
    ["no-records.json", Buffer.from('{"Records":null}')],
    [
      "other-keys-around.json",
      Buffer.from(`{"a":[1,{"Records":[${text()}]}],"Records":[${text()}],"b":{"Records":[]}}`),
    ],
    ["other-order.json", Buffer.from(JSON.stringify({ Records: usual.map(reversed) }))],
    [
      "escaped-keys.json",
      among(
        replaced('"eventName"', '"\\u0065ventName"'),
        replaced('"eventName"', '"eventN\\u0061me"'),
        replaced('"userIdentity"', '"\\u0075serIdentity"'),
        replaced('"type"', '"t\\u0079pe"'),
        replaced('"userName"', '"user\\u004eame"'),
        end('"\\u0065rrorCode":"AccessDenied"'),
        end('"\\u0065ventName":"CreateUser"', { eventName: "ListUsers" }),
        end('"\\/":1'),
      ),
    ],
    [
      "escaped-values.json",
      among(
        replaced('"CreateUser"', '"Create\\u0055ser"'),
        replaced("iam.amazonaws.com", "iam\\u002eamazonaws.com"),
        replaced('"IAMUser"', '"IAM\\u0055ser"', { userIdentity: { type: "IAMUser" } }),
        replaced('"ana"', '"\\u0061na"', { requestParameters: { userName: "ana" } }),
        replaced('"ana"', '"a\\/na"', { requestParameters: { userName: "ana" } }),
        replaced("-4000-", "\\u002d4000-"),
        replaced("2026-11", "2026\\u002d11"),
      ),
    ],
    [
      "duplicate-keys.json",
      among(
        end('"eventName":"CreateUser"', { eventName: "ListUsers" }),
        begin('"eventName":"CreateUser"', { eventName: "ListUsers" }),
        end('"userIdentity":{"type":"Root"}'),
        end('"userIdentity":null'),
        end('"errorCode":"AccessDenied"', { errorCode: "" }),
        end('"errorCode":null', { errorCode: "AccessDenied" }),
        end('"eventID":"other"'),
        end('"eventTime":"2026-11-22T00:00:00Z"'),
        end('"requestParameters":{"userName":"eve","userName":"ana"}', { requestParameters: undefined }),
        end('"requestParameters":{"a":{"b":1},"a":{"c":1}}', { requestParameters: undefined }),
        end('"x":1,"x":2'),
      ),
    ],
    [
      "keys-with-dots.json",
      lists(
        { "userIdentity.type": "Root" },
        { userIdentity: undefined, "userIdentity.type": "Root" },
        {
          userIdentity: {
            "sessionContext.sessionIssuer": { arn: "arn:aws:iam::111122223333:role/a" },
            type: "IAMUser",
          },
        },
        { userIdentity: { sessionContext: { "sessionIssuer.arn": "arn:aws:iam::111122223333:role/a" } } },
        { "requestParameters.userName": "ana", requestParameters: undefined },
        { requestParameters: { "items.cidrIp": "0.0.0.0/0", items: [{ "cidrIp.x": 1 }] } },
        { "eventName.x": "a", "errorCode.": "b", ".": 1, "..": 2, "eventTime.": 1 },
        { "derived.principal": "arn:aws:iam::111122223333:root" },
      ),
    ],
    [
      "prototype-names.json",
      among(
        end('"__proto__":{"eventName":"CreateUser","polluted":"yes"}'),
        end('"constructor":{"prototype":1,"name":"x"},"hasOwnProperty":1,"toString":"a","valueOf":null'),
        end('"__proto__":{"errorCode":"AccessDenied"}', { errorCode: undefined }),
        end('"requestParameters":{"__proto__":{"userName":"ana"},"constructor":"x"}', { requestParameters: undefined }),
        end('"userIdentity":{"__proto__":{"type":"Root"}}', { userIdentity: undefined }),
        end('"__proto__":"CreateUser"'),
      ),
    ],
    [
      "other-case.json",
      lists(
        { eventName: "createuser" },
        { eventName: "CREATEUSER" },
        { eventSource: "IAM.amazonaws.com" },
        { eventName: "CREATEUſER" },
        { eventName: "\u212areateUser" },
        { EventName: "CreateUser", eventName: undefined },
        { userIdentity: { Type: "Root", TYPE: "Root" } },
      ),
    ],
    [
      "wrong-types.json",
      lists(
        ...oddValues.flatMap((odd) => [
          { eventName: odd },
          { eventSource: odd },
          { eventID: odd },
          { eventTime: odd },
          { errorCode: odd },
          { errorCode: odd, errorMessage: "no" },
          { errorMessage: odd },
          { userIdentity: odd },
          { userIdentity: { type: odd, arn: odd, sessionContext: odd, accountId: odd } },
          { requestParameters: odd },
          { requestParameters: { userName: odd, items: odd } },
          { responseElements: odd },
          { sourceIPAddress: odd, userAgent: odd, awsRegion: odd, recipientAccountId: odd },
          { additionalEventData: { MFAUsed: odd, bytesTransferredOut: odd } },
          { readOnly: odd, managementEvent: odd, resources: odd, derived: odd },
        ]),
      ),
    ],
    [
      "missing-fields.json",
      lists(
        ...Object.keys(usualRecords[0] ?? {}).map((field) => ({ [field]: undefined })),
        { eventName: undefined, eventSource: undefined },
        { eventID: undefined },
        { eventID: undefined },
      ),
    ],
    [
      "nearly-nothing.json",
      among("{}", '{"a":1}', "null", "1", '"text"', "[]", "[1,[2]]", "true", '{"eventName":"CreateUser"}'),
    ],
    ["times.json", lists(...oddTimes.map((eventTime) => ({ eventTime })))],
    [
      "same-id.json",
      Buffer.from(
        JSON.stringify({
          Records: [
            conflicting,
            { ...conflicting, requestParameters: { userName: "eve" } },
            reversed(conflicting),
            conflicting,
            record(),
            { ...conflicting, eventName: "ListUsers" },
            { ...conflicting, eventTime: "2026-11-21T20:02:12.000Z" },
          ],
        }),
      ),
    ],
    [
      "same-id-again.json",
      Buffer.from(`[${JSON.stringify(reversed(conflicting))},${JSON.stringify(conflicting, undefined, 1)}]`),
    ],
    [
      "odd-ids.json",
      lists(
        { eventID: "id" },
        { eventID: "é" },
        { eventID: "i\nd" },
        { eventID: "x".repeat(5000) },
        { eventID: "id" },
        { eventID: "ID" },
        { eventID: " id" },
        { eventID: "é" },
      ),
    ],
    [
      "invalid-utf-8.json",
      replaceText(
        among(text({ userAgent: "BYTES" }), text({ BYTES: "x" }), text({ eventName: "BYTES" })),
        [0xff, 0xc3, 0x28],
      ),
    ],
    ["surrogates-as-utf-8.json", replaceText(among(text({ userAgent: "BYTES" })), [0xed, 0xa0, 0x80])],
    ["cut-character.json", Buffer.from(delivered).subarray(0, Buffer.byteLength(delivered) - 400)],
    [
      "surrogates.json",
      among(
        replaced('"CreateUser"', '"\\ud800"'),
        replaced('"ana"', '"\\ud800"', { requestParameters: { userName: "ana" } }),
        replaced('"ana"', '"\\udc00\\ud800"', { requestParameters: { userName: "ana" } }),
        replaced('"ana"', '"\\ud83d\\ude00"', { requestParameters: { userName: "ana" } }),
        end('"\\ud800":1'),
      ),
    ],
    [
      "beyond-ascii.json",
      lists(
        { userAgent: "é\u{1f600}\u2028\u0000\u001f" },
        { eventName: "Créer" },
        { é: 1 },
        { requestParameters: { userName: "é", é: "ana" } },
        { eventSource: "ïam" },
        { userIdentity: { type: "Röot", é: { é: 1 } } },
      ),
    ],
    [
      "large.json",
      lists(
        { userAgent: "x".repeat(300_000) },
        { requestParameters: { userName: `${"é".repeat(150_000)}` } },
        { requestParameters: { items: Array.from({ length: 20_000 }, (_, at) => ({ cidrIp: `10.0.0.${at}` })) } },
        { requestParameters: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`key${at}`, at])) },
        ...[262_000, 262_143, 262_144, 262_145, 261_500].map((size) => ({
          userAgent: "y".repeat(size),
          eventName: "CreateUser",
        })),
      ),
    ],
    [
      "nested.json",
      among(
        ...[5, 30, 62, 63, 64, 65, 126, 127, 128, 129, 200].flatMap((levels) => [
          end(`"requestParameters":${nested(levels)}`, { requestParameters: undefined }),
          end(`"x":${nested(levels)}`),
          end(`"requestParameters":{"items":${"[".repeat(levels)}${"]".repeat(levels)}}`, {
            requestParameters: undefined,
          }),
        ]),
      ),
    ],
    [
      "wrong-brackets.json",
      among(
        ...[1, 62, 63, 64, 65, 70].flatMap((levels) => [
          end(`"x":{"a":${"[".repeat(levels)}${"]".repeat(levels)}]`),
          end(`"x":[${nested(levels)}}`),
        ]),
      ),
    ],
    [
      "numbers.json",
      among(
        ...["1e400", "-1e400", "1e-400", "-0", "0.10", "1E5", "123456789012345678901234567890", "1.0"].map((number) =>
          end(
            `"requestParameters":{"userName":${number},"n":${number}},"additionalEventData":{"bytesTransferredOut":${number}}`,
            {
              requestParameters: undefined,
              additionalEventData: undefined,
            },
          ),
        ),
      ),
    ],
    ...[
      "00",
      "1.",
      ".5",
      "+1",
      "0x1",
      "NaN",
      "Infinity",
      "1e",
      "tru",
      "nulll",
      "'a'",
      "undefined",
      '"a\nb"',
      '"\u0000"',
      '"\\x41"',
      '"\\u12"',
      "{a:1}",
      '{"a":1,}',
      "[1,]",
    ].map(
      (wrong, at) =>
        [
          `no-json-${at}.json`,
          among(
            end(`"a":${wrong}`),
            end(`"requestParameters":{"userName":${wrong}}`, { requestParameters: undefined }),
          ),
        ] as const,
    ),
    ["commas.json", Buffer.from(`{"Records":[${text()},,${text()},]}`)],
    ["no-comma.json", Buffer.from(`{"Records":[${text()}${text()}]}`)],
    ["brackets.json", Buffer.from(`{"Records":[${text()}},${text()}]}\n${text()}\n`)],
    ["text-around.log", Buffer.from(`2026-11-21 something\n${text()}\nmore\n${delivered}\nend`)],
    ["white-space.json", Buffer.from(" \n\t \r\n")],
    [
      "digest.json",
      Buffer.from(
        JSON.stringify({ digestStartTime: "2026-11-21T20:00:00Z", logFiles: [], awsAccountId: "111122223333" }),
      ),
    ],
    ["digests.jsonl", Buffer.from(`${text()}\n${end('"digestStartTime":"x","logFiles":[]')}\n${text()}\n`)],
    ["digest-fields-in-records.json", among(end('"digestStartTime":"x","logFiles":[]'))],
    ["insight.json", lists(insight, { ...insight, eventTime: "2026-11-21T20:02:11.000Z" })],
    [
      "lookup-events.json",
      Buffer.from(
        JSON.stringify({
          Events: [
            ...usual
              .slice(0, 5)
              .map((one) => ({ EventId: one["eventID"] ?? "", EventName: "x", CloudTrailEvent: JSON.stringify(one) })),
            { CloudTrailEvent: "{" },
            { CloudTrailEvent: 1 },
            { CloudTrailEvent: nested(200) },
            record(),
            {},
          ],
          NextToken: "x",
        }),
      ),
    ],
    [
      "lookup-lines.jsonl",
      Buffer.from(
        usual
          .slice(0, 9)
          .map((one) => JSON.stringify({ CloudTrailEvent: JSON.stringify(one) }))
          .join("\n"),
      ),
    ],
    [
      "lookup-in-lines.jsonl",
      Buffer.from(`${text()}\n${end(`"CloudTrailEvent":${JSON.stringify(text())}`)}\n${end('"CloudTrailEvent":null')}`),
    ],
    ["lookup-in-records.json", among(end(`"CloudTrailEvent":${JSON.stringify(text())}`))],
    [
      "event-bridge.jsonl",
      Buffer.from(
        [
          ...usual
            .slice(0, 5)
            .map((detail) => JSON.stringify({ version: "0", "detail-type": "AWS API Call via CloudTrail", detail })),
          JSON.stringify({ "detail-type": "GuardDuty Finding", detail: { type: "x" } }),
          end('"detail-type":"AWS API Call via CloudTrail"'),
          text(),
        ].join("\n"),
      ),
    ],
    ["event-bridge-in-list.json", Buffer.from(`[${text()},${end(`"detail-type":"x","detail":${text()}`)},${text()}]`)],
    ["files-in-list.json", Buffer.from(`[${delivered},${text()},{"Events":[${text()}]},{"Records":{"Records":[]}}]`)],
    [
      "records-in-a-record.jsonl",
      Buffer.from(`${text()}\n${end(`"Records":[${text()},1]`)}\n${end('"Events":7')}\n${text()}`),
    ],
    [
      "odd-keys.json",
      among(
        end('"":1'),
        end('" ":1'),
        end('"a b":{"":{"":2}}'),
        end(`"${"k".repeat(70_000)}":1`),
        end('"requestParameters":{"":"ana"}', { requestParameters: undefined }),
      ),
    ],
    [
      "written-derived.json",
      lists(
        { derived: { principal: "arn:aws:iam::111122223333:root", agent: "x", country: "DE", network: "AS64500" } },
        { derived: { principal: null, extra: "ana" } },
        { derived: "x" },
        { "derived.agent": "x" },
      ),
    ],
  ];
}

/** Of several services and kinds of callers, failed and not. */
export const usualRecords: readonly JsonObject[] = makeUsualRecords();

/** Values of all types, to stand where others are expected. */
export const oddValues: readonly unknown[] = [
  null,
  0,
  7,
  1.5,
  true,
  false,
  "",
  " ",
  "ana",
  "Root",
  "null",
  "CreateUser",
  [],
  [null],
  ["CreateUser"],
  ["Root", null],
  [[]],
  {},
  { a: 1 },
  [{ type: "Root", userName: "ana" }],
  { type: "Root", cidrIp: "0.0.0.0/0" },
];

const oddTimes: readonly unknown[] = [
  "2026-11-21T20:02:11",
  "2026-11-21T20:02:11.123Z",
  "2026-11-21T20:02:11+02:00",
  "2026-11-21T20:02:11-0500",
  "2026-11-21T20:02:11z",
  "2026-02-30T10:00:00Z",
  "2026-02-29T10:00:00Z",
  "2024-02-29T10:00:00Z",
  "2000-02-29T10:00:00Z",
  "2100-02-29T10:00:00Z",
  "2026-11-31T10:00:00Z",
  "2026-13-01T10:00:00Z",
  "2026-00-10T10:00:00Z",
  "2026-11-00T10:00:00Z",
  "2026-11-21T24:00:00Z",
  "2026-11-21T20:60:00Z",
  "2026-11-21T20:02:60Z",
  "2026-11-21 20:02:11",
  "2026-11-21",
  "20261121T200211Z",
  " 2026-11-21T20:02:11Z",
  "2026-11-21T20:02:11Z ",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00Z",
  "2099-12-31T23:59:59Z",
  "2100-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "0000-01-01T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  "２026-11-21T20:02:11Z",
  "2026-11-21T20:02:1éZ",
  1_795_000_000,
  1_795_000_000_000,
  "1795000000",
  "tomorrow",
];

const insight = {
  eventType: "AwsCloudTrailInsight",
  eventCategory: "Insight",
  eventName: undefined,
  eventSource: undefined,
  userIdentity: undefined,
  insightDetails: {
    state: "Start",
    eventSource: "iam.amazonaws.com",
    eventName: "CreateUser",
    insightType: "ApiCallRateInsight",
  },
};

function makeUsualRecords(): readonly JsonObject[] {
  const account = "111122223333";
  const user = (userName: string): object => ({
    type: "IAMUser",
    principalId: "AIDAEXAMPLE",
    arn: `arn:aws:iam::${account}:user/${userName}`,
    accountId: account,
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    userName,
  });
  const role = (name: string, session: string): object => ({
    type: "AssumedRole",
    principalId: `AROAEXAMPLE:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    accountId: account,
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    sessionContext: {
      sessionIssuer: { type: "Role", arn: `arn:aws:iam::${account}:role/${name}`, accountId: account, userName: name },
      attributes: { creationDate: "2026-11-21T19:00:00Z", mfaAuthenticated: "false" },
    },
  });
  const root = { type: "Root", principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account };
  const made = (eventSource: string, eventName: string, userIdentity: object, more: object): object => ({
    eventVersion: "1.11",
    userIdentity,
    eventTime: "2026-11-21T20:02:11Z",
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    awsRegion: "us-east-1",
    sourceIPAddress: "198.51.100.7",
    userAgent: "aws-cli/2.17.9 md/Botocore#1.35",
    requestParameters: null,
    responseElements: null,
    requestID: "0d05a86d-09c1-4917-a28b-66ea56b7ee50",
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: "Management",
    ...more,
  });
  const records = [
    made("iam", "CreateUser", user("ana"), { requestParameters: { userName: "eve" } }),
    made("iam", "ListUsers", user("bob"), { readOnly: true, eventTime: "2026-11-21T20:02:12Z" }),
    made("iam", "AttachUserPolicy", role("admin", "ana"), {
      requestParameters: { userName: "eve", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    }),
    made("iam", "CreateAccessKey", user("ana"), {
      errorCode: "AccessDenied",
      errorMessage: "User is not authorized",
      requestParameters: { userName: "bob" },
    }),
    made("sts", "AssumeRole", user("ana"), {
      sourceIPAddress: "203.0.113.9",
      eventTime: "2026-11-21T20:03:11Z",
      requestParameters: { roleArn: `arn:aws:iam::${account}:role/admin`, roleSessionName: "ana" },
    }),
    made(
      "signin",
      "ConsoleLogin",
      { ...user("ana"), accessKeyId: undefined },
      {
        eventType: "AwsConsoleSignIn",
        userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0",
        errorMessage: "Failed authentication",
        responseElements: { ConsoleLogin: "Failure" },
        additionalEventData: { MFAUsed: "No", LoginTo: "https://console.aws.amazon.com" },
      },
    ),
    made("signin", "ConsoleLogin", root, {
      eventType: "AwsConsoleSignIn",
      responseElements: { ConsoleLogin: "Success" },
      additionalEventData: { MFAUsed: "Yes" },
    }),
    made("cloudtrail", "StopLogging", role("admin", "bob"), {
      requestParameters: { name: `arn:aws:cloudtrail:us-east-1:${account}:trail/lab-trail` },
      eventTime: "2026-11-21T20:04:00Z",
    }),
    made("ec2", "AuthorizeSecurityGroupIngress", role("dev", "i-0123456789abcdef0"), {
      requestParameters: {
        groupId: "sg-1",
        ipPermissions: {
          items: [
            {
              ipProtocol: "tcp",
              fromPort: 22,
              toPort: 22,
              ipRanges: { items: [{ cidrIp: "0.0.0.0/0" }, { cidrIp: "10.0.0.0/8" }] },
            },
            { ipProtocol: "tcp", fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: "192.0.2.0/24" }] } },
          ],
        },
        items: [
          { cidrIp: "0.0.0.0/0", port: 22 },
          { cidrIp: "10.0.0.0/8", port: 443 },
        ],
      },
    }),
    made("s3", "GetObject", role("dev", "app"), {
      readOnly: true,
      managementEvent: false,
      eventCategory: "Data",
      eventTime: "2026-11-21T20:05:00Z",
      requestParameters: { bucketName: "aerosecure-lab", key: "a/b.txt" },
      additionalEventData: { bytesTransferredOut: 1024 },
      resources: [
        { type: "AWS::S3::Object", ARN: "arn:aws:s3:::aerosecure-lab/a/b.txt" },
        { accountId: account, type: "AWS::S3::Bucket" },
      ],
    }),
    made(
      "kms",
      "Decrypt",
      { type: "AWSService", invokedBy: "lambda.amazonaws.com" },
      { sourceIPAddress: "lambda.amazonaws.com" },
    ),
    made("s3", "PutBucketPolicy", role("admin", "ana"), {
      requestParameters: {
        bucketName: "aerosecure-lab",
        bucketPolicy: { Statement: [{ Effect: "Allow", Principal: "*", Action: ["s3:*"] }] },
      },
      sourceIPAddress: "2001:db8::1",
      awsRegion: "eu-west-1",
    }),
    made("iam", "UpdateAssumeRolePolicy", user("eve"), {
      requestParameters: {
        roleName: "admin",
        policyDocument: '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"}}]}',
      },
    }),
  ];
  return records.map((record) => JSON.parse(JSON.stringify(record)) as JsonObject);
}

function reversed(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).reverse());
}

/** Puts bytes in place of each text `BYTES`. */
function replaceText(text: Buffer, bytes: readonly number[]): Buffer {
  const latin1 = text.toString("latin1").replaceAll("BYTES", Buffer.from(bytes).toString("latin1"));
  return Buffer.from(latin1, "latin1");
}

function withWrongChecksum(packed: Buffer): Buffer {
  const changed = Buffer.from(packed);
  const at = changed.length - 6;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

function withWrongByte(packed: Buffer): Buffer {
  const changed = Buffer.from(packed);
  changed.fill(0xff, Math.floor(changed.length * 0.7), Math.floor(changed.length * 0.7) + 8);
  return changed;
}
