import type { Rule } from "../rule.ts";
import { readText } from "./attributes.ts";
import { entryOf, type MapNode, type Reject } from "./source-node.ts";

/**
 * Reads `logsource`, which is mandatory, and rejects a rule for logs that are not CloudTrail's.
 *
 * Accepted are `product: aws` without a service or with `service: cloudtrail`, and `service: cloudtrail` alone.
 */
export function readLogSource(root: MapNode, reject: Reject): Rule["logsource"] | undefined {
  const entry = entryOf(root, "logsource");
  if (entry === undefined) {
    reject(root.offset, "'logsource' is missing.");
    return undefined;
  }
  const map = entry.value;
  if (map.kind !== "map" || map.entries.length === 0) {
    reject(entry.keyOffset, "'logsource' is a map with a 'product', a 'category' or a 'service'.");
    return undefined;
  }
  const product = readText(map, "product", reject);
  const category = readText(map, "category", reject);
  const service = readText(map, "service", reject);
  if (!isCloudTrail(product, service)) {
    const place = entryOf(map, service === undefined || product !== "aws" ? "product" : "service");
    const given = [product, category, service].filter((part) => part !== undefined).join(", ");
    reject((place ?? entry).keyOffset, `The log source is not CloudTrail, but ${given || "unnamed"}.`, {
      code: "rule.unsupported",
      hint: "Only rules with 'product: aws' and, if any, 'service: cloudtrail' are run.",
    });
  }
  return { ...(product && { product }), ...(category && { category }), ...(service && { service }) };
}

function isCloudTrail(product: string | undefined, service: string | undefined): boolean {
  if (service !== undefined && service.toLowerCase() !== "cloudtrail") return false;
  return product === undefined ? service !== undefined : product.toLowerCase() === "aws";
}
