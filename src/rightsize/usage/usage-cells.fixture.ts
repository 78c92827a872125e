import type { UsageCell } from "./usage-cell.ts";
import { createUsageJudge, type UsageJudge } from "./usage-judge.ts";
import type { UsageRequest } from "./usage-request.ts";

/**
 * Granted against used: a cell for each service of each principal, followed by cells for those of its actions of which
 * more is known than of the service.
 *
 * Only Access Advisor shows that something was not used, since only it says what it looks at and how far back; the logs
 * can show use and overrule it. So whatever is lost of the evidence makes cells unknown, and none unused.
 */
export function usageCells(request: UsageRequest): readonly UsageCell[] {
  return cellsOf(createUsageJudge(request));
}

export function cellsOf({ subjects }: UsageJudge): readonly UsageCell[] {
  return subjects.flatMap(({ services, service, action, notable }) =>
    services.flatMap((prefix) => [service(prefix), ...notable(prefix).map(action)]),
  );
}
