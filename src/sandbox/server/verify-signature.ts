import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import type { WireRequest } from "../wire/index.ts";
import type { Signed } from "./sigv4.ts";

export interface SignatureFacts {
  readonly secret: string;
  /** As it was sent: before anything was taken out of path, headers and body. */
  readonly request: WireRequest;
  readonly rawQuery: string;
  /** Milliseconds since 1970, by any clock that a client may go by. */
  readonly clocks: readonly number[];
}

/** Computes the signature again ("Create a signed AWS API request", IAM User Guide); throws an {@link AwsError} when it differs. */
export function verifySignature(signed: Signed, facts: SignatureFacts): void {
  checkDate(signed, facts.clocks);
  if (!signed.signedHeaders.includes("host")) throw mismatch(signed.service);
  const { request, rawQuery } = facts;
  const hash = payloadHash(signed, request);
  const canonical = [
    request.method,
    canonicalPath(request.path, signed.service),
    canonicalQuery(rawQuery),
    ...signed.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    signed.signedHeaders.join(";"),
    hash,
  ].join("\n");
  const scope = `${signed.day}/${signed.region}/${signed.service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", signed.date, scope, sha256(canonical)].join("\n");
  const wanted = Buffer.from(hmac(signingKey(facts.secret, signed), text).toString("hex"));
  const given = Buffer.from(signed.signature);
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) throw mismatch(signed.service);
}

const skewMs = 15 * 60_000;

function checkDate({ date, day, service, expires }: Signed, clocks: readonly number[]): void {
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(at) || !date.startsWith(day)) {
    throw new AwsError(
      "IncompleteSignature",
      "Date must be in ISO-8601 'basic format' and of the day of the scope.",
      400,
    );
  }
  const isFresh = (now: number): boolean =>
    now >= at - skewMs && now <= at + (expires === undefined ? skewMs : expires * 1000);
  if (clocks.some(isFresh)) return;
  if (expires !== undefined) throw new AwsError("AccessDenied", "Request has expired", 403);
  if (service === "s3") {
    throw new AwsError(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      403,
    );
  }
  throw new AwsError("SignatureDoesNotMatch", `Signature expired: ${date} is more than 15 min. away from now`, 403);
}

/** S3 is told the hash; others hash the body. Without one in the header, a presigned URL of S3 leaves it open. */
function payloadHash({ service, expires }: Signed, { headers, body }: WireRequest): string {
  const told = headers["x-amz-content-sha256"];
  if (service !== "s3") return told ?? sha256(body);
  if (told === undefined) return expires === undefined ? sha256(body) : "UNSIGNED-PAYLOAD";
  if (/^[0-9a-f]{64}$/.test(told) && told !== sha256(body)) {
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
    );
  }
  return told;
}

/** S3 takes a path as it is; for others it is encoded once more. */
function canonicalPath(path: string, service: string): string {
  const segments = path.split("/");
  return (service === "s3" ? segments.map((segment) => encoded(decoded(segment))) : segments.map(encoded)).join("/");
}

function canonicalQuery(raw: string): string {
  if (raw === "") return "";
  return raw
    .split("&")
    .filter((part) => part !== "" && !part.startsWith("X-Amz-Signature="))
    .map((part) => {
      const at = part.indexOf("=");
      const [name, value] = at === -1 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
      return [encoded(decoded(name)), encoded(decoded(value))] as const;
    })
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function signingKey(secret: string, { day, region, service }: Signed): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), "aws4_request");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function mismatch(service: string): AwsError {
  const check = service === "s3" ? "your key" : "your AWS Secret Access Key";
  const consult = service === "s3" ? "" : " Consult the service documentation for details.";
  return new AwsError(
    "SignatureDoesNotMatch",
    `The request signature we calculated does not match the signature you provided. Check ${check} and signing method.${consult}`,
    403,
  );
}
