import { parseRules, type RuleSet } from "../../src/sigma/index.ts";

/** Rules that look at events in every way that Sigma and this program have, at fields that {@link hostileLogs} write oddly. */
export function trickyRules(): RuleSet {
  const documents = [...searches.map(ruleOf), ...manyFields(), ...overTime];
  const { problems, ...set } = parseRules(documents.join("\n---\n"), "tricky.yml", { placeholders });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  return set;
}

const placeholders = new Map([["people", ["ana", "e*"]]]);

/** The detection of a rule, as YAML in braces. */
const searches: readonly string[] = [
  "{ s: { eventName: CreateUser }, condition: s }",
  "{ s: { eventName|cased: CreateUser }, condition: s }",
  "{ s: { eventName: CreateUser }, condition: not s }",
  "{ s: { eventName: 'Create*' }, condition: s }",
  "{ s: { eventName: [CreateUser, null] }, condition: s }",
  "{ s: { eventName: null }, condition: s }",
  "{ s: { eventName|exists: false }, condition: s }",
  "{ s: { eventName|neq: CreateUser, eventSource|contains: iam }, condition: s }",
  "{ s: { eventName|re: '^(create|list)user$' }, condition: s }",
  "{ s: { eventName|re|i: '^(create|list)user$' }, condition: s }",
  "{ s: { eventName.x: a }, condition: s }",
  "{ s: { eventSource: iam.amazonaws.com }, f: { eventName: ListUsers }, condition: s and not f }",
  "{ s: { eventName|fieldref: requestParameters.userName }, condition: s }",
  "{ s: { requestParameters.userName|fieldref: eventName }, condition: not s }",
  "{ s: { userIdentity.userName|fieldref|cased: requestParameters.userName }, condition: s }",
  "{ s: { eventID|fieldref: requestID }, condition: s }",
  "{ s: { eventID|contains: '-0007' }, condition: s }",
  "{ s: { eventTime|hour: 20 }, condition: s }",
  "{ s: { eventTime|minute|gte: 3 }, condition: s }",
  "{ s: { eventTime|startswith: '2026-11-21T20:02:11Z' }, f: { eventName: CreateUser }, condition: s and f }",
  "{ s: { eventTime|exists: false }, condition: s }",
  "{ s: [ana, AccessDenied], condition: s }",
  "{ s: ['*Root*'], condition: not s }",
  "{ s: { eventName: CreateUser }, k: ['ana'], condition: s and not k }",
  "{ s: { '|re': 'a.n?a' }, condition: s }",
  "{ s: { userIdentity.type: Root }, condition: s }",
  "{ s: { userIdentity.type: Root }, condition: not s }",
  "{ s: { userIdentity.type: AssumedRole }, f: { userIdentity.invokedBy|exists: true }, condition: s and not f }",
  "{ s: { userIdentity.type: null }, condition: s }",
  "{ s: { userIdentity.type|exists: false }, condition: s }",
  "{ s: { userIdentity.type.x: Root }, condition: not s }",
  "{ s: { userIdentity|contains: Root }, condition: s }",
  "{ s: { userIdentity|exists: false }, condition: s }",
  "{ s: { userIdentity.sessionContext: null }, condition: s }",
  "{ s: { userIdentity.sessionContext.sessionIssuer.arn|endswith: role/a }, condition: s }",
  "{ s: { userIdentity.sessionContext.attributes.mfaAuthenticated: 'false' }, condition: s }",
  "{ s: { userIdentity.sessionContext.attributes.mfaAuthenticated|neq: 'true' }, condition: s }",
  "{ s: { errorCode: AccessDenied }, condition: s }",
  "{ s: { errorCode|exists: true }, condition: not s }",
  "{ s: { errorCode: '' }, condition: s }",
  "{ s: { errorCode: '*' }, condition: s }",
  "{ s: { errorCode: null }, f: { errorMessage: null }, condition: s and not f }",
  "{ s: { errorMessage|contains|all: [no, t] }, condition: s }",
  "{ s: { requestParameters: null }, condition: s }",
  "{ s: { requestParameters|contains: 'userName' }, condition: s }",
  "{ s: { requestParameters.userName: [ana, '1*', 7] }, condition: s }",
  "{ s: { requestParameters.userName: 1e400 }, condition: s }",
  "{ s: { requestParameters.userName|gt: 1 }, condition: s }",
  "{ s: { requestParameters.n|lte: 0 }, condition: s }",
  "{ s: { requestParameters.userName|expand: '%people%' }, condition: s }",
  "{ s: { requestParameters.userName: '' }, condition: s }",
  "{ s: { requestParameters.userName|neq: ana }, condition: s }",
  "{ s: { requestParameters.: ana }, condition: s }",
  "{ s: { requestParameters.items.cidrIp: 0.0.0.0/0 }, condition: s }",
  "{ s: { requestParameters.items.cidrIp.x: 1 }, condition: s }",
  "{ s: { requestParameters.ipPermissions.items.ipRanges.items.cidrIp: 0.0.0.0/0 }, condition: s }",
  "{ s: { requestParameters.a.a.a.a.a.a.a.a|exists: true }, condition: s }",
  "{ s: { requestParameters.a.b: 1 }, condition: s }",
  "{ s: { sourceIPAddress|cidr: [198.51.100.0/24, '2001:db8::/32'] }, condition: s }",
  "{ s: { sourceIPAddress|cidr: 198.51.100.0/24 }, condition: not s }",
  "{ s: { userAgent|startswith: aws-cli }, condition: s }",
  "{ s: { userAgent|windash|contains: '/2.17.9 -md' }, condition: s }",
  "{ s: { userAgent|re|s|m: '^Mozilla.*Firefox' }, condition: s }",
  "{ s: { userAgent|contains: é }, condition: s }",
  "{ s: { requestParameters.policyDocument|base64offset|contains: Allow }, condition: s }",
  '{ s: { requestParameters.policyDocument|contains: \'"Effect":"Allow"\' }, condition: s }',
  "{ s: { requestParameters.bucketPolicy.Statement.Action|startswith: 's3:' }, condition: s }",
  "{ s: { additionalEventData.MFAUsed|neq: 'Yes' }, condition: s }",
  "{ s: { additionalEventData.bytesTransferredOut|gte: 1024 }, condition: s }",
  "{ s: { readOnly: false }, condition: s }",
  "{ s: { readOnly: 'true' }, condition: not s }",
  "{ s: { managementEvent: false }, f: { eventCategory: Data }, condition: s or not f }",
  "{ s: { resources.ARN|contains: ':::' }, condition: s }",
  "{ s: { resources.accountId: null }, condition: s }",
  "{ s: { __proto__.eventName: CreateUser }, condition: s }",
  "{ s: { __proto__|exists: true }, condition: s }",
  "{ s: { constructor.name|exists: true }, condition: s }",
  "{ s: { toString: a }, condition: s }",
  "{ s: { hasOwnProperty|exists: true }, condition: not s }",
  "{ s: { requestParameters.__proto__.userName: ana }, condition: s }",
  "{ s: { é: 1 }, condition: s }",
  "{ s: { requestParameters.é: ana }, condition: s }",
  "{ s: { '.': 1 }, condition: s }",
  "{ s: { ' ': 1 }, condition: s }",
  "{ s: { 'a b..': 2 }, condition: s }",
  "{ s: { derived.principal|endswith: 'user/ana' }, condition: s }",
  "{ s: { derived.principal: null }, condition: s }",
  "{ s: { derived.credential|startswith: AKIA }, condition: s }",
  "{ s: { derived.agent: '*' }, f: { derived.network|startswith: 203 }, condition: s and f }",
  "{ s: { derived.address: null }, condition: s }",
  "{ s: { derived.country|exists: true }, condition: s }",
  "{ s: { derived|contains: ana }, condition: s }",
  "{ s: { derived.extra: ana }, condition: s }",
  "{ s: { insightDetails.state: Start }, condition: s }",
  "{ a: { awsRegion: us-east-1 }, b: { userAgent|contains: cli }, c: { eventID|endswith: '1' }, condition: 1 of (a, b) and not c }".replace(
    "1 of (a, b)",
    "(a or b)",
  ),
  "{ a1: { awsRegion|neq: us-east-1 }, a2: { readOnly: true }, a3: { recipientAccountId: '111122223333' }, condition: all of a* }",
  "{ a1: { vpcEndpointId: null }, a2: { errorCode: AccessDenied }, condition: not (a1 and not a2) }",
  "{ s: { 'requestParameters.items[any]': { cidrIp: 0.0.0.0/0, port: 22 } }, condition: s }",
  "{ s: { 'requestParameters.items[all].cidrIp|cidr': 10.0.0.0/8 }, condition: s }",
  "{ s: { 'requestParameters.items[none].cidrIp': 0.0.0.0/0 }, condition: s }",
  "{ s: { 'requestParameters.items[0].cidrIp': 0.0.0.0/0 }, condition: s }",
  "{ s: { 'requestParameters.items[-1].port|gt': 100 }, condition: s }",
  "{ s: { 'requestParameters.items[all_or_empty].port': 22 }, condition: not s }",
  "{ s: { 'requestParameters.ipPermissions.items[any].ipRanges.items[all].cidrIp|cidr': 192.0.0.0/8 }, condition: s }",
  "{ s: { 'userIdentity[any].type': Root }, condition: s }",
  "{ s: { 'eventName[0]': CreateUser }, condition: s }",
  "{ s: { 'resources[any]': { type|contains: Bucket, accountId|exists: true } }, condition: s }",
];

