import type { EventSelector, Trail } from "@aws-sdk/client-cloudtrail";
import type { Json, JsonObject } from "../../../model/index.ts";
import { normalSelectors } from "../plan/selectors.ts";
import { ask } from "../sdk/ask.ts";
import { findKey } from "../sdk/find-key.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import type { StateKind } from "../step.ts";

export interface TrailAsked {
  readonly arn: string;
  readonly region: string;
  /** ARN; where the trail has its key, it is named so. */
  readonly keyAlias?: string;
}

/** A state of a trail; null where there is no trail. Throws Problems. */
export async function trailState(
  { clients }: TrailAws,
  kind: StateKind,
  { arn, region, keyAlias }: TrailAsked,
): Promise<Json> {
  const { client, sdk } = await clients.cloudtrail(region);
  switch (kind) {
    case "event-selectors": {
      const got = await absent("GetEventSelectors", () =>
        client.send(new sdk.GetEventSelectorsCommand({ TrailName: arn })),
      );
      return got === undefined ? null : normalSelectors(selectorsOf(got));
    }
    case "insights": {
      const got = await absent("GetInsightSelectors", () => insightsOf());
      return got ?? null;
    }
    case "logging": {
      const got = await absent("GetTrailStatus", () => client.send(new sdk.GetTrailStatusCommand({ Name: arn })));
      return got === undefined ? null : got.IsLogging === true;
    }
    default: {
      const got = await absent("DescribeTrails", () =>
        client.send(new sdk.DescribeTrailsCommand({ trailNameList: [arn], includeShadowTrails: false })),
      );
      const trail = got?.trailList?.find(({ TrailARN }) => TrailARN === arn);
      if (trail === undefined) return null;
      const key = keyAlias === undefined || !trail.KmsKeyId ? undefined : await findKey(clients, region, keyAlias);
      return settingsOf(
        key?.hasAlias === true && key.arn === trail.KmsKeyId ? { ...trail, KmsKeyId: keyAlias } : trail,
      );
    }
  }

  function absent<T>(call: string, get: () => Promise<T>): Promise<T | undefined> {
    return ask(call, get, ["TrailNotFound"]);
  }

  async function insightsOf(): Promise<readonly string[]> {
    const got = await ask(
      "GetInsightSelectors",
      () => client.send(new sdk.GetInsightSelectorsCommand({ TrailName: arn })),
      ["InsightNotEnabled", "TrailNotFound"],
    );
    const types = (got?.InsightSelectors ?? []).flatMap(({ InsightType }) => InsightType ?? []);
    return [...new Set<string>(types)].toSorted();
  }
}

/** The settings that plans compare, in their form. */
export function settingsOf(trail: Trail): JsonObject {
  return {
    S3BucketName: trail.S3BucketName ?? "",
    S3KeyPrefix: trail.S3KeyPrefix || null,
    IsMultiRegionTrail: trail.IsMultiRegionTrail === true,
    IncludeGlobalServiceEvents: trail.IncludeGlobalServiceEvents === true,
    LogFileValidationEnabled: trail.LogFileValidationEnabled === true,
    IsOrganizationTrail: trail.IsOrganizationTrail === true,
    KmsKeyId: trail.KmsKeyId || null,
    CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn || null,
    CloudWatchLogsRoleArn: trail.CloudWatchLogsRoleArn || null,
    SnsTopicARN: trail.SnsTopicARN || null,
  };
}

function selectorsOf(got: {
  readonly EventSelectors?: readonly EventSelector[] | undefined;
  readonly AdvancedEventSelectors?: readonly object[] | undefined;
}): JsonObject {
  const { EventSelectors, AdvancedEventSelectors } = got;
  // What JSON.stringify wrote, JSON.parse gives back as JSON.
  return JSON.parse(JSON.stringify({ EventSelectors, AdvancedEventSelectors })) as JsonObject;
}
