import type { Output } from "../../call.ts";
import type { TrailState } from "../../world/nouns.ts";
import { topicArn } from "./trail-access.ts";

/** What CreateTrail and UpdateTrail answer. */
export function trailOutput(trail: TrailState): Output {
  const { name, arn, bucket, prefix, snsTopic, kmsKeyId, logGroupArn, logRoleArn } = trail;
  return {
    Name: name,
    S3BucketName: bucket,
    ...(prefix !== undefined && { S3KeyPrefix: prefix }),
    ...(snsTopic !== undefined && { SnsTopicName: lastPart(snsTopic), SnsTopicARN: topicArn(trail) }),
    IncludeGlobalServiceEvents: trail.globalEvents,
    IsMultiRegionTrail: trail.multiRegion,
    TrailARN: arn,
    LogFileValidationEnabled: trail.validation,
    ...(logGroupArn !== undefined && { CloudWatchLogsLogGroupArn: logGroupArn }),
    ...(logRoleArn !== undefined && { CloudWatchLogsRoleArn: logRoleArn }),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
    IsOrganizationTrail: trail.organization,
  };
}

/** What GetTrail and DescribeTrails answer. */
export function trailDescription(trail: TrailState): Output {
  return {
    ...trailOutput(trail),
    HomeRegion: trail.homeRegion,
    HasCustomEventSelectors: trail.eventSelectors !== undefined || trail.advancedSelectors !== undefined,
    HasInsightSelectors: trail.insights.length > 0,
  };
}

function lastPart(topic: string): string {
  return topic.slice(topic.lastIndexOf(":") + 1);
}
