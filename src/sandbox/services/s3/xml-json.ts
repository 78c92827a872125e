/**
 * A body as CloudTrail turns S3's XML into JSON: elements by their name, lists of one without a list, and text that looks like
 * a number or a truth value as such.
 */
export function xmlJson(value: unknown): unknown {
  return isObject(value) ? { xmlns: "http://s3.amazonaws.com/doc/2006-03-01/", ...members(value) } : plain(value);
}

/** Lists that stand in the XML without an element around them, by their member's name. */
const flattened: Readonly<Record<string, string>> = {
  Rules: "Rule",
  Transitions: "Transition",
  NoncurrentVersionTransitions: "NoncurrentVersionTransition",
  Tags: "Tag",
  Objects: "Object",
  Parts: "Part",
};
/** Lists with an element around them, by their name: name of the element of each. */
const wrapped: Readonly<Record<string, readonly [list: string, item: string]>> = {
  TagSet: ["TagSet", "Tag"],
  Grants: ["AccessControlList", "Grant"],
  TargetGrants: ["TargetGrants", "Grant"],
};

function members(object: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const around = Object.hasOwn(wrapped, name) ? wrapped[name] : undefined;
    if (around !== undefined) result[around[0]] = { [around[1]]: listed(value) };
    else result[(Object.hasOwn(flattened, name) ? flattened[name] : undefined) ?? name] = listed(value);
  }
  return result;
}

function listed(value: unknown): unknown {
  if (!Array.isArray(value)) return plain(value);
  return value.length === 1 ? plain(value[0]) : value.map(plain);
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (isObject(value)) return members(value);
  if (typeof value !== "string") return value;
  if (value === "true" || value === "false") return value === "true";
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(value) ? Number(value) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Date) && !Array.isArray(value);
}
