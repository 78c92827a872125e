import * as cloudtrailModule from "@aws-sdk/client-cloudtrail";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import * as iamModule from "@aws-sdk/client-iam";
import { IAMClient } from "@aws-sdk/client-iam";
import * as organizationsModule from "@aws-sdk/client-organizations";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import * as s3Module from "@aws-sdk/client-s3";
import { S3Client } from "@aws-sdk/client-s3";
import * as stsModule from "@aws-sdk/client-sts";
import { STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceName } from "../call.ts";
import { neededOperations } from "../wire/phase-operations.fixture.ts";
import { loadServiceModels } from "../wire/service-models.ts";
import { type Member, type Shape, shapeOf } from "../wire/shape.ts";
import { startTestServer, type TestServer } from "./server.fixture.ts";

let server: TestServer;
let clients: Partial<Record<ServiceName, { send(command: unknown): Promise<Record<string, unknown>> }>>;

beforeAll(async () => {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  server = await startTestServer({ verifySignatures: true });
  const config = {
    endpoint: server.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    maxAttempts: 1,
  };
  // Each client's send takes only its own commands, which are looked up by name here.
  clients = {
    iam: new IAMClient(config),
    sts: new STSClient(config),
    cloudtrail: new CloudTrailClient(config),
    organizations: new OrganizationsClient(config),
    s3: new S3Client(config),
  } as unknown as typeof clients;
});
afterAll(() => server.close());

const modules: Partial<Record<ServiceName, object>> = {
  iam: iamModule,
  sts: stsModule,
  cloudtrail: cloudtrailModule,
  organizations: organizationsModule,
  s3: s3Module,
};
const models = loadServiceModels();
/** All of Organizations that is about the organisation itself, beside what the exercises need. */
const others = ["DescribeOrganization", "ListAccounts", "ListPolicies", "CreatePolicy", "DescribePolicy"].map(
  (name) => ["organizations", name] as const,
);

describe("what an SDK client sends and reads is what the operation gets and answers", () => {
  it.each([...neededOperations, ...others])("%s %s", async (service, name) => {
    const operation = models.get(service)?.operations.get(name);
    const command: unknown = Reflect.get(modules[service] ?? {}, `${name}Command`);
    if (operation === undefined || typeof command !== "function") throw new Error("no such operation");
    const input = sample(shapeOf(operation.input), name, true);
    const output = sample(shapeOf(operation.output), name, false);
    server.calls.length = 0;
    server.reply = output;

    const answer = await clients[service]?.send(Reflect.construct(command, [input]));

    expect(server.bugs).toEqual([]);
    expect(server.calls).toHaveLength(1);
    const [call] = server.calls;
    expect(call).toMatchObject({ service, operation: name });
    if (/With(SAML|WebIdentity)/.test(name)) expect(call?.caller).toEqual({ kind: "anonymous" });
    else expect(call).toMatchObject({ region: "eu-west-1", caller: { name: "sandbox-admin" } });
    expect(plain(call?.input)).toMatchObject(plain(input));
    const { $metadata, Body, ...members } = answer ?? {};
    if (output["Body"] !== undefined) expect(await bytesOf(Body)).toEqual(output["Body"]);
    const { Body: _body, ...wanted } = output;
    expect(plain(members)).toMatchObject(plain(wanted));
  });
});

/** Characters that XML, forms, JSON and URLs each have trouble with. */
const awkward = `a&b<c>"d' é/+=% 日本 ]]>`;

function sample(shape: Shape, operation: string, isInput: boolean): Record<string, unknown> {
  // Inputs and outputs are structures.
  return value(shape, "", operation, isInput, 0) as Record<string, unknown>;
}

function value(shape: Shape, name: string, operation: string, isInput: boolean, depth: number): unknown {
  switch (shape.kind) {
    case "structure": {
      if (depth > 12) return {};
      const members = shape.members.filter((member) => isSent(member, operation, isInput));
      return Object.fromEntries(
        members.map((member) => [member.name, memberValue(member, operation, isInput, depth + 1)]),
      );
    }
    case "list":
      return [1, 2].map(() => value(shape.item.shape, name, operation, isInput, depth + 1));
    case "map":
      return { first: value(shape.value.shape, name, operation, isInput, depth + 1) };
    case "number":
      return 42;
    case "boolean":
      return true;
    case "timestamp":
      return new Date("2026-11-21T20:02:11Z");
    case "blob":
      return new Uint8Array([0, 1, 250, 255]);
    case "string":
      return awkward;
  }
}

function memberValue(member: Member, operation: string, isInput: boolean, depth: number): unknown {
  if (member.name === "Bucket" && member.label) return "some-bucket";
  if (member.name === "Key" && member.label) return "logs/ä b/+=&?#%25.json";
  if (member.name === "RoleArn" && isInput) return "arn:aws:iam::111122223333:role/r";
  // HTTP's own limits on what a header holds.
  if (member.header === "expires") return new Date("2026-11-21T20:02:11Z");
  if (member.header !== undefined && member.shape.kind === "string") return "plain text; x=1";
  if (member.header !== undefined && member.shape.kind === "list") return ["one", "two"];
  if (member.headerPrefix !== undefined) return { "some-name": "some value" };
  return value(member.shape, member.name, operation, isInput, depth);
}

/** Not what changes the meaning of the request or what a client works out by itself. */
function isSent({ name, header, query }: Member, operation: string, isInput: boolean): boolean {
  if (isInput && (/^(Checksum|Content(MD5|Length|Encoding)|SSECustomer|PartNumber)/.test(name) || header === "range"))
    return false;
  if (isInput && operation === "GetObject" && query !== undefined) return query.startsWith("response-");
  if (isInput) return name !== "MFA";
  if (operation === "GetBucketLocation") return name === "LocationConstraint";
  return !/^(Checksum|ContentLength|ContentRange|ExpiresString|Expires$)/.test(name);
}

/** As JSON has it, with times and bytes as text. */
function plain(anything: unknown): object {
  return JSON.parse(
    JSON.stringify(anything, (_key, each: unknown) =>
      each instanceof Uint8Array ||
      (typeof each === "object" && each !== null && "type" in each && each.type === "Buffer")
        ? Buffer.from(each instanceof Uint8Array ? each : Reflect.get(each, "data")).toString("base64")
        : each,
    ),
  );
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // GetObject's body is a stream of bytes.
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
