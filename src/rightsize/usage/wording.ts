import { ageOf, formatDays, type LogCoverage } from "../../model/index.ts";
import type { UsageLimits } from "./usage-request.ts";

/** `3.2 days ago`. */
export function ago(ms: number, { nowMs }: UsageLimits): string {
  const age = ageOf(new Date(ms).toISOString(), nowMs);
  return age.kind === "days" ? `${formatDays(age.days)} ago` : "at a time after the clock";
}

/** What the logs can tell and what not, a clause; they never show alone that something was not used. */
export function logsWords(coverage: LogCoverage | undefined, { windowDays, nowMs }: UsageLimits): string {
  if (coverage?.from === undefined || coverage.to === undefined) return "there are no logs";
  const start = Math.max(Date.parse(coverage.from), nowMs - windowDays * 86_400_000);
  const days = Math.max(0, (Math.min(Date.parse(coverage.to), nowMs) - start) / 86_400_000);
  const holes = coverage.emptyDays.length;
  const cover = `${(Math.floor(days * 10) / 10).toFixed(1)} of ${windowDays} days`;
  const regions = coverage.regions.length === 1 ? "1 Region" : `${coverage.regions.length} Regions`;
  return [
    `the logs cover ${cover} in ${regions}`,
    ...(holes > 0 ? [`have no event on ${holes === 1 ? "1 day" : `${holes} days`} of these`] : []),
    ...(coverage.dataEventSources.length === 0 ? ["hold no data events"] : []),
  ].join(", ");
}

/** `12 calls`, `1 denied call`. */
export function callsWords(count: number, word = ""): string {
  return `${count} ${word === "" ? "" : `${word} `}${count === 1 ? "call" : "calls"}`;
}

/** A clause to a sentence. */
export function sentence(clause: string): string {
  const text = clause.charAt(0).toUpperCase() + clause.slice(1);
  return text.endsWith(".") ? text : `${text}.`;
}
