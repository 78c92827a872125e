import { arnName, Problem, parseArn, rootArn, type Snapshot } from "../../model/index.ts";
import { nearestName } from "../nearest-name.ts";

/** One identity of a snapshot. */
export interface KnownIdentity {
  readonly type: "user" | "role" | "root";
  readonly name: string;
  readonly arn: string;
}

/**
 * Finds an identity by ARN, by name, by `user/NAME` or `role/NAME`, or as `root`. Throws a {@link Problem} that names the nearest
 * when there is none, and all of them when there are several.
 */
export function findIdentity(wanted: string, snapshot: Snapshot): KnownIdentity {
  const known = identitiesOf(snapshot);
  const sessionRole = /^arn:[^:]*:sts::\d*:assumed-role\/([^/]+)\//.exec(wanted)?.[1];
  const found = known.filter(
    ({ type, name, arn }) =>
      arn === wanted || name === wanted || `${type}/${name}` === wanted || (type === "role" && name === sessionRole),
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const names = found.map(({ type, name }) => `${type}/${name}`).join(" and ");
    throw new Problem("cli.usage", `${JSON.stringify(wanted)} is the name of ${names}.`, {
      hint: "Give the one that you mean as it stands there, or its ARN.",
    });
  }
  const names = known.map(({ name }) => name);
  const plain = parseArn(wanted) === undefined ? wanted.slice(wanted.indexOf("/") + 1) : arnName(wanted);
  const nearest = nearestName(plain, names);
  const alike = names
    .filter((name) => name !== nearest && name.toLowerCase().includes(plain.toLowerCase()))
    .slice(0, 4);
  const suggested = [...(nearest === undefined ? [] : [nearest]), ...alike];
  throw new Problem("cli.usage", `No identity ${JSON.stringify(wanted)} is in the inputs.`, {
    hint:
      suggested.length > 0
        ? `Did you mean ${suggested.join(", ")}?`
        : known.length <= 1
          ? "The inputs name no user and no role: give --authorization-details."
          : "`trailproof usage` lists all users and roles.",
  });
}

/** Of the authorization details, and users that only the credential report knows. */
function identitiesOf({ identities, credentialReport, account, partition }: Snapshot): readonly KnownIdentity[] {
  const users = (identities?.users ?? []).map(({ name, arn }): KnownIdentity => ({ type: "user", name, arn }));
  const roles = (identities?.roles ?? []).map(({ name, arn }): KnownIdentity => ({ type: "role", name, arn }));
  const arns = new Set(users.map(({ arn }) => arn));
  const reported = (credentialReport?.rows ?? [])
    .filter(({ isRoot, arn }) => !isRoot && !arns.has(arn))
    .map(({ user, arn }): KnownIdentity => ({ type: "user", name: user, arn }));
  return [...users, ...reported, ...roles, { type: "root", name: "root", arn: rootArn(account, partition) }];
}
