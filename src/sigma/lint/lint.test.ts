import { describe, expect, test } from "vitest";
import { combineRules, type LintWarning, lintRule, loadEventNames, parseRules } from "../index.ts";

const eventNames = await loadEventNames();
const head = "id: i\nlevel: low\ntags: [attack.t1078]\nfalsepositives: [none]\n";
const examples = "examples: [{ name: n, event: {}, matches: false }]\n";

/** Of all rules of a text, without what is only left out. */
function warnings(...texts: readonly string[]): readonly LintWarning[] {
  const { rules, correlations, baselines, problems } = combineRules(texts.map((text) => parseRules(text, "f.yml")));
  expect(problems.map(({ message }) => message)).toEqual([]);
  const all = [...rules, ...correlations, ...baselines].flatMap((rule) => lintRule(rule, eventNames));
  return all.filter(({ check }) => check !== "missing-attribute" && check !== "no-examples");
}

function shown(...texts: readonly string[]): readonly string[] {
  return warnings(...texts).map(({ check, message, hint }) =>
    [check, message, ...(hint === undefined ? [] : [hint])].join(": "),
  );
}

/** A rule whose `detection` begins in line 7. */
function rule(detection: string, top = ""): string {
  return `${top}title: T\n${head}logsource: { product: aws }\ndetection: { ${detection} }\n${examples}`;
}

describe("names of events", () => {
  test.each([
    ["of the source", "a: { eventSource: iam.amazonaws.com, eventName: CreateUser }, condition: a"],
    ["in other letters", "a: { eventSource: IAM.amazonaws.com, eventName: createuser }, condition: a"],
    [
      "with the version of an API",
      "a: { eventSource: lambda.amazonaws.com, eventName: [CreateFunction20150331, UpdateFunctionCode20150331v2, CreateFunction] }, condition: a",
    ],
    [
      "with a date for a version",
      "a: { eventSource: cloudfront.amazonaws.com, eventName: CreateDistribution2020_05_31 }, condition: a",
    ],
    [
      "that are no actions of IAM",
      "a: { eventSource: s3.amazonaws.com, eventName: [ListBuckets, PutBucketEncryption, HeadObject] }, condition: a",
    ],
    [
      "of sign-in",
      "a: { eventSource: signin.amazonaws.com, eventName: [ConsoleLogin, SwitchRole, CheckMfa, GetSigninToken, PasswordRecoveryRequested, UserAuthentication] }, condition: a",
    ],
    [
      "of CloudWatch, whose source has another name",
      "a: { eventSource: monitoring.amazonaws.com, eventName: DeleteAlarms }, condition: a",
    ],
    ["of sources that are not known", "a: { eventSource: made-up.amazonaws.com, eventName: Anything }, condition: a"],
    ["of any source", "a: { eventName: [CreateUser, UpdateFunctionCode20150331v2, Anything] }, condition: a"],
    [
      "of one of several sources",
      "a: { eventSource: [iam.amazonaws.com, sts.amazonaws.com], eventName: AssumeRole }, condition: a",
    ],
    [
      "that are only part of a name",
      "a: { eventSource: iam.amazonaws.com, eventName|startswith: Crate }, condition: a",
    ],
  ])("are no warning: %s", (_what, detection) => expect(shown(rule(detection))).toEqual([]));

  test.each([
    [
      "without a source",
      "a: { eventName: [CreateUser, CreateUsr] }, condition: a",
      "event-name: No call of any service is known by the name 'CreateUsr'.",
    ],
    [
      "beside the source",
      "a: { eventSource: iam.amazonaws.com, eventName: CreateUsr }, condition: a",
      "event-name: No call of iam.amazonaws.com is known by the name 'CreateUsr'.: Did you mean 'CreateUser'?",
    ],
    [
      "in another search",
      "a: { eventSource: iam.amazonaws.com }, b: { eventName: [CreateUser, CreateUsr] }, condition: a and b",
      "event-name: No call of iam.amazonaws.com is known by the name 'CreateUsr'.: Did you mean 'CreateUser'?",
    ],
    [
      "behind a not",
      "a: { eventSource: iam.amazonaws.com }, b: { eventName: ListUsr }, condition: a and not b",
      "event-name: No call of iam.amazonaws.com is known by the name 'ListUsr'.: Did you mean 'ListUsers'?",
    ],
    [
      "of another source",
      "a: { eventSource: route53.amazonaws.com, eventName: TransferDomainToAnotherAwsAccount }, condition: a",
      "event-name: No call of route53.amazonaws.com is known by the name 'TransferDomainToAnotherAwsAccount'.: route53domains.amazonaws.com has a call of this name.",
    ],
  ])("that no call has are a warning: %s", (_what, detection, warning) =>
    expect(shown(rule(detection))).toEqual([warning]),
  );

  test("are not asked for without the list", () => {
    const [only] = parseRules(
      rule("a: { eventSource: iam.amazonaws.com, eventName: CreateUsr }, condition: a"),
      "f.yml",
    ).rules;
    expect(only && lintRule(only)).toEqual([]);
  });
});

