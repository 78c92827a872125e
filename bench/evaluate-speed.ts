/**
 * How many requests a second the evaluator answers, beside a plain interpretation that reads the policy anew each time:
 * `npx tsx bench/evaluate-speed.ts`.
 */
import { type AccessRequest, compileLayers, evaluate, parsePolicy, requestContext } from "../src/iam/index.ts";
import type { Json, JsonObject } from "../src/model/index.ts";
import { seededRandom } from "./random.ts";

const seconds = Number(process.argv[2] ?? 1);
const random = seededRandom(20261121);
const account = "111122223333";
const services = ["s3", "ec2", "iam", "dynamodb", "lambda", "sqs"];
const verbs = ["Get", "Put", "List", "Delete", "Describe", "Create"];
const nouns = ["Object", "Item", "Function", "Queue", "Role", "Instances"];

console.log("statements  compiled/s  plain/s");
for (const count of [1, 10, 50]) {
  const document = policyDocument(count);
  const requests = Array.from({ length: 1000 }, request);
  const layers = compileLayers({ identity: [{ name: "inline policy work of ana", policy: parsePolicy(document) }] });
  for (const asked of requests) {
    const compiled = evaluate(layers, asked).verdict;
    if (compiled !== plainVerdict(document, asked)) throw new Error(`the two disagree on ${asked.action}`);
  }
  // Once more than needed, so that neither is timed cold.
  perSecond(requests, (asked) => evaluate(layers, asked));
  const compiled = perSecond(requests, (asked) => evaluate(layers, asked));
  const plain = perSecond(requests, (asked) => plainVerdict(document, asked));
  const columns = [String(count).padStart(10), compiled.toLocaleString("en").padStart(10), plain.toLocaleString("en")];
  console.log(columns.join("  "));
}

/** By processor time, since other work on the machine takes its share of the clock's. */
function perSecond(requests: readonly AccessRequest[], ask: (request: AccessRequest) => unknown): number {
  const start = process.cpuUsage();
  let asked = 0;
  let spent = 0;
  while (spent < seconds) {
    for (const request of requests) ask(request);
    asked += requests.length;
    const { user, system } = process.cpuUsage(start);
    spent = (user + system) / 1_000_000;
  }
  return Math.round(asked / spent);
}

function policyDocument(count: number): JsonObject {
  const statements = Array.from({ length: count }, (_, index) => ({
    Effect: index % 5 === 4 ? "Deny" : "Allow",
    Action: [`${random.pick(services)}:${random.pick(verbs)}*`, action()],
    Resource: random.pick(["*", `arn:aws:s3:::${random.pick(nouns).toLowerCase()}*`]),
    Condition: random.pick<JsonObject>([
      { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } },
      { StringLike: { "aws:PrincipalTag/team": ["red*", "blue"] } },
      { Bool: { "aws:SecureTransport": "true" }, StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } },
    ]),
  }));
  return { Version: "2012-10-17", Statement: statements };
}

function action(): string {
  return `${random.pick(services)}:${random.pick(verbs)}${random.pick(nouns)}`;
}

function request(): AccessRequest {
  const arn = `arn:aws:iam::${account}:user/ana`;
  return {
    principal: { kind: "user", arn, account },
    action: action(),
    resource: `arn:aws:s3:::${random.pick(nouns).toLowerCase()}/${random.hex(4)}`,
    context: requestContext(
      {
        "aws:RequestedRegion": random.pick(["eu-west-1", "us-east-1", "ap-south-1"]),
        "aws:PrincipalTag/team": random.pick(["red", "blue", "green"]),
        "aws:SecureTransport": "true",
      },
      { complete: true },
    ),
  };
}

/** Reads the document for each request, with regular expressions; knows only what {@link policyDocument} writes. */
function plainVerdict(document: JsonObject, asked: AccessRequest): string {
  let verdict = "implicitDeny";
  for (const statement of document["Statement"] as readonly JsonObject[]) {
    const actions = statement["Action"] as readonly string[];
    if (!actions.some((pattern) => wildcard(pattern, "i").test(asked.action))) continue;
    if (!wildcard(String(statement["Resource"]), "").test(asked.resource)) continue;
    if (!Object.entries(statement["Condition"] as JsonObject).every(([name, keys]) => holds(name, keys, asked)))
      continue;
    if (statement["Effect"] === "Deny") return "explicitDeny";
    verdict = "allow";
  }
  return verdict;
}

function holds(operator: string, keys: Json, { context }: AccessRequest): boolean {
  return Object.entries(keys as JsonObject).every(([key, wanted]) => {
    const actual = context.keys.get(key.toLowerCase())?.[0] ?? "";
    const values = (Array.isArray(wanted) ? wanted : [wanted]).map(String);
    if (operator === "StringLike") return values.some((value) => wildcard(value, "").test(actual));
    return values.includes(actual) !== (operator === "StringNotEquals");
  });
}

function wildcard(pattern: string, flags: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, flags);
}
