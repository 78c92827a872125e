import type { ConditionKey } from "./action-catalogue.ts";

/** Finds a key by a name as policies write it: without regard to case, `aws:RequestTag/team` for a key with a variable. */
export function conditionKeyIndex(keys: readonly ConditionKey[]): (name: string) => ConditionKey | undefined {
  const exact = new Map<string, ConditionKey>();
  const templates = new Map<string, KeyTemplate[]>();
  for (const key of keys) {
    const name = key.name.toLowerCase();
    if (exact.has(name)) continue;
    exact.set(name, key);
    const template = templateOf(key);
    if (template === undefined) continue;
    const service = servicePart(name);
    templates.set(service, [...(templates.get(service) ?? []), template]);
  }
  return (name) => {
    const lower = name.toLowerCase();
    const fits = ({ before, after }: KeyTemplate): boolean =>
      lower.length > before.length + after.length && lower.startsWith(before) && lower.endsWith(after);
    return exact.get(lower) ?? templates.get(servicePart(lower))?.find(fits)?.key;
  };
}

/** A key with a variable: the text before it and after it, in lower case. */
interface KeyTemplate {
  readonly key: ConditionKey;
  readonly before: string;
  readonly after: string;
}

function templateOf(key: ConditionKey): KeyTemplate | undefined {
  const match = /^(.*?)(?:\$\{[^}]*\}|<[^>]*>)(.*)$/.exec(key.name.toLowerCase());
  return match === null ? undefined : { key, before: match[1] ?? "", after: match[2] ?? "" };
}

/** So that few templates have to be looked at. */
function servicePart(name: string): string {
  const colon = name.indexOf(":");
  const service = colon === -1 ? name : name.slice(0, colon);
  return /[./]/.test(service) ? provider : service;
}

/** OpenID Connect providers stand together: `token.actions.githubusercontent.com/ORG:sub`. */
const provider = "/";
