import type { DetectionStats } from "../../model/index.ts";
import type { Freshness } from "./event-sources.ts";

type Newest = Pick<DetectionStats, "newestEvent" | "latenessSeconds">;

/** How late the newest event is, by the clock of AWS. `newestMs`: milliseconds since 1970; undefined: there is none. */
export function newestOf(newestMs: number | undefined, { askedAt }: Freshness): Newest {
  if (newestMs === undefined) return { newestEvent: null, latenessSeconds: null };
  const newestEvent = new Date(newestMs).toISOString().replace(".000Z", "Z");
  return { newestEvent, latenessSeconds: Math.round((askedAt - newestMs) / 1000) };
}

/** The same as a sentence: who hunts must know whether the last minutes are there. */
export function freshnessSentence({ newestEvent, latenessSeconds }: Newest, { cadence }: Freshness): string {
  if (typeof newestEvent !== "string" || typeof latenessSeconds !== "number") {
    return `no event in the window; ${cadence}`;
  }
  const ago = latenessSeconds < 0 ? `${spanOf(-latenessSeconds)} after` : `${spanOf(latenessSeconds)} before`;
  return `newest event ${newestEvent} (${ago} now); ${cadence}`;
}

function spanOf(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
