import type { IamGroup, IamRole, IamUser } from "../model/index.ts";
import type { Statement } from "./policy.ts";

/** A statement that decided something, by where it stands. */
export interface StatementRef {
  /** Name of an inline policy, ARN of a managed one. */
  readonly policy: string;
  /** `group`: through the group named in {@link StatementRef.group}. */
  readonly via: "inline" | "attached" | "group" | "boundary";
  readonly group?: string;
  /** `Sid`, else the position from 1: `statement 2`. */
  readonly statement: string;
  /** True when the statement has a `Condition`. */
  readonly conditional: boolean;
}

/** May a principal do an action on a resource, by its identity policies and boundary? */
export interface Access {
  /** `unknown`: a policy that could change the answer was not readable or not collected. */
  readonly verdict: "allowed" | "denied" | "unknown";
  /** Statements that allow it; all conditional ones only: then `onlyConditionally`. */
  readonly allowedBy: readonly StatementRef[];
  readonly onlyConditionally: boolean;
  /** Deny statements that take it away only under a condition: they annotate and do not hide. */
  readonly conditionalDenies: readonly StatementRef[];
  /** The unconditional Deny that decided, where one did. */
  readonly deniedBy?: StatementRef;
  /** Why, in words: a clause without a full stop. */
  readonly because: string;
}

/** A statement of an identity policy or boundary, as this principal has it. */
export interface GrantedStatement {
  readonly ref: StatementRef;
  readonly statement: Statement;
}

/** Which Allow statements of the identity policies count for a question; Deny and boundary always do. */
export type CountsStatement = (granted: GrantedStatement) => boolean;

/**
 * A user or role with everything that its policies, groups, Deny statements and boundary let it do.
 *
 * What stands outside of these (SCPs, resource policies, session policies) is not asked. When a policy is not known,
 * what the known ones allow is still `allowed`, since a grant that can be shown must not be hidden by something that
 * might take it away; what they do not allow is `unknown`; an unconditional Deny that is known stands.
 */
export interface PrincipalAccess {
  readonly kind: "user" | "role";
  readonly arn: string;
  readonly name: string;
  readonly entity: IamUser | IamRole;
  /** The user's groups, as far as the snapshot holds them; a role has none. */
  readonly groups: readonly IamGroup[];
  /** Policies that are attached but could not be read; empty when all is known. */
  readonly gaps: readonly string[];
  /** Statements of inline, attached and group policies, in that order. */
  readonly statements: readonly GrantedStatement[];
  /** Statements of the permissions boundary; none where there is no boundary or it is not known. */
  readonly boundaryStatements: readonly GrantedStatement[];
  /**
   * What stands after the last slash of the ARNs on which the action may be allowed, where its Allow statements say;
   * undefined: anything.
   */
  reach(action: string): readonly string[] | undefined;
  /** False when {@link can} surely does not allow the action on this one ARN: a quick answer before many questions. */
  mayReach(action: string, arn: string): boolean;
  /** True when {@link can} gives the same answer for each single resource that the pattern covers. */
  isSameOnAll(action: string, resources: string): boolean;
  /**
   * `resource` is an ARN, or a pattern with `*`: then the question is whether the action is allowed on some
   * resource that the pattern covers; `*` alone asks for any resource at all. The same holds for the action.
   */
  can(action: string, resource: string, counts?: CountsStatement): Access;
  /**
   * Like {@link can}, but for all that `action` and `resource` cover: one Allow statement (and one of the boundary)
   * covers it whole, and no Deny takes it away whole. Without `resource`: everything of the action's service.
   */
  canOnAll(action: string, resource?: string, counts?: CountsStatement): Access;
}