describe("contradictions", () => {
  test.each([
    [
      "a: { eventName: A }, b: { eventName: B }, condition: a and b",
      "'eventName' must be two different texts at once, which no event is.",
    ],
    [
      "a: { eventName: [A, B] }, b: { eventName: C }, c: { eventName: B }, condition: a and (b or c) and b",
      "'eventName' must be two different texts at once, which no event is.",
    ],
    [
      "a: { awsRegion: [eu-west-1, eu-west-2] }, b: { awsRegion|neq: EU-WEST-1 }, c: { awsRegion: eu-west-2 }, condition: a and b and not c",
      "'awsRegion' must be a text and must not be it, so that no event meets the condition.",
    ],
    [
      "a: { userAgent: x, userAgent|neq: X }, condition: a",
      "'userAgent' must be a text and must not be it, so that no event meets the condition.",
    ],
    [
      "a: { eventName|all: [A, B] }, condition: a",
      "'eventName' must be two different texts at once, which no event is.",
    ],
    [
      "a: { eventName: A, requestParameters.x|contains: y }, condition: a and not a",
      "The condition asks for something and for its opposite, so that no event meets it.",
    ],
  ])("are a warning: %s", (detection, message) => {
    expect(warnings(rule(detection)).map((one) => [one.check, one.message])).toEqual([["contradiction", message]]);
  });

  test.each([
    "a: { eventName: [A, B] }, b: { eventName: [b, C] }, condition: a and b",
    "a: { eventName: A }, b: { eventName: B }, condition: a or b",
    "a: { eventName|contains: A }, b: { eventName|contains: B }, condition: a and b",
    "a: { requestParameters.names: A }, b: { requestParameters.names: B }, condition: a and b",
    "a: { eventName: A }, b: { eventName: A, awsRegion: x }, condition: a and not b",
  ])("are only seen where nothing else can be meant: %s", (detection) => expect(shown(rule(detection))).toEqual([]));
});

test("fields that are derived from records are known, and no others of that kind", () => {
  const known = ["principal", "network", "country", "asn", "location", "address", "agent", "credential"];
  expect(shown(rule(`a: { ${known.map((name) => `derived.${name}: x`).join(", ")} }, condition: a`))).toEqual([]);
  expect(shown(rule("a: { derived.contry: x, derived: y }, condition: a"))).toEqual([
    "unknown-field: There is no field 'derived.contry' that is derived from records.: Did you mean 'derived.country'?",
    expect.stringContaining(
      "unknown-field: There is no field 'derived' that is derived from records.: There are derived.principal,",
    ),
  ]);
});

test("attributes that look misspelt are a warning where they stand, and others are not", () => {
  const found = warnings(
    rule("a: { eventName: A }, condition: a", "descripton: d\nlevl: x\nx-team: blue\nreference: [a]\n"),
  );
  expect(found.map(({ message, hint, location }) => [message, hint, location.line])).toEqual([
    ["'descripton' is no attribute that Sigma or this program knows.", "Did you mean 'description'?", 1],
    ["'levl' is no attribute that Sigma or this program knows.", "Did you mean 'level'?", 2],
    ["'reference' is no attribute that Sigma or this program knows.", "Did you mean 'references'?", 4],
  ]);
});

test("a bracket in a document that is not for Sigma 3 is a warning", () => {
  const detection = "a: { 'requestParameters.layers[0]': x }, condition: a";
  expect(shown(rule(detection))).toEqual([
    "array-syntax: 'requestParameters.layers[0]' has a bracket, which is part of the name in documents before Sigma 3.: Write 'sigma-version: 3' at the top of the document.",
  ]);
  expect(shown(rule(detection, "sigma-version: 3\n"))).toEqual([]);
});

