import type { Snapshot } from "../../model/index.ts";
import { ageOf } from "../age.ts";
import { usageSubjects } from "./usage-subjects.ts";

/** A service that a principal may use, and when it last did. */
export interface GrantedService {
  /** ARN. */
  readonly principal: string;
  /** Service namespace, `s3`. */
  readonly service: string;
  /** Undefined: granted, and not used within the tracking period. */
  readonly lastUsedDays?: number;
}

/** Granted against used, of finished Access Advisor jobs. Dates that have no age are left out, being neither. */
export function usageCells(snapshot: Snapshot): readonly GrantedService[] {
  const now = Date.parse(snapshot.takenAt);
  return usageSubjects(snapshot).flatMap(({ arn, jobStatus, services }) => {
    if (arn === undefined || jobStatus !== "COMPLETED") return [];
    return services.flatMap(({ namespace, lastAuthenticated }): readonly GrantedService[] => {
      if (lastAuthenticated === undefined) return [{ principal: arn, service: namespace }];
      const age = ageOf(lastAuthenticated, now);
      return age.kind === "days" ? [{ principal: arn, service: namespace, lastUsedDays: age.days }] : [];
    });
  });
}
