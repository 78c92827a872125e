import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../model/index.ts";
import {
  account,
  ana,
  ask,
  federated,
  otherAccount,
  policy,
  type Question,
  root,
  service,
  session,
} from "./evaluate.fixture.ts";
import type { AccessDecision } from "./request.ts";

const options = { seed: 20_261_121, numRuns: 1500 };
const keys = [
  "aws:sourceip",
  "aws:username",
  "aws:multifactorauthpresent",
  "aws:principaltag/team",
  "s3:max-keys",
  "aws:calledvia",
];

const values: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "aws:sourceip": [["192.0.2.7"], ["203.0.113.9"], []],
  "aws:username": [["ana"], []],
  "aws:multifactorauthpresent": [["true"], ["false"], []],
  "aws:principaltag/team": [["red"], ["blue"], []],
  "s3:max-keys": [["5"], ["50"], []],
  "aws:calledvia": [["athena.amazonaws.com"], ["athena.amazonaws.com", "glue.amazonaws.com"], []],
};
const context = fc.record(
  Object.fromEntries(keys.map((key) => [key, fc.constantFrom(...(values[key] ?? []))])),
) as fc.Arbitrary<Record<string, readonly string[]>>;

const condition = fc.constantFrom<JsonObject>(
  {},
  {},
  { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } },
  { NotIpAddressIfExists: { "aws:SourceIp": "192.0.2.0/24" } },
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  { Null: { "aws:MultiFactorAuthPresent": "true" } },
  { StringEquals: { "aws:PrincipalTag/team": ["red", "${aws:username}"] } },
  { StringNotLike: { "aws:PrincipalTag/team": "${aws:username}*" } },
  { NumericLessThan: { "s3:max-keys": "10" }, Null: { "aws:SourceIp": "false" } },
  { "ForAllValues:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
  { "ForAnyValue:StringNotEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
  { StringEquals: { "aws:CalledVia": "athena.amazonaws.com" } },
  { StringSounds: { "aws:CalledVia": "athena.amazonaws.com" } },
);
const resource = fc.constantFrom(
  "*",
  "arn:aws:s3:::logs/*",
  "arn:aws:s3:::logs/${aws:username}",
  "arn:aws:s3:::data/*",
);
const principalElement = fc.constantFrom<JsonObject>(
  { Principal: "*" },
  { Principal: { AWS: ana.arn } },
  { Principal: { AWS: session.roleArn ?? "" } },
  { Principal: { AWS: session.arn } },
  { Principal: { AWS: account, Service: "ec2.amazonaws.com" } },
  { Principal: { CanonicalUser: "79a5" } },
  { NotPrincipal: { AWS: [ana.arn, account] } },
);

function statements(effects: readonly ("Allow" | "Deny")[], isResource: boolean): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.constantFrom(...effects), condition, resource, fc.boolean(), fc.boolean(), principalElement)
    .map(([Effect, Condition, named, notAction, notResource, whom]) => ({
      Effect,
      ...(isResource && whom),
      ...(notAction ? { NotAction: "s3:Put*" } : { Action: ["s3:Get*", "kms:*", "sts:*"] }),
      ...(notResource ? { NotResource: named } : { Resource: named }),
      Condition,
    }));
}

const ownStatement = statements(["Allow", "Allow", "Deny"], false);
const layer = fc.array(ownStatement, { maxLength: 3 }).map((list) => policy(...list));
const resourceLayer = fc
  .array(statements(["Allow", "Allow", "Deny"], true), { maxLength: 3 })
  .map((list) => policy(...list));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });

const question: fc.Arbitrary<Question> = fc
  .record({
    principal: fc.constantFrom(ana, session, federated, root, service("ec2")),
    on: fc.constantFrom(
      "arn:aws:s3:::logs/ana",
      `arn:aws:kms:eu-west-1:${account}:key/1`,
      `arn:aws:iam::${account}:role/target`,
    ),
    resourceAccount: fc.constantFrom(account, account, otherAccount),
    context,
    identity: layer,
    boundary: optional(layer),
    session: optional(layer),
    resource: optional(resourceLayer),
    serviceControl: optional(fc.array(layer, { maxLength: 2 })),
    resourceControl: optional(fc.array(layer, { maxLength: 2 })),
    endpoint: optional(resourceLayer),
  })
  .map(({ boundary, session: own, resource: of, serviceControl, resourceControl, endpoint, ...rest }) => ({
    ...rest,
    action: rest.on.includes(":kms:") ? "kms:Decrypt" : rest.on.includes(":iam:") ? "sts:AssumeRole" : "s3:GetObject",
    ...(boundary && { boundary }),
    ...(own && { session: own }),
    ...(of && { resource: of }),
    ...(serviceControl && { serviceControl }),
    ...(resourceControl && { resourceControl }),
    ...(endpoint && { endpoint }),
  }));