describe("fields of what is the same in all records", () => {
  test.each([
    ["userIdentity.userType", "There are "],
    ["userIdentity.Arn", "Did you mean 'arn'?"],
    ["resources.arn", "Did you mean 'ARN'?"],
    ["tlsDetails.version", "There are "],
  ])("are known by name: %s", (field, hint) => {
    expect(shown(rule(`a: { ${field}: x }, condition: a`))).toEqual([expect.stringMatching(/has no field .*: .*$/)]);
    expect(warnings(rule(`a: { ${field}: x }, condition: a`))[0]?.hint).toContain(hint);
  });

  test("and are no warning where they are there, or where a call decides what is below", () => {
    const fields = [
      "userIdentity.sessionContext.sessionIssuer.arn",
      "resources.ARN",
      "requestParameters.any.thing",
      "userIdentity",
      "resources",
    ];
    expect(shown(rule(`a: { ${fields.map((field) => `${field}: x`).join(", ")} }, condition: a`))).toEqual([]);
    expect(
      shown(
        rule("a: { 'resources[any]': { ARN: a, type: b }, 'resources[0].ARN': c }, condition: a", "sigma-version: 3\n"),
      ),
    ).toEqual([]);
  });
});

test.each([
  [
    "userIdentity.arn|contains: responseElements.user.arn",
    "userIdentity.arn|fieldref|contains: responseElements.user.arn",
  ],
  [
    "userIdentity.arn|endswith: requestParameters.userName",
    "userIdentity.arn|fieldref|endswith: requestParameters.userName",
  ],
  ["userIdentity.arn: requestParameters.arn*", "userIdentity.arn|fieldref|startswith: requestParameters.arn"],
  ["requestParameters.userName: userIdentity.userName", "requestParameters.userName|fieldref: userIdentity.userName"],
])("the name of a field as a text is a warning that says how to compare fields: %s", (line, better) => {
  const found = warnings(rule(`a: { ${line} }, condition: a`));
  expect(found.map(({ check, hint }) => [check, hint])).toEqual([
    ["value-is-field-path", `Write '${better}' to compare two fields.`],
  ]);
});

describe("what has no effect", () => {
  test.each([
    [
      "a: { eventName: A }, b: { eventName: B }, condition: a",
      "unused-search: The condition does not ask for the search identifier 'b'.: Name it in the condition, or leave it out.",
    ],
    [
      "filter_x: { eventName: B }, a: { eventName: A }, condition: 1 of a*",
      "unused-search: The condition does not ask for the search identifier 'filter_x'.: Name it in the condition, or leave it out.",
    ],
    [
      "a: { eventName: A }, timeframe: 5m, condition: a",
      "timeframe: 'timeframe' has no effect: a rule asks one event at a time.: Write a correlation rule with a 'timespan'.",
    ],
    [
      "a: { eventName|contains|all: [A] }, condition: a",
      "single-all: 'eventName|contains|all' has one value only, and 'all' joins several.: Write it without 'all'.",
    ],
  ])("is a warning: %s", (detection, warning) => expect(shown(rule(detection))).toEqual([warning]));

  test.each([
    "a: { eventName: A }, b: { eventName: B }, condition: 1 of them",
    "a: { eventName: A }, _b: { eventName: B }, condition: all of them",
    "a: { eventName: A }, b: { awsRegion: x }, condition: [a, a and not b]",
    "a: { eventName|contains|all: [A, B] }, condition: a",
  ])("is none where all is asked: %s", (detection) => expect(shown(rule(detection))).toEqual([]));

  test("stands where it is written, also in a baseline and in a block", () => {
    const baseline = `title: B\n${head}logsource: { product: aws }\nbaseline:\n  type: dormant\n  after: 1d\n  a: { eventName: A }\n  b: { eventName: B }\n  condition: a\n`;
    const block = rule(
      "a: { 'resources[any]': { condition: x, x: { ARN: a }, y: { ARN: b } } }, condition: a",
      "sigma-version: 3\n",
    );
    const places = [baseline, block]
      .flatMap((text) => warnings(text))
      .map(({ check, location }) => [check, location.line, location.column]);
    expect(places).toEqual([
      ["unused-search", 11, 3],
      ["unused-search", 8, 68],
    ]);
  });

  test.each(["deprecated", "unsupported"])("a rule that says of itself that it is %s is run, and told", (status) => {
    const text = rule("a: { eventName: A }, condition: a", `status: ${status}\n`);
    expect(warnings(text)).toEqual([
      expect.objectContaining({ check: "status", message: expect.stringContaining(status) as string }),
    ]);
  });

  test("another taxonomy has other names", () => {
    const text = rule("a: { eventName: A }, condition: a", "taxonomy: ecs\n");
    expect(warnings(text)).toEqual([
      expect.objectContaining({
        check: "taxonomy",
        message: expect.stringContaining("'ecs'") as string,
        location: expect.objectContaining({ line: 1, column: 11 }) as unknown,
      }),
    ]);
    expect(shown(rule("a: { eventName: A }, condition: a", "taxonomy: sigma\n"))).toEqual([]);
  });
});

