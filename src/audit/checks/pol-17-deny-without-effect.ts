import {
  conditionOperator,
  type LintCode,
  parseStored,
  type Statement,
  type StatementCondition,
} from "../../iam/index.ts";
import type { Json } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import type { DocumentHolder, HeldDocument } from "../document-holders.ts";
import { document } from "../examples/example-builders.ts";
import { type DocumentMistake, lintJson, mistakeEvidence, mistakeText } from "../policies/document-lint.ts";
import { allow, deny, forceMfa, iamArn } from "../policies/examples.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * A Deny that its author relies on and that stops nothing: its actions take no resource like the ones it names, or it asks for
 * a condition key that no request of its actions has. A key under an operator that also holds when the key is missing
 * (`...IfExists`, `...NotEquals`, `ForAllValues`) is no such mistake. Told of the document, not of everybody who has it.
 */
export const pol17DenyWithoutEffect: Check<"documents"> = defineCheck({
  id: "POL-17",
  title: "Deny that cannot take effect",
  severity: "medium",
  subject: "documents",
  needs: ["authorization-details"],
  risk: "The policy reads as if something were forbidden that is not: reviews stop there.",
  remediation: {
    text: "Name the resources that the actions take (a user, not its group), and condition keys that they know; test with the policy simulator.",
    cli: "aws iam simulate-principal-policy --policy-source-arn <ARN> --action-names <ACTION> --resource-arns <RESOURCE_ARN>",
  },
  references: [
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
  ],
  parameters: {},

  evaluate({ documents }): Verdict {
    const own = documents.filter(({ use }) => use === "identity");
    const denies = own.flatMap((held) => deniesOf(held).map((statement) => ({ held, statement })));
    const dead = denies.flatMap(({ held, statement }) => deadBecause(held, statement));
    const unread = own.flatMap((held) =>
      parseStored(held.document).problems.map((problem) => `${held.label}: ${problem}`),
    );
    if (dead.length > 0) {
      return {
        status: "FAIL",
        reason: sentence(
          `the Deny has no effect where it should: ${listedUpTo(
            dead.map(({ where, message }) => `${where}: ${message}`),
            3,
          )}`,
        ),
        evidence: dead.map(mistakeEvidence),
      };
    }
    if (unread.length > 0)
      return { status: "UNKNOWN", reason: sentence(`not all could be read: ${unread.slice(0, 3).join("; ")}`) };
    return denies.length === 0
      ? { status: "NOT_APPLICABLE", reason: "No document of its own denies anything." }
      : { status: "PASS", reason: `Each Deny can take effect (${denies.length} looked at).` };
  },

  examples: [
    {
      name: "users denied by the ARN of a group",
      given: holder(deny("iam:DeleteUser", iamArn("group/admins"))),
      expect: "FAIL",
    },
    {
      name: "a group denied by the ARN of a group",
      given: holder(deny("iam:DeleteGroup", iamArn("group/admins"))),
      expect: "PASS",
    },
    {
      name: "a condition key of another service",
      given: holder(deny("s3:DeleteBucket", "*", { Condition: { StringEquals: { "ec2:Region": "eu-west-1" } } })),
      expect: "FAIL",
    },
    {
      name: "the same key, denied where it differs or is missing",
      given: holder(deny("s3:DeleteBucket", "*", { Condition: { StringNotEquals: { "ec2:Region": "eu-west-1" } } })),
      expect: "PASS",
    },
    {
      name: "a misspelt condition key",
      given: holder(deny("iam:*", "*", { Condition: { Bool: { "aws:MultiFactorAuthPresnt": "false" } } })),
      expect: "FAIL",
    },
    { name: "the usual Deny without MFA", given: holder(forceMfa), expect: "PASS" },
    { name: "everything", given: holder(deny("*")), expect: "PASS" },
    {
      name: "a variable in the old version",
      given: {
        ...holder(),
        documents: [
          identityOf({
            json: { Version: "2008-10-17", Statement: deny("iam:*", "arn:aws:iam::*:user/${aws:username}") },
          }),
        ],
      },
      expect: "FAIL",
    },
    {
      name: "an Allow on the wrong resource",
      given: holder(allow("iam:DeleteUser", iamArn("group/admins"))),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "a document that cannot be read",
      given: { ...holder(), documents: [identityOf({ unreadable: "not JSON" })] },
      expect: "UNKNOWN",
    },
  ],
});

/** What lint says of a Deny that makes it, or one of its actions, stop nothing. */
const deadly: ReadonlySet<LintCode> = new Set([
  "action.no-resource",
  "condition.key",
  "condition.key-unused",
  "variable.literal",
]);

function deniesOf({ document: stored }: HeldDocument): readonly Statement[] {
  return parseStored(stored).statements.filter(({ effect }) => effect === "Deny");
}

function deadBecause({ label, document: stored }: HeldDocument, statement: Statement): readonly DocumentMistake[] {
  const { version } = parseStored(stored);
  const name = statement.sid ? `statement "${statement.sid}"` : `statement ${statement.position}`;
  const found = lintJson({ Version: version, Statement: needed(statement) }, "identity").filter(({ code }) =>
    deadly.has(code),
  );
  return found.map((message) => ({ where: `${name} of ${label}`, message: mistakeText(message) }));
}

/** The statement with those conditions only that need their key to be there. */
function needed({ action, resource, conditions }: Statement): Json {
  const asked = conditions.filter(needsKey);
  return {
    Effect: "Deny",
    [action.kind]: action.patterns,
    ...(resource && { [resource.kind]: resource.patterns }),
    ...(asked.length > 0 && { Condition: toJson(asked) }),
  };
}

function needsKey({ operator, values }: StatementCondition): boolean {
  const { name, negated, ifExists, quantifier } = conditionOperator(operator);
  if (name === "null") return values.every((value) => value.toLowerCase() === "false");
  return !negated && !ifExists && quantifier !== "ForAllValues";
}

function toJson(conditions: readonly StatementCondition[]): Json {
  const operators = new Map<string, [string, Json][]>();
  for (const { operator, key, values } of conditions) {
    operators.set(operator, [...(operators.get(operator) ?? []), [key, values]]);
  }
  return Object.fromEntries([...operators].map(([operator, keys]) => [operator, Object.fromEntries(keys)]));
}

function holder(...statements: readonly Json[]): DocumentHolder {
  return { kind: "policy", arn: iamArn("policy/own"), name: "own", documents: [identityOf(document(...statements))] };
}

function identityOf(stored: HeldDocument["document"]): HeldDocument {
  return { label: "the policy", use: "identity", document: stored };
}
