import { askedText } from "../answer-text.ts";
import type { CollectContext, CollectedAnswer, Collector } from "../collector.ts";

/** OIDC and SAML providers: from where people and workloads come without a user. */
export const identityProviders: Collector = {
  id: "identity-providers",
  features: ["core"],
  actions: ["iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider", "iam:ListSAMLProviders"],
  stage: 1,
  async collect(context) {
    return { answers: [...(await oidcProviders(context)), ...(await samlProviders(context))] };
  },
};

/** IAM allows 100 of them; somebody else's endpoint may allow more. */
const maxProviders = 200;
const source = "identity-providers";

async function oidcProviders({ session, isProbe }: CollectContext): Promise<readonly CollectedAnswer[]> {
  const { client, sdk } = await session.connection.iam();
  const list = await session.ask({ action: "iam:ListOpenIDConnectProviders", unknown: "the OIDC providers" }, (o) =>
    client.send(new sdk.ListOpenIDConnectProvidersCommand({}), o),
  );
  const answers: CollectedAnswer[] = [{ source, text: askedText(list) }];
  const listed = list.ok ? (list.value.OpenIDConnectProviderList ?? []) : [];
  for (const { Arn: arn = "" } of listed.slice(0, isProbe ? 1 : maxProviders)) {
    const action = "iam:GetOpenIDConnectProvider";
    const call = { action, resource: arn, unknown, answers: ["NoSuchEntityException"] };
    const input = { OpenIDConnectProviderArn: arn };
    const asked = await session.ask(call, (o) => client.send(new sdk.GetOpenIDConnectProviderCommand(input), o));
    if (!asked.ok && asked.isAnswer) continue;
    answers.push({ source, subject: arn, text: askedText(asked, action) });
    if (!asked.ok) break;
  }
  return answers;
}

const unknown = "for whom an OIDC provider speaks";

async function samlProviders({ session }: CollectContext): Promise<readonly CollectedAnswer[]> {
  const { client, sdk } = await session.connection.iam();
  const action = "iam:ListSAMLProviders";
  const list = await session.ask({ action, unknown: "the SAML providers" }, (o) =>
    client.send(new sdk.ListSAMLProvidersCommand({}), o),
  );
  return [{ source, text: askedText(list, action) }];
}
