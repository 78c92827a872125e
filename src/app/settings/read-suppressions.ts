import { allChecks } from "../../audit/index.ts";
import { nearestName } from "../nearest-name.ts";
import { endOfDay } from "./end-of-day.ts";
import type { SettingsDocument, SettingsEntry } from "./settings-document.ts";
import { isCheckId, type Suppression } from "./suppress-findings.ts";

/** The list under `suppressions`. One that says less than all five things is a mistake: nobody could ask its owner. */
export function readSuppressions(document: SettingsDocument, node: unknown): readonly Suppression[] {
  return document.items(node, "suppressions").flatMap((item) => readSuppression(document, item));
}

const elements = ["check", "resource", "owner", "reason", "expires"] as const;

type Element = (typeof elements)[number];

function readSuppression(document: SettingsDocument, item: unknown): readonly Suppression[] {
  const before = document.problems.length;
  const entries = new Map<string, SettingsEntry>();
  for (const entry of document.entries(item, "A suppression")) {
    entries.set(entry.name, entry);
    if (!isElement(entry.name)) {
      document.refuse(entry.key, `A suppression has no '${entry.name}'; it has ${elements.join(", ")}.`);
    }
  }
  if (document.problems.length > before) return [];
  const [source, resource, owner, reason] = [text("check"), text("resource"), text("owner"), text("reason")];
  const expires = text("expires");
  const end = expires === undefined ? undefined : endOfDay(expires);
  if (expires !== undefined && end === undefined) {
    document.refuse(entries.get("expires")?.value, `${JSON.stringify(expires)} is no day or time such as 2026-12-31.`);
  }
  if (source !== undefined && isCheckId(source) && !checkIds.has(source)) {
    const nearest = nearestName(source, [...checkIds]);
    const hint = nearest === undefined ? "" : ` Did you mean '${nearest}'?`;
    document.refuse(entries.get("check")?.value, `There is no check ${JSON.stringify(source)}.${hint}`);
  }
  if (document.problems.length > before) return [];
  if (
    source === undefined ||
    resource === undefined ||
    owner === undefined ||
    reason === undefined ||
    end === undefined
  ) {
    return [];
  }
  return [{ source, resource, owner, reason, expires: end, place: document.placeOf(item) }];

  function text(name: Element): string | undefined {
    const entry = entries.get(name);
    const found = entry === undefined ? undefined : document.text(entry.value)?.trim();
    if (found !== undefined && found !== "") return found;
    if (entry === undefined) document.refuse(item, `A suppression needs '${name}': ${meanings[name]}.`);
    else document.refuse(entry.value, `'${name}' of a suppression must be text: ${meanings[name]}.`);
    return undefined;
  }
}

const meanings: { readonly [name in Element]: string } = {
  check: "the id of a check or of a rule",
  resource: "the ARN that it is about, * allowed",
  owner: "who answers for it",
  reason: "why it needs no action",
  expires: "the last day on which it holds",
};

const checkIds: ReadonlySet<string> = new Set(allChecks.map(({ id }) => id));

function isElement(name: string): boolean {
  return elements.some((element) => element === name);
}
