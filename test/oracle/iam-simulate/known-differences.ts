import { isJsonObject, type JsonObject } from "../../../src/model/index.ts";
import type { OracleCase } from "./random-case.ts";

/**
 * Something about which iam-simulate answers otherwise, and what AWS's documentation says of it.
 *
 * It is no excuse for a difference that has another cause: the case without it is put to both once more.
 */
export interface KnownDifference {
  readonly name: string;
  readonly reason: string;
  applies(oracleCase: OracleCase): boolean;
  /** The case, changed so that it does not apply any more. */
  without(oracleCase: OracleCase): OracleCase;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    name: "policy variables in a policy of Version 2008-10-17",
    reason:
      'IAM User Guide, "IAM policy elements: Variables and tags": without Version 2012-10-17, "variables like ' +
      '${aws:username} are treated as literal strings". iam-simulate fills them in.',
    applies: (oracleCase) =>
      policiesOf(oracleCase).some(
        (policy) => policy["Version"] === "2008-10-17" && JSON.stringify(policy).includes("${"),
      ),
    without: (oracleCase) => rewritten(oracleCase, (text) => text.replaceAll("2008-10-17", "2012-10-17")),
  },
  {
    name: "a policy variable without a value, where the statement asks for the opposite or for IfExists",
    reason:
      'IAM User Guide, "IAM policy elements: Variables and tags": a variable that cannot be resolved "might cause the ' +
      'entire statement to be invalid". What negated operators, IfExists and NotResource make of that is not said, so ' +
      "that our answer is unknown.",
    applies: (oracleCase) => statementsOf(oracleCase).some((statement) => hasOpenVariable(statement, oracleCase)),
    without: (oracleCase) =>
      rewritten(oracleCase, (text) =>
        text.replace(variable, (all, key: string) => (contextValue(oracleCase, key) === undefined ? "nothing" : all)),
      ),
  },
  {
    name: "NotPrincipal that lists the caller in part",
    reason:
      'IAM User Guide, "AWS JSON policy elements: NotPrincipal": for a session "include both the ARN for a role and the ' +
      'ARN for the account", since AWS validates account, role and session one after the other. iam-simulate takes each ' +
      "of them alone as enough.",
    applies: (oracleCase) => statementsOf(oracleCase).some((statement) => namesInPart(statement, oracleCase)),
    without: (oracleCase) => {
      const { arn, roleArn = arn, account } = oracleCase.principal;
      const names = JSON.stringify([arn, roleArn, account]);
      return rewritten(oracleCase, (text) => text.replace(/("NotPrincipal":\{"AWS":)\[[^\]]*\]/g, `$1${names}`));
    },
  },
  {
    name: "a session policy beside a resource policy that names the session itself, or everybody",
    reason:
      'IAM User Guide, "Policy evaluation logic": "Permissions granted directly to a session are not limited by an ' +
      'implicit deny in [...] a session policy"; "AWS JSON policy elements: Principal": session policies "do not limit ' +
      'permissions granted using the aws:PrincipalArn condition key with a wildcard(*) in the Principal element". ' +
      "iam-simulate limits both.",
    applies: (oracleCase) =>
      oracleCase.session !== undefined &&
      statementsOf(oracleCase).some(({ Principal }) => /"\*"|:assumed-role\//.test(JSON.stringify(Principal ?? ""))),
    without: ({ session: _, ...rest }) => rest,
  },
  {
    name: "ForAnyValue with IfExists on a key that is absent",
    reason:
      'IAM User Guide, "IAM JSON policy elements: Condition operators", IfExists: "If the key is not present, evaluate ' +
      'the condition element as true". iam-simulate says false.',
    applies: (oracleCase) =>
      linesOf(oracleCase).some(
        ({ operator, key }) => /^ForAnyValue:.*IfExists$/.test(operator) && contextValue(oracleCase, key) === undefined,
      ),
    without: (oracleCase) => rewritten(oracleCase, (text) => text.replace(/("ForAnyValue:\w*)IfExists"/g, '$1"')),
  },
  {
    name: "the address range 0.0.0.0/0",
    reason:
      'IAM User Guide, "IP address condition operators": values are in "the standard CIDR format", in which a prefix of 0 ' +
      "is every address. To iam-simulate it is none.",
    applies: (oracleCase) => linesOf(oracleCase).some(({ values }) => values.includes("0.0.0.0/0")),
    without: (oracleCase) =>
      rewritten(oracleCase, (text) => text.replaceAll('"0.0.0.0/0"', '"0.0.0.0/1","128.0.0.0/1"')),
  },
  {
    name: "NotIpAddress with an address of the other family",
    reason:
      'IAM User Guide, "IP address condition operators": NotIpAddress is "All IP addresses except the specified IP address ' +
      'or range". iam-simulate says false.',
    applies: (oracleCase) =>
      linesOf(oracleCase).some(({ operator, key, values }) => {
        const isIpv6 = contextValue(oracleCase, key)?.includes(":");
        const isOther = isIpv6 !== undefined && values.some((value) => value.includes(":") !== isIpv6);
        return isOther && operator.startsWith("NotIpAddress");
      }),
    without: (oracleCase) => {
      const isIpv6 = contextValue(oracleCase, "aws:SourceIp")?.includes(":") ?? false;
      const [old, same] = isIpv6 ? [/"[\d.]+(\/\d+)?"/g, '"2001:db9::1"'] : [/"2001:[^"]*"/g, '"192.0.2.255"'];
      return rewritten(oracleCase, (text) =>
        text.replace(
          /("aws:SourceIp":)(\[[^\]]*\])/gi,
          (_, key: string, list: string) => key + list.replace(old, same),
        ),
      );
    },
  },
  {
    name: "a resource whose last part begins with a policy variable",
    reason:
      'IAM User Guide, "IAM policy elements: Variables and tags" has the example arn:aws:sqs:us-east-2:*:' +
      "${aws:username}-queue. To iam-simulate it matches nothing.",
    applies: (oracleCase) =>
      statementsOf(oracleCase).some(({ Resource, NotResource }) =>
        JSON.stringify([Resource, NotResource]).includes(":${"),
      ),
    without: (oracleCase) =>
      rewritten(oracleCase, (text) =>
        text.replace(/:\$\{([^{}',]*)(?:, '([^']*)')?\}/g, (_, key: string, fallback = "nothing") => {
          return `:${contextValue(oracleCase, key) ?? fallback}`;
        }),
      ),
  },
  {
    name: "an ARN condition with fewer than six parts",
    reason:
      'IAM User Guide, "Amazon Resource Name (ARN) condition operators": "each of the six colon-delimited components" is ' +
      "compared; what a pattern with fewer of them comes to is not said, so that our answer is unknown.",
    applies: (oracleCase) => linesOf(oracleCase).some(({ values }) => values.includes("arn:aws:sns:*:b")),
    without: (oracleCase) =>
      rewritten(oracleCase, (text) => text.replaceAll('"arn:aws:sns:*:b"', '"arn:aws:sns:*:b:none:x"')),
  },
];

const variable = /\$\{([^{}',]*)\}/g;

/** The case with another text in its policies. */
function rewritten(oracleCase: OracleCase, change: (policies: string) => string): OracleCase {
  const { id, principal, action, resource, resourceAccount, context, ...policies } = oracleCase;
  // The changes leave the form of the policies as it is.
  const changed = JSON.parse(change(JSON.stringify(policies))) as typeof policies;
  return { id, principal, action, resource, resourceAccount, context, ...changed };
}

interface ConditionLine {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function linesOf(oracleCase: OracleCase): readonly ConditionLine[] {
  return statementsOf(oracleCase).flatMap(({ Condition }) =>
    Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys as JsonObject).map(([key, values]) => ({
        operator,
        key,
        values: [values].flat().map(String),
      })),
    ),
  );
}

function contextValue({ context }: OracleCase, key: string): string | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found?.[1][0];
}

function policiesOf(oracleCase: OracleCase): readonly JsonObject[] {
  const { identity, boundary, session, resourcePolicy, endpoint, serviceControl, resourceControl } = oracleCase;
  return [identity, boundary, session, resourcePolicy, endpoint, serviceControl, resourceControl]
    .flat(2)
    .filter((policy) => policy !== undefined);
}

function statementsOf(oracleCase: OracleCase): readonly JsonObject[] {
  // Policies of random-policy.ts have a list of objects there.
  return policiesOf(oracleCase).flatMap((policy) => policy["Statement"] as readonly JsonObject[]);
}

function hasOpenVariable(statement: JsonObject, { context }: OracleCase): boolean {
  const conditions = Object.entries(statement["Condition"] ?? {}).filter(([operator]) => /Not|IfExists/.test(operator));
  const text = JSON.stringify([statement["NotResource"], conditions]);
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  return [...text.matchAll(/\$\{([^{}',]*)\}/g)].some(([, key = ""]) => !given.has(key.toLowerCase()));
}

function namesInPart(statement: JsonObject, { principal }: OracleCase): boolean {
  const element = statement["NotPrincipal"];
  if (element === undefined || !isJsonObject(element)) return false;
  const listed = new Set([element["AWS"]].flat());
  const root = `arn:aws:iam::${principal.account}:root`;
  const own = [principal.arn, principal.roleArn].filter((name) => name !== undefined).map((name) => listed.has(name));
  const parts = [...own, listed.has(root) || listed.has(principal.account)];
  return parts.includes(true) && parts.includes(false);
}
