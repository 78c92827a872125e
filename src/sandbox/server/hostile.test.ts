import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cutOff, get, post, put, raw, signedBy, statusOf } from "./raw-http.fixture.ts";
import { startTestServer, type TestServer } from "./server.fixture.ts";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ maxBodyBytes: 100_000 });
});
beforeEach(() => {
  server.calls.length = 0;
  server.bugs.length = 0;
  server.reply = {};
});
afterAll(() => server.close());

describe("hostile requests get a clean answer and do nothing", () => {
  const form = "Content-Type: application/x-www-form-urlencoded\r\n";
  const target = "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: CloudTrail_20131101.";
  const cases: readonly (readonly [name: string, service: string, request: string, status: number, text: string])[] = [
    ["no action", "iam", post("/", form, "a=b"), 400, "<Code>MissingAction</Code>"],
    [
      "an action that IAM has not",
      "iam",
      post("/", form, "Action=Fly&Version=2010-05-08"),
      400,
      "<Code>InvalidAction</Code>",
    ],
    ["a version that IAM has not", "iam", post("/", form, "Action=GetUser&Version=2009-01-01"), 400, "InvalidAction"],
    ["an action named as the prototype", "iam", post("/", form, "Action=__proto__"), 400, "<Code>InvalidAction</Code>"],
    ["an action named as Object's", "iam", post("/", form, "Action=constructor"), 400, "<Code>InvalidAction</Code>"],
    [
      "a missing member",
      "iam",
      post("/", form, "Action=CreateUser&Version=2010-05-08"),
      400,
      "<Code>ValidationError</Code><Message>1 validation error detected: Value null at &apos;userName&apos; failed",
    ],
    [
      "a list as a name",
      "iam",
      post("/", form, "Action=GetUser&UserName.member.1=a"),
      400,
      "<Code>MalformedInput</Code>",
    ],
    [
      "a name as a list",
      "iam",
      post("/", form, "Action=TagUser&UserName=a&Tags=b"),
      400,
      "<Code>MalformedInput</Code>",
    ],
    ["an odd index", "iam", post("/", form, "Action=TagUser&UserName=a&Tags.member.x.Key=b"), 400, "MalformedInput"],
    ["no number", "iam", post("/", form, "Action=ListUsers&MaxItems=many"), 400, "<Code>MalformedInput</Code>"],
    [
      "JSON that is none",
      "cloudtrail",
      post("/", `${target}CreateTrail\r\n`, "{nope"),
      400,
      '"SerializationException"',
    ],
    [
      "JSON of another type",
      "cloudtrail",
      post("/", `${target}CreateTrail\r\n`, '{"Name":5}'),
      400,
      "SerializationException",
    ],
    ["a JSON list", "cloudtrail", post("/", `${target}CreateTrail\r\n`, "[]"), 400, '"SerializationException"'],
    [
      "deep JSON",
      "cloudtrail",
      post("/", `${target}CreateTrail\r\n`, "[".repeat(20_000)),
      400,
      "SerializationException",
    ],
    ["no UTF-8", "cloudtrail", post("/", `${target}CreateTrail\r\n`, '{"Name":"\xff"}'), 400, "SerializationException"],
    [
      "an operation that CloudTrail has not",
      "cloudtrail",
      post("/", `${target}Fly\r\n`, "{}"),
      400,
      "UnknownOperationException",
    ],
    ["a missing JSON member", "cloudtrail", post("/", `${target}CreateTrail\r\n`, "{}"), 400, '"ValidationException"'],
    ["garbage XML", "s3", put("/b?tagging", "<Tagging><TagSet>"), 400, "<Code>MalformedXML</Code>"],
    ["a document type", "s3", put("/b?tagging", '<!DOCTYPE a [<!ENTITY b "c">]><Tagging/>'), 400, "MalformedXML"],
    ["XML without what is required", "s3", put("/b?tagging", "<Tagging/>"), 400, "<Code>MalformedXML</Code>"],
    ["deep XML", "s3", put("/b?tagging", "<a>".repeat(10_000)), 400, "<Code>MalformedXML</Code>"],
    ["no body", "s3", put("/b?tagging", ""), 400, "<Code>MissingRequestBodyError</Code>"],
    ["a broken escape", "s3", get("/b/%zz"), 400, "<Code>InvalidURI</Code>"],
    ["a method that S3 has not", "s3", get("/b").replace("GET", "PATCH"), 405, "MethodNotAllowed"],
    ["a bad number in a query", "s3", get("/b?list-type=2&max-keys=lots"), 400, "<Code>InvalidArgument</Code>"],
    [
      "a service that the sandbox has not",
      "ec2",
      post("/", form, "Action=RunInstances"),
      501,
      "has no service ec2. It has: iam",
    ],
    ["a body above the limit", "s3", put("/b/k", "x".repeat(100_001)), 400, "<Code>EntityTooLarge</Code>"],
    ["a form above the limit", "iam", post("/", form, "x".repeat(25_001)), 413, "<Code>RequestEntityTooLarge</Code>"],
    ["a wrong MD5", "s3", put("/b/k", "x", "Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==\r\n"), 400, "<Code>BadDigest</Code>"],
    ["no MD5", "s3", put("/b/k", "x", "Content-MD5: zzz\r\n"), 400, "<Code>InvalidDigest</Code>"],
    ["a wrong CRC", "s3", put("/b/k", "x", "x-amz-checksum-crc32c: AAAAAA==\r\n"), 400, "<Code>BadDigest</Code>"],
    [
      "chunks that are none",
      "s3",
      put("/b/k", "xyz", "Content-Encoding: aws-chunked\r\n"),
      400,
      "<Code>IncompleteBody</Code>",
    ],
    [
      "chunks cut off",
      "s3",
      put("/b/k", "5\r\nab", "Content-Encoding: aws-chunked\r\n"),
      400,
      "<Code>IncompleteBody</Code>",
    ],
    [
      "a trailer that does not fit",
      "s3",
      put("/b/k", "2\r\nab\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", "Content-Encoding: aws-chunked\r\n"),
      400,
      "<Code>BadDigest</Code>",
    ],
    [
      "fewer bytes than said",
      "s3",
      put("/b/k", "2\r\nab\r\n0\r\n\r\n", "Content-Encoding: aws-chunked\r\nx-amz-decoded-content-length: 3\r\n"),
      400,
      "<Code>IncompleteBody</Code>",
    ],
  ];
  it.each(cases)("%s", async (_name, service, request, status, text) => {
    const answer = await raw(server, request.replace("SIGNED\r\n", signedBy(server, service)));
    expect(answer).toContain(text);
    expect(statusOf(answer)).toBe(status);
    expect(server.calls).toEqual([]);
    expect(server.bugs).toEqual([]);
  });

  const authorizations = [
    ["Bearer abc", "s3", 400, "InvalidRequest"],
    ["AWS4-HMAC-SHA256 Credential=AKIA/x, Signature=1", "s3", 400, "AuthorizationHeaderMalformed"],
    [
      "AWS4-HMAC-SHA256 Credential=AKIASANDBOXNOBODY000/20261121/us-east-1/s3/aws4_request",
      "s3",
      403,
      "InvalidAccessKeyId",
    ],
    [
      "AWS4-HMAC-SHA256 Credential=AKIASANDBOXNOBODY000/20261121/us-east-1/iam/aws4_request",
      "iam",
      403,
      "InvalidClientTokenId",
    ],
    ["AWS4-HMAC-SHA256 Credential=__proto__/20261121/us-east-1/sts/aws4_request", "sts", 403, "InvalidClientTokenId"],
    ["AWS4-HMAC-SHA256 Credential=a/1/<x>/s3/aws4_request", "s3", 400, "AuthorizationHeaderMalformed"],
  ] as const;
  it.each(authorizations)("Authorization: %s", async (authorization, _service, status, code) => {
    const answer = await raw(server, get("/b").replace("SIGNED\r\n", `Authorization: ${authorization}\r\n`));
    expect(statusOf(answer)).toBe(status);
    expect(answer).toContain(`<Code>${code}</Code>`);
    expect(server.calls).toEqual([]);
  });

  it("a request that breaks off leaves the server well", async () => {
    await cutOff(
      server,
      `${put("/b/k", "").replace("Content-Length: 0", "Content-Length: 50").replace("SIGNED\r\n", signedBy(server, "s3"))}ab`,
    );
    expect(statusOf(await raw(server, get("/b", signedBy(server, "s3"))))).toBe(200);
    expect(server.bugs).toEqual([]);
    expect(server.calls).toHaveLength(1);
  });

  it("a client that does not come to an end is sent away", async () => {
    const patient = await startTestServer({
      limits: { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 },
    });
    const answers = await Promise.all([
      raw(patient, "GET / HTTP/1.1\r\nHost: HOST\r\n"),
      raw(
        patient,
        put("/b/k", "x")
          .replace("Content-Length: 1", "Content-Length: 9")
          .replace("SIGNED\r\n", signedBy(patient, "s3")),
      ),
    ]);
    expect(answers.map(statusOf)).toEqual([408, 408]);
    expect(patient.calls).toEqual([]);
    await patient.close();
  });

  it("headers without end are cut off", async () => {
    const answer = await raw(server, `GET / HTTP/1.1\r\nHost: HOST\r\nX: ${"y".repeat(40_000)}\r\n\r\n`);
    expect(statusOf(answer)).toBe(431);
  });

  it("prototype keys in maps, metadata and forms are data or nothing", async () => {
    await raw(
      server,
      put("/b/k", "x", "x-amz-meta-__proto__: a\r\nx-amz-meta-constructor: b\r\n").replace(
        "SIGNED\r\n",
        signedBy(server, "s3"),
      ),
    );
    const { Metadata } = server.calls[0]?.input ?? {};
    expect(Object.entries(Metadata ?? {}).sort()).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    expect(Object.prototype).not.toHaveProperty("a");
  });

  it("what is stored cannot write headers or elements of its own", async () => {
    server.reply = {
      Body: new Uint8Array(),
      ContentType: "a\r\nSet-Cookie: x=1",
      Metadata: { "b\r\nc": "d", e: "f\r\ng: h" },
    };
    const answer = await raw(server, get("/b/k", signedBy(server, "s3")));
    expect(statusOf(answer)).toBe(200);
    expect(answer).not.toMatch(/^(set-cookie|g|c):/im);
    expect(answer).toContain("a%0D%0ASet-Cookie: x=1");

    server.reply = { Contents: [{ Key: "</Key><Key>a\u0000\u001b" }] };
    expect(await raw(server, get("/b?list-type=2", signedBy(server, "s3")))).toContain(
      "<Key>&lt;/Key&gt;&lt;Key&gt;a\ufffd\ufffd</Key>",
    );
  });
});
