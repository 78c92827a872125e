import type { LastAccessed, Snapshot } from "../../model/index.ts";
import { compareText } from "../order.ts";

/**
 * One Access Advisor answer for each principal, in the order of first mention; those without a principal stay apart.
 *
 * Where several answers are about one principal, the most telling one counts: finished before unfinished, actions
 * before services only, then the newest. Pages of one job are joined.
 */
export function usageSubjects(snapshot: Snapshot): readonly LastAccessed[] {
  const groups = new Map<string, LastAccessed[]>();
  for (const usage of snapshot.lastAccessed ?? []) {
    const arn = principalOfUsage(usage);
    const key = arn ?? `unnamed ${groups.size}`;
    groups.set(key, [...(groups.get(key) ?? []), arn === undefined ? usage : { ...usage, arn }]);
  }
  return [...groups.values()].flatMap((answers) => mostTelling(joinPages(answers)) ?? []);
}

/**
 * The principal of an answer: as named by the user, else the only entity that it says used a service. An answer about a
 * user or role names no other entity.
 */
function principalOfUsage(usage: LastAccessed): string | undefined {
  if (usage.arn !== undefined && usage.arn !== "") return usage.arn;
  const entities = new Set(usage.services.flatMap((service) => service.lastAuthenticatedEntity ?? []));
  const [only] = entities;
  return entities.size === 1 ? only : undefined;
}

/** Pages of one job have one level and one completion date; the last page is the one that is not truncated. */
function joinPages(answers: readonly LastAccessed[]): readonly LastAccessed[] {
  const jobs = new Map<string, LastAccessed>();
  for (const answer of answers) {
    const key = [answer.jobStatus, answer.level, answer.completedAt ?? `unnamed ${jobs.size}`].join("\n");
    const before = jobs.get(key);
    jobs.set(key, before === undefined ? answer : joined(before, answer));
  }
  return [...jobs.values()];
}

function joined(first: LastAccessed, second: LastAccessed): LastAccessed {
  const known = new Set(first.services.map((service) => service.namespace));
  return {
    ...first,
    isTruncated: first.isTruncated && second.isTruncated,
    services: [...first.services, ...second.services.filter((service) => !known.has(service.namespace))],
  };
}

function mostTelling(answers: readonly LastAccessed[]): LastAccessed | undefined {
  return answers.toSorted(
    (a, b) =>
      Number(b.jobStatus === "COMPLETED") - Number(a.jobStatus === "COMPLETED") ||
      Number(b.level === "action") - Number(a.level === "action") ||
      compareText(b.completedAt ?? "", a.completedAt ?? ""),
  )[0];
}
