import fc from "fast-check";
import { combineRules, parseRules, type RuleSet } from "../../src/sigma/index.ts";

/** Rules of random shape over few fields and values; those that are no rules are left out. */
export function randomRules(): fc.Arbitrary<RuleSet> {
  return fc.array(document(), { minLength: 1, maxLength: 6 }).map((documents) => {
    const texts = documents.map((make, at) => make(at));
    return combineRules(texts.map((text, at) => parseRules(text, `${at}.yml`)));
  });
}

/** Texts of records with few fields and values, so that much repeats, written in several ways. */
export function randomRecords(): fc.Arbitrary<readonly string[]> {
  return fc.array(record(), { minLength: 1, maxLength: 30 }).map((makers) => makers.map((make, at) => make(at)));
}

const names = ["CreateUser", "createuser", "ListUsers", "ConsoleLogin"];
const sources = ["iam.amazonaws.com", "sts.amazonaws.com", "IAM.amazonaws.com"];
const texts = [
  "ana",
  "Ana",
  "eve",
  "",
  "IAMUser",
  "Root",
  "AWSService",
  "AccessDenied",
  "CreateUser",
  "203.0.113.7",
  "10.0.0.1",
  "true",
];

const fieldNames = [
  "eventName",
  "eventSource",
  "eventID",
  "eventTime",
  "userIdentity",
  "userIdentity.type",
  "userIdentity.arn",
  "userIdentity.userName",
  "userIdentity.sessionContext",
  "userIdentity.sessionContext.attributes.mfaAuthenticated",
  "userIdentity.sessionContext.sessionIssuer.arn",
  "userIdentity.type.x",
  "errorCode",
  "errorMessage",
  "awsRegion",
  "userAgent",
  "sourceIPAddress",
  "readOnly",
  "recipientAccountId",
  "requestParameters",
  "requestParameters.name",
  "requestParameters.name.name",
  "requestParameters.list",
  "requestParameters.list.name",
  "requestParameters.list.list.list.list.list.list.list",
  "resources.ARN",
  "toString",
  "__proto__",
  "__proto__.name",
  "constructor.name",
  "derived",
  "derived.principal",
  "derived.credential",
  "derived.address",
  "derived.network",
  "derived.agent",
  "derived.name",
] as const;
const lists = [
  "requestParameters.list[any]",
  "requestParameters.list[all]",
  "requestParameters.list[none]",
  "requestParameters.list[0]",
  "userIdentity[any]",
];
const groups = [
  "userIdentity.arn",
  "derived.principal",
  "awsRegion",
  "requestParameters.name",
  "userIdentity",
  "eventName",
  "eventID",
];

/** A rule, with what asks for it over time; its text follows from its position. */
function document(): fc.Arbitrary<(at: number) => string> {
  const conditions = [
    "a",
    "not a",
    "a and b",
    "a or b",
    "a and not b",
    "not (a and b)",
    "not a and not b",
    "(a and b) or not a",
  ];
  const detection = fc
    .tuple(search(), search(), fc.constantFrom(...conditions))
    .map(([a, b, condition]) => ({ a, b, condition }));
  return fc.tuple(detection, fc.option(timed())).map(([found, over]) => (at) => {
    const logsource = { product: "aws", service: "cloudtrail" };
    const rule = {
      "sigma-version": 3,
      title: `rule ${at}`,
      id: `rule-${at}`,
      name: `rule_${at}`,
      level: "low",
      logsource,
      detection: found,
    };
    // JSON is YAML as well.
    return over === null ? JSON.stringify(rule) : `${JSON.stringify(rule)}\n---\n${JSON.stringify(over(at, found))}`;
  });
}

type Timed = (at: number, detection: object) => object;

function timed(): fc.Arbitrary<Timed> {
  const group = fc.subarray(groups, { minLength: 1, maxLength: 2 });
  const field = fc.constantFrom(...fieldNames);
  const comparison = fc.tuple(fc.constantFrom("gte", "gt", "eq", "lte", "neq"), fc.integer({ min: 1, max: 4 }));
  const correlation = fc
    .tuple(
      fc.constantFrom("event_count", "value_count", "value_sum", "temporal"),
      group,
      field,
      comparison,
      fc.boolean(),
    )
    .map(
      ([type, groupBy, asked, [op, count], generate]): Timed =>
        (at) => {
          const condition = { [op]: count, ...(type.startsWith("value") && { field: asked }) };
          const section = {
            type,
            rules: [`rule_${at}`],
            "group-by": groupBy,
            timespan: "10m",
            ...(type !== "temporal" && { condition }),
          };
          return { title: `over ${at}`, id: `over-${at}`, level: "high", correlation: { ...section, generate } };
        },
    );
  const questions = fc.constantFrom("first_seen", "rare", "spike", "dormant", "silence");
  const baseline = fc.tuple(questions, group, field).map(
    ([type, groupBy, asked]): Timed =>
      (at, detection) => {
        const own = {
          first_seen: { field: asked },
          rare: { field: asked, share: 0.2 },
          spike: { span: "1h", factor: 2, sum: asked },
          dormant: { after: "1d" },
          silence: { after: "1h" },
        };
        const section = { ...detection, type, "group-by": groupBy, learning: "0d", "min-events": 1, ...own[type] };
        return {
          title: `habit ${at}`,
          id: `habit-${at}`,
          level: "low",
          logsource: { product: "aws" },
          baseline: section,
        };
      },
  );
  return fc.oneof(correlation, baseline);
}

