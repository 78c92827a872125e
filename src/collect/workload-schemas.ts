import { z } from "zod";
import type {
  AlarmFacts,
  AssignmentFacts,
  LogGroupFilters,
  RolesAnywhereFacts,
  WorkloadFacts,
} from "../model/index.ts";
import { count, text, texts } from "./schema-words.ts";

/** Log groups with their metric filters. */
export const metricFiltersSchema: z.ZodType<readonly LogGroupFilters[]> = z.array(
  z.strictObject({
    group: text,
    filters: z.array(
      z.strictObject({
        name: text,
        pattern: text,
        metrics: z.array(z.strictObject({ namespace: text, name: text, value: text })),
      }),
    ),
  }),
);

/** Alarms, and the subscriptions of the topics that they tell. */
export const alarmsSchema: z.ZodType<AlarmFacts> = z.strictObject({
  regions: texts,
  alarms: z.array(
    z.strictObject({
      arn: text,
      name: text,
      region: text,
      actionsEnabled: z.boolean(),
      actions: texts,
      namespace: text.exactOptional(),
      metric: text.exactOptional(),
      hasDimensions: z.boolean(),
      statistic: text.exactOptional(),
      comparison: text.exactOptional(),
      threshold: z.number().exactOptional(),
      evaluationPeriods: count.exactOptional(),
      datapointsToAlarm: count.exactOptional(),
    }),
  ),
  topics: z.array(z.strictObject({ topic: text, confirmed: texts, pending: count })),
});

/** Profiles of IAM Roles Anywhere. */
export const rolesAnywhereSchema: z.ZodType<RolesAnywhereFacts> = z.strictObject({
  regions: texts,
  profiles: z.array(
    z.strictObject({
      arn: text,
      name: text,
      region: text,
      isEnabled: z.boolean(),
      roles: texts,
      hasSessionPolicy: z.boolean(),
    }),
  ),
});

/** Assignments of IAM Identity Center. */
export const assignmentsSchema: z.ZodType<AssignmentFacts> = z.strictObject({
  assignments: z.array(
    z.strictObject({
      account: text,
      permissionSet: text,
      principalType: z.enum(["USER", "GROUP"]),
      principalId: text,
    }),
  ),
  permissionSets: z.array(z.strictObject({ arn: text, name: text, sessionSeconds: count.exactOptional() })),
  users: z.array(z.strictObject({ id: text, name: text })),
});

/** Instances and functions. */
export const workloadsSchema: z.ZodType<WorkloadFacts> = z.strictObject({
  instanceRegions: texts,
  instances: z.array(
    z.strictObject({
      id: text,
      region: text,
      state: text,
      profile: text.exactOptional(),
      publicAddresses: texts,
    }),
  ),
  functionRegions: texts,
  functions: z.array(
    z.strictObject({
      arn: text,
      region: text,
      role: text,
      url: z.enum(["none", "AWS_IAM", "NONE"]).exactOptional(),
    }),
  ),
});