describe("rules over time", () => {
  const base = rule("a: { eventName: A }, condition: a", "name: base\n").replace("id: i", "id: b");
  const second = rule("a: { eventName: B }, condition: a", "name: second\n")
    .replace("id: i", "id: c")
    .replace("title: T", "title: U");
  const correlation = (lines: string): string =>
    `title: C\n${head}correlation: { type: temporal, timespan: 5m, ${lines} }\n`;

  test.each([
    ["rules: [base], group-by: [userIdentity.arn, derived.network]", []],
    ["rules: [base], group-by: [user]", ["unknown-field: 'user' does not begin with a field of CloudTrail's records."]],
    ["rules: [base], group-by: [derived.user]", [expect.stringContaining("There is no field 'derived.user'")]],
    [
      "rules: [base, second], group-by: [ip], aliases: { ip: { base: sourceIPAddress, second: requestParameters.ip } }",
      [],
    ],
    [
      "rules: [base, second], group-by: [ip], aliases: { ip: { base: sourceIPAddress } }",
      [
        "alias: The alias 'ip' has no field for 1 of the rules, and no event has a field of this name.: Add 'c: <field>' to the alias.",
      ],
    ],
    [
      "rules: [base], aliases: { ip: { base: sourceIPAddress } }",
      ["alias: The alias 'ip' is used neither in 'group-by' nor in 'field'."],
    ],
    [
      "rules: [base], group-by: [ip], aliases: { ip: { base: ipAddress } }",
      ["unknown-field: 'ipAddress' does not begin with a field of CloudTrail's records."],
    ],
  ])("correlations: %s", (lines, expected) => {
    expect(shown(base, second, correlation(lines))).toEqual(expected);
  });

  test("what a chained correlation groups by was seen when its references were resolved", () => {
    const inner =
      "name: inner\n" +
      correlation("rules: [base], group-by: [ip], aliases: { ip: { base: sourceIPAddress } }").replace(
        "id: i",
        "id: x",
      );
    expect(shown(base, inner, correlation("rules: [inner], group-by: [ip]"))).toEqual([]);
    expect(
      shown(
        base,
        inner,
        correlation("rules: [inner, base], group-by: [who], aliases: { who: { inner: ip, base: sourceIPAddress } }"),
      ),
    ).toEqual([]);
  });

  test("baselines, whose condition is asked in the same way", () => {
    const text = `title: B\n${head}logsource: { product: aws }\nbaseline: { type: first_seen, s: { eventSource: iam.amazonaws.com, eventName: CreateUsr }, condition: s, field: role, group-by: who }\n`;
    expect(shown(text)).toEqual([
      "event-name: No call of iam.amazonaws.com is known by the name 'CreateUsr'.: Did you mean 'CreateUser'?",
      "unknown-field: 'who' does not begin with a field of CloudTrail's records.",
      "unknown-field: 'role' does not begin with a field of CloudTrail's records.",
    ]);
  });

  test("need the same attributes as rules", () => {
    const { correlations } = combineRules([
      parseRules(base, "f.yml"),
      parseRules("title: C\ncorrelation: { type: temporal, timespan: 5m, rules: base }\n", "f.yml"),
    ]);
    expect(correlations.flatMap((one) => lintRule(one)).map(({ message }) => message)).toEqual([
      "The rule has no 'id'.",
      "The rule has no 'level'.",
      "The rule has no 'tags'.",
      "The rule has no 'falsepositives'.",
      "The rule has no examples, so nothing shows that it matches what it should.",
    ]);
  });
});

test("the list of names is small, and a name that stands in it comes out as AWS writes it", () => {
  expect(eventNames.of("iam.amazonaws.com")?.get("createloginprofile")).toBe("CreateLoginProfile");
  expect(eventNames.of("sts.amazonaws.com")?.size).toBeGreaterThan(8);
  expect(eventNames.of("__proto__.amazonaws.com")).toBeUndefined();
  expect(eventNames.withCall("CreateTrail")).toEqual(["cloudtrail.amazonaws.com"]);
});
