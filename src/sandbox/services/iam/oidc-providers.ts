import type { Call, Operations, Output } from "../../call.ts";
import type { IdentityProvider } from "../../world/nouns.ts";
import { entityArn } from "./entities.ts";
import { alreadyExists, invalidInput, quotaExceeded, validationError } from "./errors.ts";
import { list, needed, text } from "./fields.ts";
import { arn, tags } from "./names.ts";
import { onAccount, onArn, onNew, requestTags } from "./needs.ts";
import { operation } from "./operation.ts";
import { providerAt, providersOf } from "./provider-at.ts";
import { withTags } from "./tags.ts";
import { tagsView } from "./views.ts";

const clientId = text({ min: 1, max: 255 });
const thumbprintList = list(text({ min: 40, max: 40 }));
const maxClientIds = 100;
const maxThumbprints = 5;

export const oidcProviderOperations: Operations = {
  CreateOpenIDConnectProvider: operation({
    members: {
      Url: needed(text({ min: 1, max: 255 })),
      ClientIDList: list(clientId),
      ThumbprintList: thumbprintList,
      Tags: tags,
    },
    needs: (call, { Url, Tags }) => onNew(call, "oidc-provider", "/", hostAndPath(Url), requestTags(Tags)),
    run(call, { Url, ClientIDList = [], ThumbprintList = [], Tags = [] }) {
      const url = hostAndPath(Url);
      const at = entityArn(call.account.id, "oidc-provider", "/", url);
      if (call.account.providers.get(at) !== undefined) {
        throw alreadyExists(`Provider with url ${Url} already exists.`);
      }
      requireCounts(ClientIDList, ThumbprintList);
      const provider: IdentityProvider = {
        arn: at,
        kind: "oidc",
        createdAt: call.time,
        url,
        clientIds: [...new Set(ClientIDList)],
        thumbprints: ThumbprintList,
        tags: withTags([], Tags, "kept"),
      };
      call.account.providers.put(at, provider);
      return { OpenIDConnectProviderArn: at, ...tagsView(provider.tags) };
    },
  }),

  GetOpenIDConnectProvider: operation({
    members: { OpenIDConnectProviderArn: needed(arn) },
    needs: onOidc,
    run(call, { OpenIDConnectProviderArn }) {
      const provider = providerAt(call, "oidc", OpenIDConnectProviderArn);
      return {
        Url: provider.url ?? "",
        ClientIDList: provider.clientIds,
        ThumbprintList: provider.thumbprints,
        CreateDate: new Date(provider.createdAt),
        ...tagsView(provider.tags),
      };
    },
  }),

  ListOpenIDConnectProviders: operation({
    members: {},
    needs: onAccount,
    run: (call) => ({
      OpenIDConnectProviderList: providersOf(call, "oidc").map((provider) => ({ Arn: provider.arn })),
    }),
  }),

  AddClientIDToOpenIDConnectProvider: operation({
    members: { OpenIDConnectProviderArn: needed(arn), ClientID: needed(clientId) },
    needs: onOidc,
    run: (call, { OpenIDConnectProviderArn, ClientID }) =>
      change(call, OpenIDConnectProviderArn, ({ clientIds }) => ({
        clientIds: [...new Set([...clientIds, ClientID])],
      })),
  }),

  RemoveClientIDFromOpenIDConnectProvider: operation({
    members: { OpenIDConnectProviderArn: needed(arn), ClientID: needed(clientId) },
    needs: onOidc,
    run: (call, { OpenIDConnectProviderArn, ClientID }) =>
      change(call, OpenIDConnectProviderArn, ({ clientIds }) => ({
        clientIds: clientIds.filter((known) => known !== ClientID),
      })),
  }),

  UpdateOpenIDConnectProviderThumbprint: operation({
    members: { OpenIDConnectProviderArn: needed(arn), ThumbprintList: needed(thumbprintList) },
    needs: onOidc,
    run: (call, { OpenIDConnectProviderArn, ThumbprintList }) =>
      change(call, OpenIDConnectProviderArn, () => ({ thumbprints: ThumbprintList })),
  }),

  /** Nothing happens when there is none. */
  DeleteOpenIDConnectProvider: operation({
    members: { OpenIDConnectProviderArn: needed(arn) },
    needs: onOidc,
    run(call, { OpenIDConnectProviderArn }) {
      call.account.providers.delete(OpenIDConnectProviderArn);
      return {};
    },
  }),
};

function onOidc(
  call: Call,
  { OpenIDConnectProviderArn }: { readonly OpenIDConnectProviderArn: string },
): ReturnType<typeof onArn> {
  return onArn(call, OpenIDConnectProviderArn);
}

function change(call: Call, at: string, of: (before: IdentityProvider) => Partial<IdentityProvider>): Output {
  const before = providerAt(call, "oidc", at);
  const after = { ...before, ...of(before) };
  requireCounts(after.clientIds, after.thumbprints);
  call.account.providers.put(at, after);
  return {};
}

function hostAndPath(url: string): string {
  const match = /^https:\/\/([\w.-]+(?::\d+)?(?:\/[\w.~%/-]*)?)$/.exec(url);
  if (match === null) throw validationError("Invalid Open ID Connect Provider URL");
  return (match[1] ?? "").replace(/\/$/, "");
}

function requireCounts(clientIds: readonly string[], thumbprints: readonly string[]): void {
  if (thumbprints.length > maxThumbprints) {
    throw invalidInput("Thumbprint list must contain fewer than 5 entries.");
  }
  if (clientIds.length > maxClientIds) throw quotaExceeded("ClientIdsPerOpenIdConnectProvider", maxClientIds);
}
