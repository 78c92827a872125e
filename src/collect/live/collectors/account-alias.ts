import type { Collector } from "../collector.ts";

/** The name under which people sign in, in place of the account's number. */
export const accountAlias: Collector = {
  id: "account-alias",
  features: ["core"],
  actions: ["iam:ListAccountAliases"],
  stage: 1,
  async collect({ session }) {
    const { client, sdk } = await session.connection.iam();
    const call = { action: "iam:ListAccountAliases", unknown: "the account's alias" };
    const asked = await session.ask(call, (o) => client.send(new sdk.ListAccountAliasesCommand({}), o));
    return { answers: [], ...(asked.ok && { facts: { accountAliases: asked.value.AccountAliases ?? [] } }) };
  },
};
