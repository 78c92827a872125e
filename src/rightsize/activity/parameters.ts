import { isJsonObject, type Json, ownValue } from "../../model/index.ts";

/** One text or number inside a call's parameters or answer. */
export interface Leaf {
  /** The nearest name that says something, lower case, letters and digits only: `instanceid`. */
  readonly key: string;
  /** The one above it. */
  readonly parent: string;
  readonly text: string;
}

/** Whether CloudTrail left out a field because of its size. */
export function isOmitted(value: Json | undefined): boolean {
  return isJsonObject(value) && ownValue(value, "omitted") === true;
}

/** What CloudTrail and services write in place of values. */
export function isHidden(text: string): boolean {
  return (
    text === "HIDDEN_DUE_TO_SECURITY_REASONS" || text === "HIDDEN_DUE_TO_SECURITY_CONCERNS" || /^\*{3,}$/.test(text)
  );
}

/**
 * The texts of a call's parameters, at most some thousands, in order. Lists and EC2's wrappers (`items`, `content`)
 * have no name of their own. Hidden, omitted and overlong values are left out.
 */
export function leavesOf(value: Json | undefined): readonly Leaf[] {
  const leaves: Leaf[] = [];
  if (!isOmitted(value)) walk(value, "", "", 0, leaves);
  return leaves;
}

const maxLeaves = 4000;
const maxDepth = 12;
const maxText = 2048;

function walk(value: Json | undefined, key: string, parent: string, depth: number, leaves: Leaf[]): void {
  if (leaves.length >= maxLeaves || depth > maxDepth) return;
  if (typeof value === "string") {
    if (value !== "" && value.length <= maxText && !isHidden(value)) leaves.push({ key, parent, text: value });
  } else if (typeof value === "number") {
    leaves.push({ key, parent, text: String(value) });
  } else if (Array.isArray(value)) {
    for (const item of value) walk(item, key, parent, depth + 1, leaves);
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      const plain = plainKey(name);
      if (wrappers.has(plain)) walk(ownValue(value, name), key, parent, depth + 1, leaves);
      else walk(ownValue(value, name), plain, key, depth + 1, leaves);
    }
  }
}

const wrappers: ReadonlySet<string> = new Set(["items", "item", "content", "member"]);

/** Lower case without separators: `DbInstanceIdentifier` and `dBInstanceIdentifier` are the same. */
export function plainKey(name: string): string {
  const known = plainKeys.get(name);
  if (known !== undefined) return known;
  const plain = name
    .slice(0, maxKey)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
  if (plainKeys.size < maxPlainKeys) plainKeys.set(name, plain);
  return plain;
}

const maxKey = 128;
const maxPlainKeys = 10_000;
const plainKeys = new Map<string, string>();