type LayerName = "identity" | "boundary" | "session" | "resource" | "endpoint";
const layerName = fc.constantFrom<LayerName>("identity", "boundary", "session", "resource", "endpoint");

test("another Deny never allows more", () => {
  fc.assert(
    fc.property(question, layerName, statements(["Deny"], true), (asked, name, statement) => {
      const before = rank(ask(asked));
      const after = rank(ask(withStatement(asked, name, statement)));
      expect(after).toBeLessThanOrEqual(before);
    }),
    options,
  );
});

test("another Allow never allows less", () => {
  fc.assert(
    fc.property(question, layerName, statements(["Allow"], true), (asked, name, statement) => {
      const before = rank(ask(asked));
      const after = rank(ask(withStatement(asked, name, statement)));
      expect(after).toBeGreaterThanOrEqual(before);
    }),
    options,
  );
});

test("a key that becomes unknown leaves the answer, or makes it unknown", () => {
  fc.assert(
    fc.property(question, fc.subarray(keys), (asked, unknown) => {
      const known = ask(asked);
      const less = ask({ ...asked, options: { unknown } });
      if (less.verdict !== "unknown") expect(rank(less)).toBe(rank(known));
      if (less.verdict === "allow" || less.verdict === "explicitDeny") expect(less.verdict).toBe(known.verdict);
    }),
    options,
  );
});

test("a certain answer holds whatever the unknown keys are", () => {
  fc.assert(
    fc.property(question, fc.subarray(keys, { minLength: 1, maxLength: 3 }), (asked, unknown) => {
      const answer = ask({ ...asked, options: { unknown } });
      if (answer.verdict === "unknown") return;
      for (const completed of completions(asked, unknown)) expect(rank(ask(completed))).toBe(rank(answer));
    }),
    { ...options, numRuns: 600 },
  );
});

test("the keys that an unknown answer names are among the unknown ones, and settle it unless something else is open", () => {
  fc.assert(
    fc.property(question, fc.subarray(keys, { minLength: 1 }), (asked, unknown) => {
      const { verdict, unknownKeys } = ask({ ...asked, options: { unknown } });
      expect(unknown).toEqual(expect.arrayContaining([...unknownKeys]));
      if (verdict !== "unknown") expect(unknownKeys).toEqual([]);
      // With all that it names known, the rest that is unknown cannot matter any more.
      const rest = unknown.filter((key) => !unknownKeys.includes(key));
      expect(rank(ask({ ...asked, options: { unknown: rest } }))).toBe(rank(ask(asked)));
    }),
    options,
  );
});

/** Denied, open, allowed. */
function rank({ verdict }: AccessDecision): number {
  return verdict === "allow" ? 2 : verdict === "unknown" ? 1 : 0;
}

function withStatement(asked: Question, name: LayerName, statement: JsonObject): Question {
  const { Principal, NotPrincipal, ...own } = statement;
  const isOwn = name === "identity" || name === "boundary" || name === "session";
  const kept = isOwn
    ? own
    : { ...own, ...(NotPrincipal === undefined ? { Principal: Principal ?? "*" } : { NotPrincipal }) };
  const before = asked[name];
  // A layer that did not apply stays away: to add one is more than to add a statement.
  return before === undefined ? asked : { ...asked, [name]: [...before, ...policy(kept)] };
}

function completions(asked: Question, unknown: readonly string[]): readonly Question[] {
  return unknown.reduce<readonly Question[]>(
    (list, key) =>
      list.flatMap((item) =>
        (values[key] ?? []).map((value) => ({ ...item, context: { ...item.context, [key]: value } })),
      ),
    [asked],
  );
}
