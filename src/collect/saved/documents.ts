import { isJsonObject, type Json, type StoredDocument } from "../../model/index.ts";

/** Deeper nesting than any policy has; readers of documents may recurse without fear. */
const maxDepth = 64;

/**
 * A policy document as AWS hands it out: an object (AWS CLI), percent-encoded JSON (the API), or JSON text. What
 * cannot be read says why, since a principal with such a policy has unknown permissions.
 */
export function toStoredDocument(value: Json | undefined): StoredDocument {
  const json = typeof value === "string" ? fromText(value) : value;
  if (json === undefined)
    return { unreadable: value === undefined ? "the document is missing" : "the document is not JSON" };
  if (!isJsonObject(json)) return { unreadable: "the document is not an object" };
  if (!isWithinDepth(json)) return { unreadable: `the document is nested deeper than ${maxDepth} levels` };
  return { json };
}

/** True when readers may walk the value by recursion. */
export function isWithinDepth(value: Json, depth: number = maxDepth): boolean {
  if (typeof value !== "object" || value === null) return true;
  // Object.values of a readonly array type is not typed.
  return depth > 0 && Object.values(value).every((inner) => isWithinDepth(inner as Json, depth - 1));
}

function fromText(text: string): Json | undefined {
  return parse(text) ?? parse(percentDecoded(text));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: not percent-encoded, so parsing the empty text says that it is no JSON.
    return "";
  }
}

function parse(text: string): Json | undefined {
  try {
    // JSON.parse returns `any`; what it makes is Json by definition.
    return JSON.parse(text) as Json;
  } catch {
    // The caller says that the document is not JSON, and whose it is.
    return undefined;
  }
}