/** More fields than the scan asks for, each of its own at the top of the event, so that none can stand for others. */
function manyFields(): readonly string[] {
  return Array.from({ length: 40 }, (_, file) => {
    const fields = Array.from({ length: 15 }, (_, at) => `key${15 * file + at}: ${at}`);
    return ruleOf(`{ s: { ${fields.join(", ")} }, condition: s }`, 1000 + file);
  });
}

function ruleOf(detection: string, position: number): string {
  const id = `00000000-0000-4000-9000-${String(position).padStart(12, "0")}`;
  const version = /\[[a-z0-9_-]+\]/.test(detection) ? "sigma-version: 3\n" : "";
  return `${version}title: ${JSON.stringify(`Tricky ${position}`)}\nid: ${id}\nlogsource: { product: aws, service: cloudtrail }\ndetection: ${detection}\nlevel: low`;
}

const correlation = (title: string, body: string): string =>
  `title: ${title}\nid: ${title}\nname: ${title}\nlevel: high\ncorrelation: ${body}`;
const baseline = (title: string, body: string): string =>
  `title: ${title}\nid: ${title}\nlogsource: { product: aws, service: cloudtrail }\nlevel: medium\nbaseline: { condition: s, min-events: 1, learning: 0d, ${body} }`;

/** Rules that only feed others. */
const base = (name: string, search: string, condition = "s"): string =>
  `title: base ${name}\nid: base-${name}\nname: ${name}\nlogsource: { product: aws, service: cloudtrail }\ndetection: { s: ${search}, condition: ${condition} }`;

