import type { Call, Operation, Output } from "../../call.ts";

/** Everybody who signs may ask, whatever policies say. */
export const getCallerIdentity: Operation = { run: (call) => identityOf(call) };

function identityOf({ caller, account }: Call): Output {
  switch (caller.kind) {
    case "root":
      return { UserId: caller.account, Account: caller.account, Arn: `arn:aws:iam::${caller.account}:root` };
    case "user": {
      const user = account.users.get(caller.name.toLowerCase());
      return { UserId: user?.id, Account: caller.account, Arn: user?.arn };
    }
    case "session": {
      const { kind, issuerId, sessionName, arn } = caller.session;
      const id = kind === "federated-user" ? caller.account : issuerId;
      return {
        UserId: kind === "session-token" ? id : `${id}:${sessionName ?? ""}`,
        Account: caller.account,
        Arn: arn,
      };
    }
    case "service":
      return { UserId: caller.name, Account: account.id, Arn: caller.name };
    case "anonymous":
      return { UserId: "anonymous", Account: account.id, Arn: "anonymous" };
  }
}
