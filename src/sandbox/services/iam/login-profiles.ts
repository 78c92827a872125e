import { AwsError } from "../../aws-error.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { User } from "../../world/nouns.ts";
import { saveUser, userNamed } from "./entities.ts";
import { alreadyExists, noSuchEntity, validationError } from "./errors.ts";
import { flag, needed } from "./fields.ts";
import { newUserName, password } from "./names.ts";
import { onUser } from "./needs.ts";
import { operation } from "./operation.ts";
import { newPassword, passwordMatches, requireNotReused, requirePassword } from "./password.ts";
import { callerName, userOrCaller } from "./who.ts";

export const loginProfileOperations: Operations = {
  CreateLoginProfile: operation({
    members: { UserName: newUserName, Password: password, PasswordResetRequired: flag },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, Password, PasswordResetRequired = false }) {
      const user = userOrCaller(call, UserName);
      if (user.password !== undefined) throw alreadyExists(`Login Profile for user ${user.name} already exists.`);
      if (Password === undefined) throw validationError("Must specify a password.");
      requirePassword(call, Password, user.name);
      const changed = { ...user, password: newPassword(call, Password, PasswordResetRequired) };
      saveUser(call.account, changed);
      return { LoginProfile: profileView(changed) };
    },
  }),

  GetLoginProfile: operation({
    members: { UserName: newUserName },
    needs: (call, { UserName }) => onUser(call, UserName),
    run: (call, { UserName }) => ({ LoginProfile: profileView(withPassword(userOrCaller(call, UserName))) }),
  }),

  UpdateLoginProfile: operation({
    members: { UserName: needed(newUserName), Password: password, PasswordResetRequired: flag },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, Password, PasswordResetRequired }) {
      const user = withPassword(userNamed(call, UserName));
      const resetRequired = PasswordResetRequired ?? user.password.resetRequired;
      if (Password !== undefined) requirePassword(call, Password, user.name);
      const changed =
        Password === undefined
          ? { ...user.password, resetRequired }
          : newPassword(call, Password, resetRequired, user.password);
      saveUser(call.account, { ...user, password: changed });
      return {};
    },
  }),

  DeleteLoginProfile: operation({
    members: { UserName: newUserName },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName }) {
      const { password: _gone, ...user } = withPassword(userOrCaller(call, UserName));
      saveUser(call.account, user);
      return {};
    },
  }),

  ChangePassword: operation({
    members: { OldPassword: needed(password), NewPassword: needed(password) },
    // A password policy that lets users change their passwords gives the permission to all of them.
    needs: (call) =>
      call.account.passwordPolicy.get("policy")?.allowChange === true && callerName(call)?.kind === "user"
        ? []
        : onUser(call, undefined),
    run(call, { OldPassword, NewPassword }) {
      const user = withPassword(ownUser(call));
      if (!passwordMatches(user.password.hash, OldPassword)) {
        throw new AwsError("AccessDenied", "The old password was incorrect.", 403);
      }
      requirePassword(call, NewPassword, user.name);
      requireNotReused(call, NewPassword, user.password);
      saveUser(call.account, { ...user, password: newPassword(call, NewPassword, false, user.password) });
      return {};
    },
  }),
};

type UserWithPassword = User & { readonly password: NonNullable<User["password"]> };

function withPassword(user: User): UserWithPassword {
  const { password: stored } = user;
  if (stored === undefined) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
  return { ...user, password: stored };
}

function ownUser(call: Call): User {
  const own = callerName(call);
  if (own?.kind === "user") return userNamed(call, own.name);
  throw new AwsError("InvalidUserTypeException", "Only IAM Users can change their own password");
}

function profileView({ name, password: stored }: User): Output {
  return {
    UserName: name,
    ...(stored && { CreateDate: new Date(stored.createdAt), PasswordResetRequired: stored.resetRequired }),
  };
}
