import { isJsonObject, type Json, type JsonObject, ownText, ownValue } from "../../../model/index.ts";
import { AwsError } from "../../aws-error.ts";

/** What a token of OpenID Connect says. */
export interface WebIdentityToken {
  /** Without `https://`, as providers are called in IAM. */
  readonly issuer: string;
  readonly subject: string;
  /** What it is for: `azp` where it has one. */
  readonly audience: readonly string[];
  readonly authenticationMethods: readonly string[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
}

/**
 * Reads a JSON Web Token: `BASE64URL(header).BASE64URL(claims).SIGNATURE`. The signature may be anything, also empty: the
 * sandbox never goes out for a provider's keys. Issuer, audience, subject and times are checked as AWS does. Throws
 * InvalidIdentityToken and ExpiredToken.
 *
 * Source: AWS STS API Reference, "AssumeRoleWithWebIdentity"; RFC 7519.
 */
export function readWebIdentityToken(token: string, nowMs: number): WebIdentityToken {
  const parts = token.split(".");
  const [header, claims] = [part(parts[0]), part(parts[1])];
  if (parts.length !== 3 || header === undefined || claims === undefined) {
    throw invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
  }
  const issuer = needed(claims, "iss")
    .replace(/^https:\/\//, "")
    .replace(/\/$/, "");
  const subject = needed(claims, "sub");
  requireTime(claims, nowMs);
  const azp = ownText(claims, "azp");
  const { tags, transitiveTagKeys } = sessionTags(claims);
  const sourceIdentity = ownText(claims, "https://aws.amazon.com/source_identity");
  return {
    issuer,
    subject,
    audience: azp === undefined ? texts(ownValue(claims, "aud")) : [azp],
    authenticationMethods: texts(ownValue(claims, "amr")),
    tags,
    transitiveTagKeys,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  };
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidIdentityTokenException", message);
}

function part(text: string | undefined): JsonObject | undefined {
  if (text === undefined || !/^[\w-]+$/.test(text)) return undefined;
  try {
    // JSON.parse returns `any`; whatever it made is looked at.
    const json = JSON.parse(Buffer.from(text, "base64url").toString()) as Json;
    return isJsonObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function needed(claims: JsonObject, name: string): string {
  const text = ownText(claims, name);
  if (text === undefined || text === "") throw invalid(`Missing a required claim: ${name}`);
  return text;
}

function requireTime(claims: JsonObject, nowMs: number): void {
  const expires = ownValue(claims, "exp");
  if (typeof expires !== "number") throw invalid("Missing a required claim: exp");
  if (typeof ownValue(claims, "iat") !== "number") throw invalid("Missing a required claim: iat");
  const now = Math.floor(nowMs / 1000);
  if (now < expires) return;
  throw new AwsError(
    "ExpiredTokenException",
    `Token expired: current date/time ${now} must be before the expiration date/time ${expires}`,
  );
}

/** A claim with `principal_tags` (each a list of one value) and `transitive_tag_keys`. */
function sessionTags(claims: JsonObject): Pick<WebIdentityToken, "tags" | "transitiveTagKeys"> {
  const claim = ownValue(claims, "https://aws.amazon.com/tags");
  if (!isJsonObject(claim)) return { tags: [], transitiveTagKeys: [] };
  const tags = ownValue(claim, "principal_tags");
  return {
    tags: isJsonObject(tags)
      ? Object.entries(tags).flatMap(([Key, value]) =>
          texts(value)
            .slice(0, 1)
            .map((Value) => ({ Key, Value })),
        )
      : [],
    transitiveTagKeys: texts(ownValue(claim, "transitive_tag_keys")),
  };
}

function texts(value: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((item) => typeof item === "string");
}
