import { hash } from "node:crypto";
import type { Json } from "../../model/index.ts";

/** SHA-256 of a document as compact JSON, its members in their order. Hex. */
export function documentHash(document: Json): string {
  return hash("sha256", JSON.stringify(document), "hex");
}

/** SHA-256 of everything in a plan but its own hash, as compact JSON, its members in their order. Hex. */
export function planHash(plan: object): string {
  const content = Object.entries(plan).filter(([name]) => name !== "sha256");
  return hash("sha256", JSON.stringify(Object.fromEntries(content)), "hex");
}
