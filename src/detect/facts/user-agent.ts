import { productFamilies, serviceHosts } from "./user-agent-families.ts";

/**
 * The family of a user agent: what kind of tool it is, without version, system and build. A tool that is not known is its
 * first product. Undefined when nothing is named. What it says is the caller's own claim.
 */
export function agentFamily(userAgent: string): string | undefined {
  // S3 writes it in brackets.
  const text = userAgent.slice(0, maxScanned).replace(/^\[(.*)\]?$/s, "$1");
  const lower = text.toLowerCase().replace(/\]$/, "").trim();
  return serviceFamily(lower) ?? productFamily(lower) ?? firstProduct(lower);
}

/** More than any tool writes that is told by its products; CloudTrail keeps 1 KB. */
const maxScanned = 2048;
const maxFamily = 48;

function serviceFamily(text: string): string | undefined {
  const known = serviceHosts.get(text);
  if (known !== undefined) return known;
  return /^[a-z0-9.-]{1,100}\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)$/.test(text) ? "aws-service" : undefined;
}

function productFamily(text: string): string | undefined {
  return productFamilies.find(({ holds }) => holds.test(text))?.family;
}

/** Without the version, and without an id that is new in every run, as some tools append it. */
function firstProduct(text: string): string | undefined {
  const [product = ""] = text.split(/[\s/,;:()[\]#]/, 1);
  const name = product.replace(uuidAtEnd, "").replace(versionAtEnd, "").slice(0, maxFamily);
  return name || undefined;
}

const uuidAtEnd = /[-_.]?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const versionAtEnd = /[-_.]?v?\d+(?:\.\d+)+$/;
