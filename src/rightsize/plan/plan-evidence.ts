import { activityOf } from "./activity-of.ts";
import { answersAbout } from "./answers-about.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { Disablement, PlanEvidence, PlanOptions, PolicyChange } from "./plan.ts";
import type { WholeLogs } from "./whole-logs.ts";
import { isoTime, windowStart } from "./window.ts";

/** What there was to judge by, for the principal and whoever else the changes concern. */
export function planEvidence(
  principal: string,
  { lastAccessed, activity, credentialReport, wholeLogs }: RightsizeFacts,
  options: PlanOptions,
  changes: readonly PolicyChange[],
  disable?: Disablement,
): PlanEvidence {
  const report = disable?.holder.includes(":user/") ? credentialReport?.generatedAt : undefined;
  const concerned = [principal, ...changes.flatMap(({ affects }) => affects)];
  const coverage = activity?.coverage;
  return {
    window: { from: isoTime(windowStart(options)), to: options.asOf },
    accessAdvisor: answersAbout(lastAccessed, concerned)
      .map(({ arn = "", level, jobStatus, completedAt, services }) => ({
        principal: arn,
        level,
        jobStatus,
        ...(completedAt !== undefined && { completedAt }),
        services: services.length,
      }))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ...(coverage && {
      logs: {
        ...(coverage.from !== undefined && { from: coverage.from }),
        ...(coverage.to !== undefined && { to: coverage.to }),
        emptyDays: coverage.emptyDays.length,
        regions: coverage.regions,
        events: coverage.events,
        dataEventSources: coverage.dataEventSources,
        calls: activityOf(activity, principal).reduce((sum, { calls }) => sum + calls.length, 0),
      },
    }),
    ...(report !== undefined && { credentialReport: report }),
    ...(options.level === "resource" && wholeLogs?.problems.length === 0 && { wholeLogs: proven(wholeLogs) }),
  };
}

function proven({ trail, account, regions, digests, logFiles, services }: WholeLogs): Omit<WholeLogs, "problems"> {
  return { trail, account, regions, digests, logFiles, services };
}
