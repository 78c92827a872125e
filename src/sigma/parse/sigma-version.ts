import { entryOf, type MapNode, type Reject } from "./source-node.ts";

/** The major version of Sigma that a document is written for; 2 where it does not say. */
export function readSigmaVersion(root: MapNode, reject: Reject): number {
  const value = entryOf(root, "sigma-version")?.value;
  if (value === undefined) return 2;
  const text = value.kind === "scalar" ? value.text : "";
  if (/^[123](?:\.\d{1,6}){0,2}$/.test(text)) return Number(text.charAt(0));
  reject(value.offset, "'sigma-version' is not one that is known: 1, 2 or 3.", { code: "rule.unsupported" });
  return 2;
}