const overTime: readonly string[] = [
  base("creates", "{ eventName: CreateUser }"),
  base("lists", "{ eventName|startswith: List }"),
  base("others", "{ eventName: CreateUser }", "not s"),
  base("denied", "{ errorCode: AccessDenied }"),
  base("reads", "{ readOnly: true }"),
  base("writes", "{ readOnly: true }", "not s"),
  base("people", "[ana, bob]"),
  correlation(
    "count",
    "{ type: event_count, rules: [creates], group-by: [userIdentity.arn], timespan: 10m, condition: { gte: 3 } }",
  ),
  correlation(
    "values",
    "{ type: value_count, rules: [lists, denied], group-by: [derived.principal], timespan: 1h, condition: { field: eventName, gte: 2 } }",
  ),
  correlation(
    "odd-values",
    "{ type: value_count, rules: [others], group-by: [awsRegion], timespan: 1h, condition: { field: requestParameters.userName, gte: 3 } }",
  ),
  correlation(
    "ids",
    "{ type: value_count, rules: [reads], group-by: [eventSource], timespan: 1h, condition: { field: eventID, gte: 4 } }",
  ),
  correlation(
    "sum",
    "{ type: value_sum, rules: [writes, reads], group-by: [recipientAccountId], timespan: 1d, condition: { field: additionalEventData.bytesTransferredOut, gt: 2000 } }",
  ),
  correlation(
    "ordered",
    "{ type: temporal_ordered, rules: [creates, lists], group-by: [who], timespan: 5m, aliases: { who: { creates: requestParameters.userName, lists: userIdentity.userName } } }",
  ),
  correlation("together", "{ type: temporal, rules: [people, count], group-by: [userIdentity.arn], timespan: 30m }"),
  baseline("new-name", "type: first_seen, s: { eventSource: '*' }, group-by: [derived.principal], field: eventName"),
  baseline(
    "new-agent",
    "type: first_seen, s: { userIdentity.type: '*' }, group-by: [userIdentity.arn], field: [derived.agent, derived.network]",
  ),
  baseline(
    "new-object",
    "type: first_seen, s: { eventSource|contains: s }, group-by: [recipientAccountId], field: requestParameters",
  ),
  baseline(
    "rare-name",
    "type: rare, s: { eventName|exists: true }, group-by: [recipientAccountId], field: eventName, share: 0.1",
  ),
  baseline("many", "type: spike, s: { eventName: '*' }, group-by: [userIdentity.arn], span: 1h, factor: 2"),
  baseline(
    "many-bytes",
    "type: spike, s: { eventSource: s3.amazonaws.com }, group-by: [recipientAccountId], span: 1h, sum: additionalEventData.bytesTransferredOut",
  ),
  baseline("quiet", "type: silence, s: { eventName: '*' }, group-by: [awsRegion], after: 1h"),
  baseline("moved", "type: travel, s: { eventName: '*' }, group-by: [awsRegion]"),
  baseline("asleep", "type: dormant, s: { userIdentity.type: IAMUser }, group-by: [derived.credential], after: 1d"),
];
