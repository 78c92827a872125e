import type { Call, Operations } from "../../call.ts";
import type { IdentityProvider } from "../../world/nouns.ts";
import { entityArn } from "./entities.ts";
import { alreadyExists, invalidInput } from "./errors.ts";
import { needed, text } from "./fields.ts";
import { arn, tags } from "./names.ts";
import { onAccount, onArn, onNew, requestTags } from "./needs.ts";
import { operation } from "./operation.ts";
import { providerAt, providersOf } from "./provider-at.ts";
import { withTags } from "./tags.ts";
import { tagsView } from "./views.ts";

const metadata = text({ min: 1000, max: 10_000_000 });

export const samlProviderOperations: Operations = {
  CreateSAMLProvider: operation({
    members: {
      Name: needed(text({ min: 1, max: 128, pattern: /^[\w._-]+$/ })),
      SAMLMetadataDocument: needed(metadata),
      Tags: tags,
    },
    needs: (call, { Name, Tags }) => onNew(call, "saml-provider", "/", Name, requestTags(Tags)),
    run(call, { Name, SAMLMetadataDocument, Tags = [] }) {
      const at = entityArn(call.account.id, "saml-provider", "/", Name);
      if (call.account.providers.get(at) !== undefined) {
        throw alreadyExists(`SAML Provider with name ${Name} already exists.`);
      }
      requireMetadata(SAMLMetadataDocument);
      const provider: IdentityProvider = {
        arn: at,
        kind: "saml",
        createdAt: call.time,
        metadata: SAMLMetadataDocument,
        clientIds: [],
        thumbprints: [],
        tags: withTags([], Tags, "kept"),
      };
      call.account.providers.put(at, provider);
      return { SAMLProviderArn: at, ...tagsView(provider.tags) };
    },
  }),

  GetSAMLProvider: operation({
    members: { SAMLProviderArn: needed(arn) },
    needs: onSaml,
    run(call, { SAMLProviderArn }) {
      const provider = providerAt(call, "saml", SAMLProviderArn);
      return {
        SAMLMetadataDocument: provider.metadata ?? "",
        CreateDate: new Date(provider.createdAt),
        ValidUntil: validUntil(provider),
        ...tagsView(provider.tags),
      };
    },
  }),

  ListSAMLProviders: operation({
    members: {},
    needs: onAccount,
    run: (call) => ({
      SAMLProviderList: providersOf(call, "saml").map((provider) => ({
        Arn: provider.arn,
        ValidUntil: validUntil(provider),
        CreateDate: new Date(provider.createdAt),
      })),
    }),
  }),

  UpdateSAMLProvider: operation({
    members: { SAMLProviderArn: needed(arn), SAMLMetadataDocument: metadata },
    needs: onSaml,
    run(call, { SAMLProviderArn, SAMLMetadataDocument }) {
      const provider = providerAt(call, "saml", SAMLProviderArn);
      if (SAMLMetadataDocument !== undefined) {
        requireMetadata(SAMLMetadataDocument);
        call.account.providers.put(provider.arn, { ...provider, metadata: SAMLMetadataDocument });
      }
      return { SAMLProviderArn: provider.arn };
    },
  }),

  DeleteSAMLProvider: operation({
    members: { SAMLProviderArn: needed(arn) },
    needs: onSaml,
    run(call, { SAMLProviderArn }) {
      call.account.providers.delete(providerAt(call, "saml", SAMLProviderArn).arn);
      return {};
    },
  }),
};

function onSaml(call: Call, { SAMLProviderArn }: { readonly SAMLProviderArn: string }): ReturnType<typeof onArn> {
  return onArn(call, SAMLProviderArn);
}

/** Only the root element is looked at: the sandbox does not check signatures of identity providers. */
function requireMetadata(document: string): void {
  if (/^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:[\w-]+:)?EntityDescriptor[\s>]/.test(document))
    return;
  throw invalidInput("Could not parse metadata");
}

/** As the metadata says, else a hundred years: such a provider does not expire. */
function validUntil({ metadata: document = "", createdAt }: IdentityProvider): Date {
  const told = Date.parse(/\bvalidUntil="([^"]{1,40})"/.exec(document.slice(0, 10_000))?.[1] ?? "");
  if (!Number.isNaN(told)) return new Date(told);
  const date = new Date(createdAt);
  date.setUTCFullYear(date.getUTCFullYear() + 100);
  return date;
}
