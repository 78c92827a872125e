import { askedText } from "../answer-text.ts";
import type { Collector } from "../collector.ts";

/** Counts of the account, among them whether root has keys and MFA. */
export const accountSummary: Collector = {
  id: "account-summary",
  features: ["core"],
  actions: ["iam:GetAccountSummary"],
  stage: 1,
  async collect({ session }) {
    const { client, sdk } = await session.connection.iam();
    const call = {
      action: "iam:GetAccountSummary",
      unknown: "whether root has access keys and MFA, by the account's own counts",
    };
    const asked = await session.ask(call, (o) => client.send(new sdk.GetAccountSummaryCommand({}), o));
    return { answers: [{ source: "account-summary", text: askedText(asked) }] };
  },
};
