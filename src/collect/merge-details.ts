import type { Identities } from "../model/index.ts";
import type { Notes } from "./notes.ts";
import type { SnapshotPart } from "./parts.ts";
import type { AuthorizationPage } from "./saved/authorization-details.ts";
import { quote } from "./saved/reading.ts";

const source = "authorization-details";

/** Joins pages in the order given. Undefined when there is no page that could be read. */
export function mergeDetails(parts: readonly SnapshotPart<AuthorizationPage>[], notes: Notes): Identities | undefined {
  const pages = parts.flatMap(({ parsed }) => parsed.value ?? []);
  if (pages.length === 0) return undefined;
  if (pages.every(({ isTruncated }) => isTruncated)) {
    notes.gap(source, "further pages", "each page given says that more follow; give the last one, too");
  }
  for (const key of pages[0]?.missingLists ?? []) {
    if (pages.every(({ missingLists }) => missingLists.includes(key))) {
      notes.gap(source, key, "the answer does not have this list; was it made with --filter or --query?");
    }
  }
  return {
    users: merge(({ users }) => users),
    groups: merge(({ groups }) => groups),
    roles: merge(({ roles }) => roles),
    policies: merge(({ policies }) => policies),
  };

  function merge<T extends { readonly arn: string }>(listOf: (page: AuthorizationPage) => readonly T[]): readonly T[] {
    const merged = new Map<string, T>();
    for (const page of pages) {
      for (const entity of listOf(page)) {
        const known = merged.get(entity.arn);
        if (known === undefined) merged.set(entity.arn, entity);
        else if (JSON.stringify(known) !== JSON.stringify(entity)) conflict(entity.arn, page.file);
      }
    }
    return [...merged.values()];
  }

  function conflict(arn: string, file: string): void {
    const cause = "it is there twice with different content; the first is used";
    notes.problem("input.conflict", `${quote(arn, 200)}: ${cause}.`, file, "Were the pages saved at different times?");
    notes.gap(source, arn, cause);
  }
}
