import type { LogCoverage } from "../../model/index.ts";

/** What logs cover, while events are counted. */
export interface CoverageLedger {
  /** `time`: ISO 8601, UTC, without fractions. */
  addEvent(time: string, region: string | undefined, account: string | undefined): void;
  addDuplicate(): void;
  addDataEvents(eventSource: string): void;
  addOther(why: string): void;
  /** Adds what another ledger has counted. */
  addCoverage(coverage: LogCoverage): void;
  coverage(): LogCoverage;
}

export function createCoverageLedger(): CoverageLedger {
  const regions = new Set<string>();
  const accounts = new Set<string>();
  const dataEventSources = new Set<string>();
  const others = new Map<string, number>();
  /** `2026-11-21`, days with events. */
  const days = new Set<string>();
  let from: string | undefined;
  let to: string | undefined;
  let events = 0;
  let duplicates = 0;

  return {
    addEvent(time, region, account) {
      events += 1;
      addTime(time);
      days.add(time.slice(0, dayLength));
      if (region !== undefined && regionName.test(region)) regions.add(region);
      if (account !== undefined && accountId.test(account)) accounts.add(account);
    },
    addDuplicate() {
      duplicates += 1;
    },
    addDataEvents: (eventSource) => void dataEventSources.add(eventSource),
    addOther: (why) => void others.set(why, (others.get(why) ?? 0) + 1),
    addCoverage(other) {
      events += other.events;
      duplicates += other.duplicates;
      addDays(other);
      for (const region of other.regions) regions.add(region);
      for (const account of other.accounts) accounts.add(account);
      for (const source of other.dataEventSources) dataEventSources.add(source);
      for (const { why, count } of other.others ?? []) others.set(why, (others.get(why) ?? 0) + count);
    },
    coverage: () => ({
      ...(from !== undefined && to !== undefined && { from, to }),
      emptyDays: from === undefined || to === undefined ? [] : daysBetween(from, to).filter((day) => !days.has(day)),
      regions: [...regions].sort(),
      accounts: [...accounts].sort(),
      events,
      duplicates,
      dataEventSources: [...dataEventSources].sort(),
      ...(others.size > 0 && {
        others: [...others].sort(([a], [b]) => (a < b ? -1 : 1)).map(([why, count]) => ({ why, count })),
      }),
    }),
  };

  function addDays(other: LogCoverage): void {
    if (other.from === undefined || other.to === undefined) return;
    addTime(other.from);
    addTime(other.to);
    const empty = new Set(other.emptyDays);
    for (const day of daysBetween(other.from, other.to)) if (!empty.has(day)) days.add(day);
  }

  function addTime(time: string): void {
    if (from === undefined || time < from) from = time;
    if (to === undefined || time > to) to = time;
  }
}

const dayLength = "2026-11-21".length;
const dayMs = 86_400_000;
const regionName = /^[a-z]{2,12}(-[a-z0-9]{1,12}){1,4}$/;
const accountId = /^\d{12}$/;

function daysBetween(from: string, to: string): readonly string[] {
  const first = Date.parse(from.slice(0, dayLength));
  const count = Math.round((Date.parse(to.slice(0, dayLength)) - first) / dayMs) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) =>
    new Date(first + at * dayMs).toISOString().slice(0, dayLength),
  );
}
