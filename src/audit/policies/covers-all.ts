import { compileGlob, globCovers, globMatches, type Statement } from "../../iam/index.ts";

/** Is the statement about the action, on all resources that the pattern covers? Without regard to its conditions. */
export function coversAll({ action, resource }: Statement, name: string, resources: string): boolean {
  const isNamed = action.patterns.some((pattern) => matches(pattern.toLowerCase(), name.toLowerCase()));
  if (isNamed !== (action.kind === "Action")) return false;
  if (resource === undefined || resource.kind === "NotResource") return false;
  return resource.patterns.some(
    (pattern) => pattern === "*" || globCovers(compileGlob(pattern), compileGlob(resources)),
  );
}

/** Does the statement name the action, on whatever? */
export function isAbout({ action }: Statement, name: string): boolean {
  return (
    action.patterns.some((pattern) => matches(pattern.toLowerCase(), name.toLowerCase())) === (action.kind === "Action")
  );
}

function matches(pattern: string, text: string): boolean {
  return globMatches(compileGlob(pattern), text);
}
