import { type LastAccessed, parseArn, type Snapshot } from "../../model/index.ts";

/**
 * The answers of Access Advisor, of which one that names nobody is the chosen principal's (an ARN or a name), if no other
 * one is.
 */
export function answersFor(principal: string | undefined, snapshot: Snapshot | undefined): readonly LastAccessed[] {
  const { identities, lastAccessed = [] } = snapshot ?? {};
  if (principal === undefined) return lastAccessed;
  const named = [...(identities?.users ?? []), ...(identities?.roles ?? [])].filter(
    ({ name, arn }) => principal === name || principal === arn || principal === `${kindOf(arn)}/${name}`,
  );
  const arn = parseArn(principal) === undefined ? named[0]?.arn : principal;
  if (arn === undefined || named.length > 1 || lastAccessed.some((answer) => answer.arn === arn)) return lastAccessed;
  return lastAccessed.map((answer) => (answer.arn === undefined ? { ...answer, arn } : answer));
}

/** `user` or `role`. */
export function kindOf(arn: string): string {
  return (parseArn(arn)?.resource ?? "").split("/")[0] ?? "";
}
