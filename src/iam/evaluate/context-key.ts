import type { RequestContext } from "./request.ts";

/** The values that the request has for a key (in lower case): never an empty list. */
export type KeyState = readonly string[] | "absent" | "unknown";

export function keyState(context: RequestContext, key: string): KeyState {
  const values = context.keys.get(key);
  if (context.unknown.size > 0 && context.unknown.has(key)) return "unknown";
  if (values === undefined) return context.complete ? "absent" : "unknown";
  return values.length === 0 ? "absent" : values;
}
