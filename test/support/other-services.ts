import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer of a service, or how it refuses. */
export type Answered = object | { readonly refused: string; readonly message?: string };

/** What one call asks: the action as policies write it, the region of its signature and its input. */
export interface Asked {
  readonly action: string;
  readonly region: string;
  readonly input: { readonly [name: string]: unknown };
}

export interface OtherServices {
  readonly endpoint: string;
  /** Variables by which the SDK sends these services here, and all others elsewhere. */
  readonly env: { readonly [name: string]: string };
  readonly asked: Asked[];
  /** Answers from now on. */
  answer(how: (asked: Asked) => Answered): void;
  close(): Promise<void>;
}

/**
 * Services that the sandbox does not have, over HTTP in the JSON that AWS documents: Account Management and Access Analyzer
 * (restJson1, errors by `x-amzn-ErrorType`), EventBridge and KMS (awsJson1.1, errors by `__type`).
 */
export async function startOtherServices(): Promise<OtherServices> {
  const asked: Asked[] = [];
  let answer: (one: Asked) => Answered = () => ({ refused: "AccessDeniedException" });
  const server = createServer(async (request, response) => {
    const one = await read(request);
    asked.push(one);
    const given = answer(one);
    const refused = "refused" in given ? String(given.refused) : undefined;
    const message = "message" in given ? given.message : `${one.action} is refused`;
    response.statusCode = refused === undefined ? 200 : refused === "ResourceNotFoundException" ? 404 : 400;
    if (refused !== undefined) response.setHeader("x-amzn-ErrorType", refused);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(refused === undefined ? given : { __type: refused, message }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with one.
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services = ["ACCOUNT", "ACCESSANALYZER", "EVENTBRIDGE", "KMS"];
  return {
    endpoint,
    env: Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
    asked,
    answer: (how) => {
      answer = how;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? "/", "http://localhost");
  const region = /\/\d{8}\/([\w-]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const target = request.headers["x-amz-target"];
  const name = typeof target === "string" ? target : `${request.method} ${url.pathname}`;
  // What was sent is JSON, or nothing.
  const body = (text === "" ? {} : JSON.parse(text)) as { readonly [name: string]: unknown };
  return { action: actions[name] ?? name, region, input: { ...Object.fromEntries(url.searchParams), ...body } };
}

/** Source: the API references of the services. */
const actions: { readonly [call: string]: string } = {
  "POST /listRegions": "account:ListRegions",
  "POST /getAlternateContact": "account:GetAlternateContact",
  "GET /analyzer": "access-analyzer:ListAnalyzers",
  "POST /finding": "access-analyzer:ListFindings",
  "POST /findingv2": "access-analyzer:ListFindings",
  "AWSEvents.ListRules": "events:ListRules",
  "AWSEvents.ListTargetsByRule": "events:ListTargetsByRule",
  "TrentService.DescribeKey": "kms:DescribeKey",
  "TrentService.GetKeyRotationStatus": "kms:GetKeyRotationStatus",
  "TrentService.GetKeyPolicy": "kms:GetKeyPolicy",
};

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const analyzer = "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/outside";
const unused = "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused";

/** A small account: three regions in two pages, two analyzers, a rule, a key. */
export function usualAnswer({ action, region, input }: Asked): Answered {
  switch (action) {
    case "account:ListRegions":
      return input["NextToken"] === "2"
        ? { Regions: [{ RegionName: "ap-east-1", RegionOptStatus: "DISABLED" }] }
        : {
            Regions: [
              { RegionName: "us-east-1", RegionOptStatus: "ENABLED_BY_DEFAULT" },
              { RegionName: "eu-west-1", RegionOptStatus: "ENABLED" },
            ],
            NextToken: "2",
          };
    case "account:GetAlternateContact":
      return {
        refused: "ResourceNotFoundException",
        message: "No contact of the inputted alternate contact type found.",
      };
    case "access-analyzer:ListAnalyzers":
      return { analyzers: [analyzerIn(region)] };
    case "access-analyzer:ListFindings":
      return { findings: [region === "us-east-1" ? outside : idle] };
    case "events:ListRules":
      return {
        Rules: [
          ruleOf("tell", { EventPattern: JSON.stringify({ source: ["aws.iam"] }) }),
          ruleOf("nightly", { ScheduleExpression: "rate(1 day)" }),
        ],
      };
    case "events:ListTargetsByRule":
      return { Targets: [{ Id: "1", Arn: "arn:aws:sns:us-east-1:111122223333:alarm" }] };
    case "kms:DescribeKey":
      return { KeyMetadata: { KeyId: key.split("/")[1], Arn: key, KeyState: "Enabled", KeyManager: "CUSTOMER" } };
    case "kms:GetKeyRotationStatus":
      return { KeyRotationEnabled: true, KeyId: key.split("/")[1] };
    case "kms:GetKeyPolicy":
      return { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }), PolicyName: "default" };
    default:
      return { refused: "UnknownOperationException" };
  }
}

function analyzerIn(region: string): object {
  const common = { name: "one", status: "ACTIVE", createdAt: "2026-01-01T00:00:00Z" };
  return region === "us-east-1"
    ? { ...common, arn: analyzer, type: "ACCOUNT" }
    : { ...common, arn: unused, type: "ACCOUNT_UNUSED_ACCESS" };
}

const times = {
  createdAt: "2026-01-02T00:00:00Z",
  analyzedAt: "2026-01-02T00:00:00Z",
  updatedAt: "2026-01-03T00:00:00Z",
};

const outside = {
  id: "f-1",
  principal: { AWS: "*" },
  action: ["s3:GetObject"],
  resource: "arn:aws:s3:::open",
  isPublic: true,
  resourceType: "AWS::S3::Bucket",
  condition: {},
  status: "ACTIVE",
  resourceOwnerAccount: "111122223333",
  ...times,
};

const idle = {
  id: "f-2",
  resource: "arn:aws:iam::111122223333:role/idle",
  resourceType: "AWS::IAM::Role",
  resourceOwnerAccount: "111122223333",
  status: "ACTIVE",
  findingType: "UnusedIAMRole",
  ...times,
};

function ruleOf(name: string, more: object): object {
  return {
    Name: name,
    Arn: `arn:aws:events:us-east-1:111122223333:rule/${name}`,
    State: "ENABLED",
    EventBusName: "default",
    ...more,
  };
}
