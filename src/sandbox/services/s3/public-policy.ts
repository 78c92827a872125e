/**
 * Whether a bucket policy is public: it allows something to everybody, and no condition narrows that to fixed values.
 *
 * Source: Amazon S3 User Guide, "The meaning of 'public'".
 */
export function isPublicPolicy(document: string | undefined): boolean {
  if (document === undefined) return false;
  // It was checked when it was put.
  const { Statement } = JSON.parse(document) as { readonly Statement: Statement | readonly Statement[] };
  return [Statement].flat().some(isPublicStatement);
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/** Condition keys that narrow, if their values are fixed; in lower case. */
const narrowingKeys: ReadonlySet<string> = new Set([
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourceowner",
  "aws:sourceaccount",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalaccount",
  "aws:principalarn",
  "aws:userid",
  "aws:vpcsourceip",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
  "s3:dataaccesspointarn",
  "s3:dataaccesspointaccount",
]);

const narrowingOperators =
  /^(ForAnyValue:)?(StringEquals|StringLike|StringEqualsIgnoreCase|ArnEquals|ArnLike|IpAddress)$/i;

function isPublicStatement({ Effect, Principal, NotPrincipal, Condition }: Statement): boolean {
  if (Effect !== "Allow") return false;
  if (NotPrincipal === undefined && !isEverybody(Principal)) return false;
  return !Object.entries(Condition ?? {}).some(
    ([operator, keys]) =>
      narrowingOperators.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          narrowingKeys.has(key.toLowerCase()) && [values].flat().every((value) => isFixed(key, value)),
      ),
  );
}

function isEverybody(principal: unknown): boolean {
  if (typeof principal !== "object" || principal === null) return principal === "*";
  return Object.values(principal).some((names) => [names].flat().includes("*"));
}

function isFixed(key: string, value: unknown): boolean {
  const text = String(value);
  if (/^aws:(vpc)?sourceip$/i.test(key)) return isNarrowRange(text);
  // An account in an ARN is fixed enough.
  if (text.startsWith("arn:")) return /^arn:[^:*?]+:[^:*?]+:[^:]*:\d{12}:/.test(text) || !/[*?]/.test(text);
  return !/[*?]/.test(text) && !text.includes("${");
}

/** Ranges wider than /8, or /32 of IPv6, count as the whole world. */
function isNarrowRange(range: string): boolean {
  const [address = "", bits] = range.split("/");
  return bits === undefined || Number(bits) >= (address.includes(":") ? 32 : 8);
}
