import { compileGlob, globMatches } from "../../iam/index.ts";

/** What the user wants kept, ready to be asked. */
export interface Pins {
  /** The pattern that keeps everything of this principal. */
  principal(arn: string): string | undefined;
  /** The pattern that keeps this action. Without an action: one that keeps the whole service. */
  action(service: string, name?: string): string | undefined;
}

/** Patterns that begin with `arn:` are about principals, others about actions, whose case does not matter. */
export function pinsOf(protect: readonly string[]): Pins {
  const compiled = protect.map((source) => {
    const isArn = source.startsWith("arn:");
    return { source, isArn, glob: compileGlob(isArn ? source : source.toLowerCase()) };
  });
  return {
    principal: (arn) => compiled.find(({ isArn, glob }) => isArn && globMatches(glob, arn))?.source,
    action: (service, name) =>
      compiled.find(({ isArn, glob, source }) =>
        isArn || (name === undefined && !source.endsWith("*")) ? false : globMatches(glob, name ?? `${service}:`),
      )?.source,
  };
}
