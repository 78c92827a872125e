import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountFolder } from "../../integrity/index.ts";
import { openBucket, type TrailPlace, unpackObject } from "../../logs/index.ts";
import { isJsonObject, ownValue } from "../../model/index.ts";
import type { LabRun } from "../../provision/index.ts";
import { dayPath, findPlaces } from "../verify/verify-listing.ts";
import { jsonIn, type LabEvent, labEvent } from "./lab-events.ts";
import { regionsOf } from "./lab-history.ts";
import { type LabPlace, labConnection } from "./lab-place.ts";

/** What a trail delivered since a run began. */
export interface LabFiles {
  /** Events of the run in files that were not read before. Throws Problems. */
  more(): Promise<readonly DeliveredEvent[]>;
}

export interface DeliveredEvent extends LabEvent {
  /** When its file was stored; milliseconds since 1970. */
  readonly storedAt?: number;
}

/** Files in which events of the run are go to `folder` as well, unpacked. Throws Problems. */
export async function openLabFiles(place: LabPlace, trail: TrailPlace, run: LabRun, folder: string): Promise<LabFiles> {
  const archive = await openBucket(trail.bucket, labConnection(place));
  const regions = new Set(regionsOf(place, "sign-in"));
  const read = new Set<string>();
  const since = Date.parse(run.startedAt) - deliveryStepMs;

  return {
    async more() {
      const events: DeliveredEvent[] = [];
      for (const { key, storedAt } of await listed()) {
        if (read.has(key)) continue;
        const text = await archive.get(key, async (object) => {
          const unpacked = await unpackObject(object, maxFileBytes, true);
          return unpacked.kind === "whole" ? unpacked.text?.toString("utf8") : undefined;
        });
        read.add(key);
        // Every call of the run has its id in the user agent.
        if (text === undefined || !text.includes(run.id)) continue;
        writeFileSync(join(folder, `${read.size}-${baseName(key)}.json`), text, { mode: 0o600 });
        events.push(...eventsIn(text).map((event) => ({ ...event, ...(storedAt !== undefined && { storedAt }) })));
      }
      return events;
    },
  };

  async function listed(): Promise<readonly { readonly key: string; readonly storedAt?: number }[]> {
    const places = await findPlaces(archive, [trail.prefix.replace(/\/+$/, "")], {
      account: (account) => account === run.account,
      region: (region) => regions.has(region),
    });
    const found: { readonly key: string; readonly storedAt?: number }[] = [];
    for (const one of places) {
      const prefix = `${accountFolder(one)}/CloudTrail/${one.region}/`;
      for await (const page of archive.list(prefix, `${prefix}${dayPath(since)}`)) {
        found.push(...page.filter(({ key }) => (deliveredAt(key) ?? since) >= since));
      }
    }
    return found;
  }
}

/** Names of files have the minute of delivery, in steps of five. */
const deliveryStepMs = 5 * 60_000;
const maxFileBytes = 256 * 1024 * 1024;

function deliveredAt(key: string): number | undefined {
  const [, year, month, day, hour, minute] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]+$/.exec(key) ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
}

/** Safe as the name of a file, whatever a bucket calls its objects. */
function baseName(key: string): string {
  return (key.split("/").at(-1) ?? "").replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 120);
}

function eventsIn(text: string): readonly LabEvent[] {
  const parsed = jsonIn(text);
  const records = isJsonObject(parsed) ? ownValue(parsed, "Records") : undefined;
  return Array.isArray(records) ? records.flatMap((record) => labEvent(record) ?? []) : [];
}
