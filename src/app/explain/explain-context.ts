import type { PolicyLayers } from "../../iam/index.ts";
import { type Identities, parseArn } from "../../model/index.ts";

/**
 * Condition keys whose values the inputs tell: tags and id of the principal, the account of the resource, the time. Tags that the
 * policies ask for and a user does not have are certainly not there (an empty list); a session may bring some that its role has not.
 *
 * Source: IAM User Guide, "AWS global condition context keys".
 */
export function inputKeys(
  { users, roles }: Identities,
  arn: string,
  resource: string,
  layers: PolicyLayers,
  now: Date,
): Readonly<Record<string, readonly string[]>> {
  const user = users.find((candidate) => candidate.arn === arn);
  const tags = Object.entries((user ?? roles.find((candidate) => candidate.arn === arn))?.tags ?? {});
  const owner = parseArn(resource)?.account ?? "";
  const absent = user === undefined ? [] : tagKeysIn(layers).map((key): [string, readonly string[]] => [key, []]);
  return Object.fromEntries<readonly string[]>([
    ["aws:currenttime", [now.toISOString().replace(/\.\d+Z$/, "Z")]],
    ["aws:epochtime", [String(Math.floor(now.getTime() / 1000))]],
    ...(/^\d{12}$/.test(owner) ? [["aws:resourceaccount", [owner]] as const] : []),
    ...(user === undefined || user.id === "" ? [] : [["aws:userid", [user.id]] as const]),
    ...absent,
    ...tags.map(([key, value]): [string, readonly string[]] => [`${principalTag}${key.toLowerCase()}`, [value]]),
  ]);
}

const principalTag = "aws:principaltag/";

/** Whether some policy asks for tags of the principal. */
export function usesTags(layers: PolicyLayers): boolean {
  return tagKeysIn(layers).length > 0;
}

/** `aws:principaltag/team`, in conditions and in variables. */
function tagKeysIn(layers: PolicyLayers): readonly string[] {
  const { identity, boundary = [], session = [], resource = [], serviceControl = [], resourceControl = [] } = layers;
  const policies = [
    ...identity,
    ...boundary,
    ...session,
    ...resource,
    ...serviceControl.flat(),
    ...resourceControl.flat(),
  ];
  const statements = policies.flatMap(({ policy }) => policy.statements);
  const inKeys = statements.flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase()));
  const inVariables = [
    ...JSON.stringify(statements)
      .toLowerCase()
      .matchAll(/\$\{\s*(aws:principaltag\/[^},"]+)/g),
  ].map(([, key = ""]) => key.trim());
  return [...new Set([...inKeys.filter((key) => key.startsWith(principalTag)), ...inVariables])];
}
