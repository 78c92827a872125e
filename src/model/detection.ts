import { parseArn } from "./arn.ts";
import type { Json } from "./json.ts";
import type { Principal } from "./principal.ts";
import type { Severity } from "./severity.ts";

/** One match of a rule: many, cheap. Detections fold into findings. */
export interface Detection {
  readonly schemaVersion: 1;
  readonly kind: "detection";
  readonly rule: {
    readonly id: string;
    readonly title: string;
    readonly level: Severity;
    readonly tags: readonly string[];
  };
  /** `eventTime` as the event wrote it; of the last event for correlations. */
  readonly time: string;
  /** `recipientAccountId`, else `userIdentity.accountId`; empty when the event names none. */
  readonly account: string;
  readonly region: string;
  readonly principal: Principal;
  readonly sourceIp: string;
  /** What the event acted upon, as far as it says; absent where it does not, and of rules over time. */
  readonly targets?: readonly DetectionTarget[];
  readonly events: readonly DetectedEvent[];
  /** The fields that the rule asked for and found, by path. */
  readonly match: { readonly [field: string]: Json };
  /** Values of a correlation's group-by fields; empty for plain rules. */
  readonly groupBy: { readonly [field: string]: Json };
  /** Why it was made, where that was asked for: lines for people. */
  readonly explanation?: readonly string[];
}

export interface DetectionTarget {
  /** `AWS::IAM::User`, as CloudFormation and CloudTrail name types; empty where it is not known. */
  readonly type: string;
  /** ARN where the event gives it, else a name or an id. */
  readonly name: string;
}

/** A target in short: `user/ana`, `bucket/data`, `key/1234`. */
export function targetName({ type, name }: DetectionTarget): string {
  const kind = type.slice(type.lastIndexOf(":") + 1).toLowerCase();
  const arn = parseArn(name);
  const shown = arn?.resource ?? name;
  // In most ARNs the kind stands before the name; buckets and objects have none.
  const saysKind = arn !== undefined && arn.service !== "s3" && /[/:]/.test(shown);
  return kind === "" || saysKind ? shown : `${kind}/${shown}`;
}

/** What is kept of a matched event: never the event itself. */
export interface DetectedEvent {
  readonly eventId: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly eventTime: string;
  readonly file: string;
  readonly index: number;
}

/** What a run of `detect` read and found; printed by `--stats` and at the end of every report. */
export interface DetectionStats {
  readonly kind: "stats";
  readonly files: number;
  readonly bytesRead: number;
  readonly bytesUnpacked: number;
  /** Records as delivered. */
  readonly records: number;
  /** Records unique by `eventID` and content. */
  readonly events: number;
  readonly duplicates: number;
  readonly problems: number;
  readonly rulesLoaded: number;
  readonly rulesRejected: number;
  readonly detections: number;
  readonly evictedGroups: number;
  readonly seconds: number;
  readonly peakRssBytes: number;
  /** Only where events were asked of AWS: the newest one's time, ISO 8601; null where there was none. */
  readonly newestEvent?: string | null;
  /** How long before the question that was, by AWS's clock. */
  readonly latenessSeconds?: number | null;
}
