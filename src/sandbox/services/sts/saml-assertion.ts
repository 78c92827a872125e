import { AwsError } from "../../aws-error.ts";
import type { Tag } from "../../world/nouns.ts";
import { type XmlElement, xmlElements } from "./xml-elements.ts";

/** What an identity provider asserts of a subject. */
export interface SamlAssertion {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  /** `persistent`, `transient`, or the whole URI of another format. */
  readonly subjectType: string;
  readonly audience: string;
  /** Pairs of role and provider. */
  readonly roles: readonly { readonly role: string; readonly provider: string }[];
  readonly sessionName: string;
  /** Seconds. */
  readonly duration?: number;
  readonly sourceIdentity?: string;
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
}

/**
 * Reads a SAML response or a bare assertion in base64. It has an `Assertion` with `Issuer`, `Subject/NameID`, `Conditions` with
 * `NotOnOrAfter` and `Audience`, and the attributes `Role`, `RoleSessionName`, and (not needed) `SessionDuration`,
 * `SourceIdentity`, `PrincipalTag:NAME`, `TransitiveTagKeys` of `https://aws.amazon.com/SAML/Attributes/`. Signatures are not
 * checked: it is for tests. Throws InvalidIdentityToken and ExpiredToken.
 *
 * Source: IAM User Guide, "Configure SAML assertions for the authentication response".
 */
export function readSamlAssertion(base64: string, nowMs: number): SamlAssertion {
  const elements = xmlElements(Buffer.from(base64, "base64").toString()) ?? [];
  const first = (name: string): XmlElement | undefined => elements.find((element) => element.name === name);
  const assertion = first("Assertion");
  const [nameId, conditions] = [first("NameID"), first("Conditions")];
  const issuer = elements.find(({ name, parent }) => name === "Issuer" && elements[parent] === assertion)?.text;
  if (assertion === undefined || issuer === undefined || nameId === undefined)
    throw invalidSaml("Invalid SAML assertion");
  requireTime(conditions?.attributes.get("NotOnOrAfter"), nowMs);
  const attributes = attributesOf(elements);
  const [sessionName] = attributes.get("RoleSessionName") ?? [];
  if (sessionName === undefined || !/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw invalidSaml("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
  }
  return {
    id: assertion.attributes.get("ID") ?? "",
    issuer,
    subject: nameId.text,
    subjectType: subjectType(nameId.attributes.get("Format")),
    audience: first("Audience")?.text ?? "",
    roles: (attributes.get("Role") ?? []).map(rolePair),
    sessionName,
    ...optional(attributes),
  };
}

export function invalidSaml(message: string): AwsError {
  return new AwsError("InvalidIdentityTokenException", message);
}

function requireTime(notOnOrAfter: string | undefined, nowMs: number): void {
  const end = Date.parse(notOnOrAfter ?? "");
  if (Number.isNaN(end)) throw invalidSaml("SAML Assertion does not contain a valid NotOnOrAfter");
  if (nowMs >= end) throw new AwsError("ExpiredTokenException", "SAML Assertion has expired");
}

/** By the last part of the attribute's name. */
function attributesOf(elements: readonly XmlElement[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  elements.forEach(({ name, attributes }, index) => {
    const title = attributes.get("Name");
    if (name !== "Attribute" || title?.startsWith(prefix) !== true) return;
    const values = elements.filter((value) => value.name === "AttributeValue" && value.parent === index);
    found.set(
      title.slice(prefix.length),
      values.map(({ text }) => text),
    );
  });
  return found;
}

const prefix = "https://aws.amazon.com/SAML/Attributes/";

/** Both orders are used. */
function rolePair(value: string): SamlAssertion["roles"][number] {
  const [a = "", b = ""] = value.split(",").map((text) => text.trim());
  return a.includes(":saml-provider/") ? { role: b, provider: a } : { role: a, provider: b };
}

function optional(
  attributes: ReadonlyMap<string, readonly string[]>,
): Omit<SamlAssertion, "id" | "issuer" | "subject" | "subjectType" | "audience" | "roles" | "sessionName"> {
  const duration = Number(attributes.get("SessionDuration")?.[0] ?? Number.NaN);
  const [sourceIdentity] = attributes.get("SourceIdentity") ?? [];
  return {
    ...(Number.isInteger(duration) && { duration }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    tags: [...attributes].flatMap(([name, [Value]]) =>
      name.startsWith("PrincipalTag:") && Value !== undefined ? [{ Key: name.slice(13), Value }] : [],
    ),
    transitiveTagKeys: attributes.get("TransitiveTagKeys") ?? [],
  };
}

function subjectType(format: string | undefined): string {
  return format?.replace("urn:oasis:names:tc:SAML:2.0:nameid-format:", "") ?? "unspecified";
}
