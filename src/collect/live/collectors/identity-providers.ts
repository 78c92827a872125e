import type { IdentityProvider } from "../../../model/index.ts";
import type { CollectContext, Collected, Collector } from "../collector.ts";
import { isoTime } from "../iso-time.ts";

/** OIDC and SAML providers: from where people and workloads come without a user. */
export const identityProviders: Collector = {
  id: "identity-providers",
  features: ["core"],
  actions: ["iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider", "iam:ListSAMLProviders"],
  stage: 1,
  async collect(context) {
    const oidc = await oidcProviders(context);
    const saml = await samlProviders(context);
    if (oidc === undefined || saml === undefined) return { answers: [] } satisfies Collected;
    return { answers: [], facts: { identityProviders: [...oidc, ...saml] } };
  },
};

/** IAM allows 100 of them; somebody else's endpoint may allow more. */
const maxProviders = 200;

async function oidcProviders({ session, isProbe }: CollectContext): Promise<readonly IdentityProvider[] | undefined> {
  const { client, sdk } = await session.connection.iam();
  const list = await session.ask({ action: "iam:ListOpenIDConnectProviders", unknown: "the OIDC providers" }, (o) =>
    client.send(new sdk.ListOpenIDConnectProvidersCommand({}), o),
  );
  if (!list.ok) return undefined;
  const providers: IdentityProvider[] = [];
  let isAllowed = true;
  for (const { Arn: arn = "" } of (list.value.OpenIDConnectProviderList ?? []).slice(0, isProbe ? 1 : maxProviders)) {
    const call = { action: "iam:GetOpenIDConnectProvider", resource: arn, unknown, answers: ["NoSuchEntityException"] };
    const input = { OpenIDConnectProviderArn: arn };
    if (!isAllowed) {
      providers.push({ arn, kind: "oidc" });
      continue;
    }
    const asked = await session.ask(call, (o) => client.send(new sdk.GetOpenIDConnectProviderCommand(input), o));
    isAllowed = asked.ok || asked.isAnswer;
    const { Url, ClientIDList, ThumbprintList } = asked.ok ? asked.value : {};
    providers.push({
      arn,
      kind: "oidc",
      ...(Url !== undefined && { url: Url.replace(/^https:\/\//, "") }),
      ...(ClientIDList !== undefined && { clientIds: ClientIDList }),
      ...(ThumbprintList !== undefined && { thumbprints: ThumbprintList }),
    });
  }
  return providers;
}

const unknown = "for whom an OIDC provider speaks";

async function samlProviders({ session }: CollectContext): Promise<readonly IdentityProvider[] | undefined> {
  const { client, sdk } = await session.connection.iam();
  const list = await session.ask({ action: "iam:ListSAMLProviders", unknown: "the SAML providers" }, (o) =>
    client.send(new sdk.ListSAMLProvidersCommand({}), o),
  );
  if (!list.ok) return undefined;
  return (list.value.SAMLProviderList ?? []).map(({ Arn: arn = "", ValidUntil }) => ({
    arn,
    kind: "saml",
    ...isoTime("validUntil", ValidUntil),
  }));
}
