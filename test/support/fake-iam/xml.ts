import type { Parameters } from "./actions.ts";

/** What stands in an element. A list is written as `member`s. */
export type Xml = string | readonly Xml[] | { readonly [element: string]: Xml };

export function toXml(value: Xml): string {
  if (typeof value === "string") return value.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  if (Array.isArray(value)) return value.map((item: Xml) => `<member>${toXml(item)}</member>`).join("");
  return Object.entries(value)
    .map(([name, inner]) => `<${name}>${toXml(inner)}</${name}>`)
    .join("");
}

/** By RFC 3986, as IAM writes documents. */
export function escaped(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export const truncated = { IsTruncated: "false" };

/** A page of two. */
export function list(name: string, items: readonly Xml[], given: Parameters): Xml {
  const from = Number(given.get("Marker") ?? 0);
  const page = items.slice(from, from + 2);
  const next = from + page.length;
  return { [name]: page, ...(next < items.length ? { IsTruncated: "true", Marker: String(next) } : truncated) };
}
