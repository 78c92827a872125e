import { hash } from "node:crypto";
import { sanitizeTerminal } from "../text/sanitize.ts";

/** Properties whose meaning is ours. */
export const namespace = "urn:trailproof:oscal";

/** A property of ours. Values are one line that neither begins nor ends with a space. */
export function property(name: string, value: string): object {
  return { name, ns: namespace, value: oneLine(value) };
}

/** Text as OSCAL takes it for titles and values, and as we give all of it; what is empty is a dash, since OSCAL allows none. */
export function oneLine(text: string): string {
  const clean = sanitizeTerminal(text).trim();
  return clean === "" ? "-" : clean;
}

/** RFC 9562, version 5: the same names give the same UUID. */
export function uuidOf(parent: string, ...names: readonly string[]): string {
  const name = JSON.stringify([parent, ...names]);
  const digest = hash("sha1", Buffer.concat([Buffer.from(space, "hex"), Buffer.from(name)]), "hex");
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-");
}

/** The namespace of these names, a UUID of version 4 made once. */
const space = "5b0c7cf6d1f34a0e9a8e3f2b7c1d4e60";
