import { parseArn } from "../model/index.ts";
import type { Access, CountsStatement, PrincipalAccess } from "./principal-access.ts";

/** An action that is allowed, and by what. */
export interface Allowance {
  readonly action: string;
  readonly access: Access;
  /** It works without this as well: the trust policy of the role names the principal. */
  readonly isSpare?: true;
}

/** What escalation asks about one principal. Methods share most of their questions, so each is answered once. */
export interface Asker {
  readonly principal: PrincipalAccess;
  /** `PrincipalAccess.can`, remembered. `counts` is remembered by identity: hand in the same function again. */
  can(action: string, on: string, counts?: CountsStatement): Access;
  /** The answers when all of the actions are allowed on this. */
  allowed(actions: readonly string[], on: string, counts?: CountsStatement): readonly Allowance[] | undefined;
  /** The answers when all of the actions are allowed on all users, groups or roles, or on anything. */
  wide(actions: readonly string[], kind: "user" | "group" | "role" | "any"): readonly Allowance[] | undefined;
  /**
   * The action on any resource that it can be about. Where this is not allowed, the action is allowed on none of them;
   * where it is so only under a condition, it is so on each of them.
   */
  anywhere(action: string): Access;
}

export function asker(principal: PrincipalAccess): Asker {
  const answers = new Map<CountsStatement | undefined, Map<string, Access>>();
  const sameOnKind = new Map<string, boolean>();
  const { partition, account } = parseArn(principal.arn) ?? { partition: "aws", account: "*" };
  const ask: Asker = {
    principal,
    can(action, on, counts) {
      const kind = kindOf(on);
      const key = `${action} ${kind !== undefined && isSame(action, kind) ? kind : on}`;
      const known = answersFor(counts).get(key);
      if (known !== undefined) return known;
      const answer = principal.can(action, on, counts);
      answersFor(counts).set(key, answer);
      return answer;
    },
    allowed: (actions, on, counts) => ifAllowed(actions, (action) => ask.can(action, on, counts)),
    wide(actions, kind) {
      const on = kind === "any" ? undefined : `arn:${partition}:iam::${account}:${kind}/*`;
      return ifAllowed(actions, (action) => principal.canOnAll(action, on));
    },
    // An account is in one partition, and an action of IAM is about nothing but IAM's resources.
    anywhere: (action) => ask.can(action, action.startsWith("iam:") ? `arn:${partition}:iam::*` : "*"),
  };
  return ask;

  function isSame(action: string, kind: string): boolean {
    const key = `${action} ${kind}`;
    const known = sameOnKind.get(key);
    if (known !== undefined) return known;
    const answer = principal.isSameOnAll(action, `${kind}*`);
    sameOnKind.set(key, answer);
    return answer;
  }

  function answersFor(counts: CountsStatement | undefined): Map<string, Access> {
    const known = answers.get(counts) ?? new Map<string, Access>();
    answers.set(counts, known);
    return known;
  }
}

/** `arn:aws:iam::111122223333:role/` of a role; undefined for patterns, which are no single resource. */
function kindOf(arn: string): string | undefined {
  const end = arn.indexOf("/") + 1;
  return end === 0 || arn.includes("*") || arn.includes("?") ? undefined : arn.slice(0, end);
}

function ifAllowed(actions: readonly string[], ask: (action: string) => Access): readonly Allowance[] | undefined {
  const answers: Allowance[] = [];
  for (const action of actions) {
    const access = ask(action);
    if (access.verdict !== "allowed") return undefined;
    answers.push({ action, access });
  }
  return answers;
}
