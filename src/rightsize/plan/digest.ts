import { hash } from "node:crypto";
import type { Json } from "../../model/index.ts";

/** SHA-256 of a document as compact JSON, its members in their order. Hex. */
export function documentHash(document: Json): string {
  return hash("sha256", JSON.stringify(document), "hex");
}

/**
 * SHA-256 of everything in a plan but its own hash, as compact JSON, its members in their order. Hex. `inputs`: the plan's
 * inputs as such JSON, where they are at hand: they are most of a plan, and the same for many.
 */
export function planHash(plan: object, inputs?: string): string {
  const members = Object.entries(plan).flatMap(([name, value]): readonly string[] => {
    // Undefined for what JSON leaves out.
    const text: string | undefined = name === "inputs" && inputs !== undefined ? inputs : JSON.stringify(value);
    return name === "sha256" || text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return hash("sha256", `{${members.join(",")}}`, "hex");
}
