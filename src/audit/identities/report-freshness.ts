import type { Snapshot } from "../../model/index.ts";
import { ageOf, formatHours } from "../age.ts";

/** How old the credential report is, or why that cannot be told. */
export type Freshness =
  | { readonly kind: "fresh" | "stale"; readonly because: string }
  | { readonly kind: "unknown"; readonly because: string };

/** Judges the report's GeneratedTime at the snapshot's clock; reaching the limit is stale. */
export function reportFreshness(snapshot: Snapshot, maxAgeHours: number): Freshness {
  const generatedAt = snapshot.credentialReport?.generatedAt;
  if (generatedAt === undefined) {
    return { kind: "unknown", because: "the CSV of the credential report does not say when it was made" };
  }
  const age = ageOf(generatedAt, Date.parse(snapshot.takenAt));
  if (age.kind === "unknown") return { kind: "unknown", because: `the credential report has no age: ${age.because}` };
  const because = `the credential report was made ${formatHours(age.days)} before the clock (limit ${maxAgeHours} hours)`;
  return { kind: age.days * 24 >= maxAgeHours ? "stale" : "fresh", because };
}
