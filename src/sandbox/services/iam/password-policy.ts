import type { Operations } from "../../call.ts";
import type { PasswordRules } from "../../world/nouns.ts";
import { noSuchEntity } from "./errors.ts";
import { flag, integer } from "./fields.ts";
import { onAccount } from "./needs.ts";
import { operation } from "./operation.ts";

export const passwordPolicyOperations: Operations = {
  GetAccountPasswordPolicy: operation({
    members: {},
    needs: onAccount,
    run(call) {
      const rules = call.account.passwordPolicy.get("policy");
      if (rules === undefined) throw missing(call.account.id);
      return {
        PasswordPolicy: {
          MinimumPasswordLength: rules.minimumLength,
          RequireSymbols: rules.symbols,
          RequireNumbers: rules.numbers,
          RequireUppercaseCharacters: rules.upper,
          RequireLowercaseCharacters: rules.lower,
          AllowUsersToChangePassword: rules.allowChange,
          ExpirePasswords: rules.maxAgeDays !== undefined,
          ...(rules.maxAgeDays !== undefined && { MaxPasswordAge: rules.maxAgeDays }),
          ...(rules.reuse !== undefined && { PasswordReusePrevention: rules.reuse }),
          ...(rules.hardExpiry !== undefined && { HardExpiry: rules.hardExpiry }),
        },
      };
    },
  }),

  /** What is not given goes back to its default; nothing of an earlier policy stays. */
  UpdateAccountPasswordPolicy: operation({
    members: {
      MinimumPasswordLength: integer(6, 128),
      RequireSymbols: flag,
      RequireNumbers: flag,
      RequireUppercaseCharacters: flag,
      RequireLowercaseCharacters: flag,
      AllowUsersToChangePassword: flag,
      MaxPasswordAge: integer(1, 1095),
      PasswordReusePrevention: integer(1, 24),
      HardExpiry: flag,
    },
    needs: onAccount,
    run({ account }, input) {
      const rules: PasswordRules = {
        minimumLength: input.MinimumPasswordLength ?? 6,
        symbols: input.RequireSymbols ?? false,
        numbers: input.RequireNumbers ?? false,
        upper: input.RequireUppercaseCharacters ?? false,
        lower: input.RequireLowercaseCharacters ?? false,
        allowChange: input.AllowUsersToChangePassword ?? false,
        ...(input.MaxPasswordAge !== undefined && { maxAgeDays: input.MaxPasswordAge }),
        ...(input.PasswordReusePrevention !== undefined && { reuse: input.PasswordReusePrevention }),
        ...(input.HardExpiry !== undefined && { hardExpiry: input.HardExpiry }),
      };
      account.passwordPolicy.put("policy", rules);
      return {};
    },
  }),

  DeleteAccountPasswordPolicy: operation({
    members: {},
    needs: onAccount,
    run({ account }) {
      if (account.passwordPolicy.get("policy") === undefined) throw missing(account.id);
      account.passwordPolicy.delete("policy");
      return {};
    },
  }),
};

function missing(account: string): Error {
  return noSuchEntity(`The Password Policy with domain name ${account} cannot be found.`);
}
