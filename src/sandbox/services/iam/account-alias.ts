import type { Operations } from "../../call.ts";
import { alreadyExists, noSuchEntity } from "./errors.ts";
import { needed, text } from "./fields.ts";
import { paging } from "./names.ts";
import { onAccount } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";

const alias = text({
  min: 3,
  max: 63,
  pattern: /^[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$/,
  shown: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
});

/** An account has one alias, and none is given twice. */
export const accountAliasOperations: Operations = {
  CreateAccountAlias: operation({
    members: { AccountAlias: needed(alias) },
    needs: onAccount,
    run({ account, world }, { AccountAlias }) {
      const isTaken = [...world.accounts.values()].some((other) => other.alias.get("alias") === AccountAlias);
      if (isTaken) throw alreadyExists(`The account alias ${AccountAlias} already exists.`);
      account.alias.put("alias", AccountAlias);
      return {};
    },
  }),

  DeleteAccountAlias: operation({
    members: { AccountAlias: needed(alias) },
    needs: onAccount,
    run({ account }, { AccountAlias }) {
      if (account.alias.get("alias") !== AccountAlias) {
        throw noSuchEntity(`The account alias ${AccountAlias} cannot be found.`);
      }
      account.alias.delete("alias");
      return {};
    },
  }),

  ListAccountAliases: operation({
    members: paging,
    needs: onAccount,
    run({ account }, request) {
      const { items, ends } = pageOf(account.alias.values(), (known) => known, request);
      return { AccountAliases: items, ...ends };
    },
  }),
};
