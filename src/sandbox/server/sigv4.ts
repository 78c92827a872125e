import { AwsError } from "../aws-error.ts";
import type { WireRequest } from "../wire/index.ts";
import { readSignedV2, type SignedV2 } from "./sigv2.ts";

/** What a request says of who signed it, true or not: by Signature Version 4, if nothing else is said. */
export interface Signed {
  readonly accessKeyId: string;
  readonly sessionToken?: string;
  /** `20261121`, of the credential scope. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  /** `20261121T200000Z` */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Of a presigned URL: for how many seconds it is good. */
  readonly expires?: number;
  readonly v2?: SignedV2;
}

/**
 * Reads the Authorization header, or the query of a presigned URL; undefined: nobody signed. Throws an {@link AwsError} where a
 * signature is there and cannot be read.
 */
export function readSigned(request: WireRequest): Signed | undefined {
  const { headers } = request;
  const header = headers["authorization"];
  if (header !== undefined) return fromHeader(header, headers);
  const query = new Map(request.query);
  if (query.has("X-Amz-Signature") || query.has("X-Amz-Credential")) return fromQuery(query);
  const v2 = readSignedV2(query);
  return v2 === undefined ? undefined : fromQueryV2(v2, query);
}

const algorithm = "AWS4-HMAC-SHA256";

function fromHeader(header: string, headers: WireRequest["headers"]): Signed {
  if (!header.startsWith(`${algorithm} `)) {
    throw new AwsError(
      "InvalidRequest",
      `The authorization mechanism you have provided is not supported. Please use ${algorithm}.`,
      400,
    );
  }
  const parts = new Map(
    header
      .slice(algorithm.length)
      .split(",")
      .map((part): [string, string] => {
        const at = part.indexOf("=");
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
  );
  return signedOf(
    parts.get("Credential"),
    parts.get("SignedHeaders"),
    parts.get("Signature"),
    headers["x-amz-date"] ?? compactDate(headers["date"]),
    headers["x-amz-security-token"],
  );
}

function fromQuery(query: ReadonlyMap<string, string>): Signed {
  if (query.get("X-Amz-Algorithm") !== algorithm) {
    throw new AwsError("InvalidRequest", `X-Amz-Algorithm only supports "${algorithm}"`, 400);
  }
  const expires = Number(query.get("X-Amz-Expires") ?? "900");
  if (!(expires >= 0 && expires <= 604_800)) {
    throw new AwsError("InvalidRequest", "X-Amz-Expires must be less than a week (in seconds)", 400);
  }
  const signed = signedOf(
    query.get("X-Amz-Credential"),
    query.get("X-Amz-SignedHeaders"),
    query.get("X-Amz-Signature"),
    query.get("X-Amz-Date"),
    query.get("X-Amz-Security-Token"),
  );
  return { ...signed, expires };
}

/** It names neither region nor service: only S3 takes it, and only in its first regions. */
function fromQueryV2(v2: SignedV2, query: ReadonlyMap<string, string>): Signed {
  const sessionToken = query.get("x-amz-security-token");
  return {
    accessKeyId: query.get("AWSAccessKeyId") ?? "",
    ...(sessionToken !== undefined && { sessionToken }),
    day: "",
    region: "us-east-1",
    service: "s3",
    date: "",
    signedHeaders: [],
    signature: v2.signature,
    v2,
  };
}

function signedOf(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  date: string | undefined,
  sessionToken: string | undefined,
): Signed {
  const [accessKeyId = "", day = "", region = "", service = "", end] = credential?.split("/") ?? [];
  if (end !== "aws4_request" || !scopePart.test(accessKeyId) || !scopePart.test(region) || !scopePart.test(service)) {
    throw new AwsError(
      "IncompleteSignature",
      "Authorization header requires a 'Credential' parameter with a whole scope.",
      400,
    );
  }
  return {
    accessKeyId,
    ...(sessionToken !== undefined && { sessionToken }),
    day,
    region,
    service,
    date: date ?? "",
    signedHeaders: signedHeaders?.toLowerCase().split(";") ?? [],
    signature: signature ?? "",
  };
}

const scopePart = /^[A-Za-z0-9_-]{1,128}$/;

/** `20261121T200000Z` of the HTTP date that old clients send. */
function compactDate(date: string | undefined): string | undefined {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
}