function search(): fc.Arbitrary<object> {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts, ...names, ...sources) },
    { weight: 2, arbitrary: fc.constantFrom("*", "a*", "*e", "?na", "*a*", "1") },
    { weight: 1, arbitrary: fc.constantFrom(null, true, 1, 1.5) },
  );
  const values = fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
  const plain = fc.constantFrom(
    "",
    "|contains",
    "|startswith",
    "|endswith",
    "|neq",
    "|cased",
    "|contains|all",
    "|re",
    "|base64offset|contains",
  );
  const item = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(
        fc.tuple(fc.constantFrom(...fieldNames), plain).map((parts) => parts.join("")),
        values,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(
        fc.constantFrom(...fieldNames).map((name) => `${name}|exists`),
        fc.boolean(),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(
        fc.constantFrom(...fieldNames).map((name) => `${name}|fieldref`),
        fc.constantFrom(...fieldNames),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom("sourceIPAddress|cidr", "derived.address|cidr"),
        fc.constantFrom("203.0.113.0/24", "10.0.0.0/8"),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("eventTime|minute", "eventTime|hour|gt"), fc.integer({ min: 0, max: 23 })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("requestParameters.name|gt", "requestParameters.list|lte"), fc.constant(1)),
    },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...lists, ...lists.map((list) => `${list}.name`)), values) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...lists), fc.record({ name: value, type: value }, { requiredKeys: [] })),
    },
  );
  const fields = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.fromEntries(items));
  const keywords = fc.array(fc.constantFrom(...texts.filter((text) => text !== ""), "a*"), {
    minLength: 1,
    maxLength: 2,
  });
  return fc.oneof({ weight: 9, arbitrary: fields }, { weight: 1, arbitrary: keywords });
}

type Field = readonly [key: string, value: string];

function record(): fc.Arbitrary<(at: number) => string> {
  const json = (value: unknown): string => JSON.stringify(value);
  const text = fc.constantFrom(...texts).map(json);
  const scalar = fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 2, arbitrary: fc.constantFrom("null", "1", "1.0", "1e400", "true", '"\\u0061na"', '"a\\n"', '"é"') },
  );
  const { any } = fc.letrec<{ any: string }>((tie) => {
    const key = fc.constantFrom(
      '"name"',
      '"type"',
      '"list"',
      '"userName"',
      '"__proto__"',
      '"name.name"',
      '"n\\u0061me"',
      '""',
    );
    const object = fc.array(fc.tuple(key, tie("any")), { maxLength: 3 }).map(braces);
    const list = fc.array(tie("any"), { maxLength: 3 }).map((items) => `[${items.join(",")}]`);
    return { any: fc.oneof({ maxDepth: 4, depthSize: "small" }, scalar, object, list) };
  });
  const identity = fc
    .record(
      {
        type: fc.constantFrom('"IAMUser"', '"Root"', '"AssumedRole"', '"AWSService"', '"iamuser"'),
        arn: fc.constantFrom('"arn:aws:iam::111122223333:user/ana"', '"arn:aws:sts::111122223333:assumed-role/a/eve"'),
        userName: text,
        accessKeyId: text,
        invokedBy: fc.constantFrom('"signin.amazonaws.com"', '"lambda.amazonaws.com"', '"x"'),
        sessionContext: any,
      },
      { requiredKeys: [] },
    )
    .map((fields) => braces(Object.entries(fields).map(([key, value]) => [json(key), value])));
  const odd = fc.tuple(
    fc.constantFrom(
      '"__proto__"',
      '"constructor"',
      '"toString"',
      '"derived"',
      '"userIdentity.type"',
      '"a.b"',
      '"x"',
      '"event\\u004eame"',
      '"errorCode"',
      '"eventName"',
      '"Records"',
    ),
    any,
  );
  const fields = fc.record(
    {
      eventName: mostly(fc.constantFrom(...names).map(json), any),
      eventSource: mostly(fc.constantFrom(...sources).map(json), any),
      eventTime: mostly(
        fc.integer({ min: 0, max: 59 }).map((minute) => json(`2026-11-21T20:${String(minute).padStart(2, "0")}:00Z`)),
        fc.constantFrom('"2026-11-21T20:02:11.5Z"', '"2026-02-30T20:02:11Z"', "1", '"x"'),
      ),
      userIdentity: mostly(identity, any),
      errorCode: fc.constantFrom('"AccessDenied"', '""', "null", "1"),
      errorMessage: text,
      awsRegion: fc.constantFrom('"us-east-1"', '"eu-west-1"'),
      userAgent: fc.constantFrom('"aws-cli/2"', '"aws-cli/2.1"', '"Mozilla/5.0 Firefox/1"', '"x é"'),
      sourceIPAddress: fc.constantFrom('"203.0.113.7"', '"10.0.0.1"', '"lambda.amazonaws.com"', '"2001:db8::1"'),
      readOnly: fc.constantFrom("true", "false", '"true"'),
      recipientAccountId: fc.constantFrom('"111122223333"', '"444455556666"'),
      requestParameters: any,
      resources: any,
    },
    { requiredKeys: ["eventName", "eventSource", "eventTime"] },
  );
  return fc
    .tuple(
      fields,
      fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd }),
      fc.nat(12),
      fc.boolean(),
    )
    .map(([known, more, id, isReversed]) => (at) => {
      // Some ids are shared, with the same text or another one.
      const eventID: readonly Field[] = id === 0 ? [] : [['"eventID"', json(id === 1 ? "shared" : `id-${at}`)]];
      const all: readonly Field[] = [
        ...Object.entries(known).map(([key, value]): Field => [json(key), value]),
        ...eventID,
        ...(more ? [more] : []),
      ];
      return braces(isReversed ? all.toReversed() : all);
    });
}

function mostly(usual: fc.Arbitrary<string>, odd: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 14, arbitrary: usual }, { weight: 1, arbitrary: odd });
}

function braces(fields: readonly Field[]): string {
  return `{${fields.map(([key, value]) => `${key}:${value}`).join(",")}}`;
}
