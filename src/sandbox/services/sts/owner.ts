import { rootArn } from "../../../model/index.ts";
import type { Call } from "../../call.ts";

/** User or root with long-term keys. */
export interface KeyOwner {
  readonly arn: string;
  readonly id: string;
  readonly isRoot: boolean;
}

/** Whose long-term keys the call is signed with; undefined: with none. */
export function ownerOf({ caller, account }: Call): KeyOwner | undefined {
  if (caller.kind === "root") return { arn: rootArn(account.id), id: account.id, isRoot: true };
  if (caller.kind !== "user") return undefined;
  const user = account.users.get(caller.name.toLowerCase());
  return user && { arn: user.arn, id: user.id, isRoot: false };
}
