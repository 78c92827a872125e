import { actionCatalogue, expandElement, type ParsedPolicy } from "../../../iam/index.ts";
import { parseArn } from "../../../model/index.ts";
import type { Call, Operations, Output } from "../../call.ts";
import { findPolicy } from "../../world/aws-managed-policies.ts";
import type { User } from "../../world/nouns.ts";
import { groupNamed, keyOf } from "./entities.ts";
import { noSuchEntity, validationError } from "./errors.ts";
import { list, needed, text } from "./fields.ts";
import { arn, paging } from "./names.ts";
import { onArn } from "./needs.ts";
import { operation } from "./operation.ts";
import { readPolicy } from "./policy-grammar.ts";

const namespace = text({ min: 1, max: 64, pattern: /^[\w-]*$/ });

export const grantingPolicyOperations: Operations = {
  ListPoliciesGrantingServiceAccess: operation({
    members: {
      Arn: needed(arn),
      ServiceNamespaces: needed(list(namespace, { min: 1, max: 200 })),
      Marker: paging.Marker,
    },
    needs: (call, { Arn }) => onArn(call, Arn),
    run(call, { Arn, ServiceNamespaces }) {
      const policies = policiesOf(call, Arn);
      const PoliciesGrantingServiceAccess = ServiceNamespaces.map((service) => ({
        ServiceNamespace: service,
        Policies: policies.filter(({ policy }) => allowsAny(policy, service)).map(({ view }) => view),
      }));
      return { PoliciesGrantingServiceAccess, IsTruncated: false };
    },
  }),
};

interface Granting {
  readonly policy: ParsedPolicy;
  readonly view: Output;
}

/** Those of a user's groups too. */
function policiesOf(call: Call, at: string): readonly Granting[] {
  const { account } = call;
  const [, kind, name = ""] = /^(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(parseArn(at)?.resource ?? "") ?? [];
  if (kind === undefined) throw validationError(`ARN ${at} is not valid.`);
  const user = kind === "user" ? account.users.get(keyOf(name)) : undefined;
  const entity = user ?? (kind === "group" ? account.groups : account.roles).get(keyOf(name));
  if (entity?.arn !== at) throw noSuchEntity(`ARN ${at} cannot be found.`);
  return [
    ...policiesHeld(call, kind.toUpperCase(), entity),
    ...(user?.groups ?? []).flatMap((group) => policiesHeld(call, "GROUP", groupNamed(call, group))),
  ];
}

function policiesHeld(
  { account }: Call,
  type: string,
  entity: Pick<User, "name" | "attached" | "inline">,
): readonly Granting[] {
  const managed = entity.attached.flatMap((at) => {
    const policy = findPolicy(account, at);
    const document = policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
    if (policy === undefined || document === undefined) return [];
    const view = { PolicyName: policy.name, PolicyType: "MANAGED", PolicyArn: at };
    return [{ policy: readPolicy(document, "identity"), view }];
  });
  const inline = entity.inline.map(({ name, document }) => ({
    policy: readPolicy(document, "identity"),
    view: { PolicyName: name, PolicyType: "INLINE", EntityType: type, EntityName: entity.name },
  }));
  return [...managed, ...inline];
}

/** Whether a statement allows an action of the service; what denies says is not asked, as IAM documents it. */
function allowsAny({ statements }: ParsedPolicy, service: string): boolean {
  const catalogue = actionCatalogue();
  const actions = catalogue.service(service)?.actions ?? [];
  return statements.some(({ effect, action }) => {
    if (effect !== "Allow") return false;
    const allowed = expandElement(action, catalogue).actions;
    return actions.some(({ position }) => allowed.hasPosition(position));
  });
}
