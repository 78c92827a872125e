import type { ActionCatalogue } from "../../iam/index.ts";
import { type Activity, type CloudTrailEvent, ownText, ownValue, type RecordedGrant } from "../../model/index.ts";
import type { ActionOptions } from "./action-of.ts";
import { defaultLimits, type LedgerLimits } from "./call-ledger.ts";
import { createCoverageLedger } from "./coverage-ledger.ts";
import { eventTimeOf } from "./event-time.ts";
import { type EventUse, identityOf, readUse } from "./event-use.ts";
import { createGrantLedger, grantOf } from "./grant-event.ts";
import { createPrincipalLedger, type PrincipalLedger } from "./principal-ledger.ts";
import { createSeenEvents } from "./seen-events.ts";
import type { Tally } from "./tally.ts";

/** Counts who used which permission. */
export interface ActivityCounter {
  /** Takes an event in, in any order. Never throws, whatever it is. */
  see(event: CloudTrailEvent): void;
  /** What was counted so far. */
  take(): Activity;
}

export interface ActivityCounterOptions extends ActionOptions, Partial<LedgerLimits> {
  readonly catalogue: ActionCatalogue;
  /** How many events are remembered to know their copies by, at least. */
  readonly maxSeen?: number;
}

/**
 * Counts events into an {@link Activity}: the distinct calls of each principal, and what the logs cover.
 *
 * Memory follows the principals and their distinct calls, not the events. Of each principal and action at most
 * `maxResources` (1,000) sets of resources are kept apart and of each of those `maxContexts` (8) contexts; further
 * calls are counted together and marked `truncated`. Which are kept depends on the calls alone, not on their order. An
 * event counts once: a copy has the same `eventID`, time and calls, and is known among at least the last `maxSeen`
 * (4,194,304) events. An id that comes again with other calls is no copy, so that no use is lost.
 */
export function createActivityCounter({ catalogue, maxSeen, ...options }: ActivityCounterOptions): ActivityCounter {
  const limits = { ...defaultLimits, ...options };
  const principals = new Map<string, PrincipalLedger>();
  const coverage = createCoverageLedger();
  const grants = createGrantLedger();
  const seen = createSeenEvents(maxSeen);

  return {
    see(event) {
      const time = eventTimeOf(event);
      if (time === undefined) {
        coverage.addOther("no-time");
        return;
      }
      const id = ownText(event, "eventID")?.slice(0, maxId) ?? "";
      const use = readUse(event, catalogue, options);
      if (id !== "" && !seen.isNew(`${id}\n${time}\n${identityOf(use, event)}`)) {
        coverage.addDuplicate();
        return;
      }
      cover(event, time);
      const grant = grantOf(event, time);
      if (grant !== undefined) grants.add(grant);
      if (typeof use === "string") coverage.addOther(use);
      else count(use, { count: 1, first: time, last: time, example: id });
    },
    take: () => ({
      principals: [...principals.values()].map((ledger) => ledger.activity()).sort((a, b) => (a.arn < b.arn ? -1 : 1)),
      coverage: coverage.coverage(),
      ...grantsOf(grants.grants()),
    }),
  };

  function cover(event: CloudTrailEvent, time: string): void {
    coverage.addEvent(time, ownText(event, "awsRegion"), ownText(event, "recipientAccountId"));
    const isData = ownValue(event, "managementEvent") === false || ownValue(event, "eventCategory") === "Data";
    const source = ownText(event, "eventSource");
    if (isData && source !== undefined && source.length <= maxId) coverage.addDataEvents(source);
  }

  function count(use: EventUse, tally: Readonly<Tally>): void {
    let ledger = principals.get(use.arn);
    if (ledger === undefined) {
      ledger = createPrincipalLedger(use.arn, limits);
      principals.set(use.arn, ledger);
    }
    if (use.id !== undefined) ledger.addId(use.id);
    if (use.unmapped !== undefined) ledger.addUnmapped(use.unmapped.eventSource, use.unmapped.eventName, tally);
    for (const { key, head, resourceKey, contextKey } of use.calls) {
      ledger.calls(key, head).add(resourceKey, contextKey, tally);
    }
  }
}

/** Activities without any are as they were before grants were looked for. */
export function grantsOf(grants: readonly RecordedGrant[]): Pick<Activity, "grants"> {
  return grants.length === 0 ? {} : { grants };
}

const maxId = 200;
