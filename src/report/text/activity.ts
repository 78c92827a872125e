import type { Severity } from "../../model/index.ts";
import type { ActivitySpan } from "../views/report.ts";
import { worstFirst } from "./words.ts";

/** Adds up neighbours until at most `limit` spans are left. */
export function mergeSpans(activity: readonly ActivitySpan[], limit: number): readonly ActivitySpan[] {
  const size = Math.ceil(activity.length / Math.max(1, limit));
  if (size <= 1) return activity;
  const merged: ActivitySpan[] = [];
  for (let at = 0; at < activity.length; at += size) {
    const spans = activity.slice(at, at + size);
    const detections = Object.fromEntries(
      worstFirst.map((severity) => [severity, spans.reduce((sum, span) => sum + (span.detections[severity] ?? 0), 0)]),
    );
    merged.push({
      start: spans[0]?.start ?? "",
      hours: spans.reduce((sum, { hours }) => sum + hours, 0),
      events: spans.reduce((sum, { events }) => sum + events, 0),
      errors: spans.reduce((sum, { errors }) => sum + errors, 0),
      detections,
    });
  }
  return merged;
}

/** The worst severity that was detected in a span; undefined when nothing was. */
export function worstDetection(span: ActivitySpan): Severity | undefined {
  return worstFirst.find((severity) => (span.detections[severity] ?? 0) > 0);
}
