import type { IdentityProvider } from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { answerObject, refusal } from "./catalogue.ts";
import { entriesAt } from "./entries.ts";
import { textAt, textsAt, timeAt } from "./fields.ts";
import { present } from "./present.ts";
import { type Parsed, startReading } from "./reading.ts";

/** The providers of one kind, or the settings of one OIDC provider, which the answer names by its URL only. */
export type IdentityProvidersAnswer =
  | { readonly kind: "oidc" | "saml"; readonly providers: readonly IdentityProvider[] }
  | { readonly kind: "settings"; readonly settings: OidcSettings };

export interface OidcSettings extends Required<Pick<IdentityProvider, "url">> {
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
}

/** `aws iam list-open-id-connect-providers`, `list-saml-providers` or `get-open-id-connect-provider`. */
export function parseIdentityProviders(answer: Answer): Parsed<IdentityProvidersAnswer> {
  if (answer.kind === "error") return refusal(answer, "identity-providers");
  const reading = startReading(answer.file);
  const json = answerObject(answer, "identity-providers");
  const place = { file: answer.file, path: "" };
  if (Object.hasOwn(json, "Url")) {
    const settings = {
      url: textAt(json, "Url", place).replace(/^https:\/\//, ""),
      clientIds: textsAt(json, "ClientIDList", place) ?? [],
      thumbprints: textsAt(json, "ThumbprintList", place) ?? [],
    };
    return reading.result<IdentityProvidersAnswer>({ kind: "settings", settings });
  }
  const kind = Object.hasOwn(json, "SAMLProviderList") ? "saml" : "oidc";
  const key = kind === "saml" ? "SAMLProviderList" : "OpenIDConnectProviderList";
  const providers = entriesAt(
    json,
    key,
    reading,
    (entry, at): IdentityProvider => ({
      arn: textAt(entry, "Arn", at),
      kind,
      ...present({ validUntil: timeAt(entry, "ValidUntil", at, reading) }),
    }),
  );
  return reading.result<IdentityProvidersAnswer>({ kind, providers });
}
