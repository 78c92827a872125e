import { askedText } from "../answer-text.ts";
import type { Collector } from "../collector.ts";

/** The password policy; NoSuchEntity is an answer: AWS's defaults are in force. */
export const passwordPolicy: Collector = {
  id: "password-policy",
  features: ["core"],
  actions: ["iam:GetAccountPasswordPolicy"],
  stage: 1,
  async collect({ session }) {
    const { client, sdk } = await session.connection.iam();
    const call = {
      action: "iam:GetAccountPasswordPolicy",
      unknown: "what passwords must be like",
      answers: ["NoSuchEntityException"],
    };
    const asked = await session.ask(call, (o) => client.send(new sdk.GetAccountPasswordPolicyCommand({}), o));
    return { answers: [{ source: "password-policy", text: askedText(asked) }] };
  },
};
