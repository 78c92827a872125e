import type { Call } from "../../call.ts";
import type { IdentityProvider } from "../../world/nouns.ts";
import { noSuchEntity } from "./errors.ts";

/** An identity provider of the account. Throws NoSuchEntity. */
export function providerAt({ account }: Call, kind: IdentityProvider["kind"], arn: string): IdentityProvider {
  const provider = account.providers.get(arn);
  if (provider?.kind === kind) return provider;
  throw noSuchEntity(
    kind === "saml" ? `Manifest not found for arn ${arn}` : `OpenIDConnect Provider not found for arn ${arn}`,
  );
}

/** In the order in which they were made. */
export function providersOf({ account }: Call, kind: IdentityProvider["kind"]): readonly IdentityProvider[] {
  return [...account.providers.values()].filter((provider) => provider.kind === kind);
}
