import type { EventRule, Json, Snapshot, Trail } from "../../model/index.ts";
import { compareText } from "../order.ts";
import { readEventPattern } from "./event-pattern.ts";

/** Whether somebody is told of a call. */
export interface Notice {
  /** `some`: of some such calls, by caller or by the way the trail is named. `unknown`: targets or a pattern could not be read. */
  readonly verdict: "always" | "some" | "never" | "unknown";
  /** Names of the rules and alarms that tell. */
  readonly rules: readonly string[];
  /** What is not known about others that may tell of the rest; sentences. */
  readonly doubts: readonly string[];
}

/** Something that tells somebody of events. */
export interface Teller {
  readonly name: string;
  /** It may tell, but this about it is not known, a sentence. Undefined: it tells. */
  readonly doubt?: string;
  /** Asked of the event as EventBridge has it, with the record of CloudTrail in `detail`. */
  readonly matches: (event: Json) => boolean;
}

/**
 * Asks the rules of the region what they would do with the event that CloudTrail sends to EventBridge for a call: rules
 * that are enabled, match by their pattern, and have a target. Whether a target tells a person is not looked at.
 * `others` may tell too, of what the rules do not.
 *
 * Source: Amazon EventBridge User Guide, "AWS service events delivered via AWS CloudTrail".
 */
export function noticeOf(call: ApiCall, snapshot: Snapshot, others: readonly Teller[] = []): Notice {
  const rules = (snapshot.eventRules ?? [])
    .filter(({ isEnabled, region }) => isEnabled && region === call.region)
    .toSorted((a, b) => compareText(a.arn, b.arn));
  const events = eventsOf(call, snapshot);
  const ofRules = rules.filter(({ targets }) => targets === undefined || targets.length > 0).map(readRule);
  const telling = [...ofRules, ...others];
  const certain = telling.filter(({ doubt }) => doubt === undefined);
  const told = (among: readonly Teller[], event: Json): boolean => among.some(({ matches }) => matches(event));
  const count = events.filter((event) => told(certain, event)).length;
  const names = certain.filter(({ matches }) => events.some(matches)).map(({ name }) => name);
  if (count === events.length) return { verdict: "always", rules: names, doubts: [] };
  const untold = events.filter((event) => !told(certain, event));
  const doubts = [...new Set(telling.flatMap(({ doubt, matches }) => (untold.some(matches) ? (doubt ?? []) : [])))];
  const verdict = doubts.length > 0 ? "unknown" : count === 0 ? "never" : "some";
  return { verdict, rules: names, doubts };
}

/** A call of the management plane. */
export interface ApiCall {
  /** `cloudtrail.amazonaws.com` */
  readonly eventSource: string;
  readonly eventName: string;
  readonly region: string;
  /** Where the request names something, the ways to write it. */
  readonly requestParameters: readonly { readonly [name: string]: Json }[];
}

/** The calls that stop, narrow or remove a trail, in its home region, where alone they can be made. */
export function tamperCalls({ name, arn, homeRegion }: Trail): readonly ApiCall[] {
  const call = (eventName: string, key: string): ApiCall => ({
    eventSource: "cloudtrail.amazonaws.com",
    eventName,
    region: homeRegion,
    requestParameters: [{ [key]: name }, { [key]: arn }],
  });
  return [
    call("StopLogging", "name"),
    call("DeleteTrail", "name"),
    call("UpdateTrail", "name"),
    call("PutEventSelectors", "trailName"),
  ];
}

/** A rule by the clock matches no event; a pattern that cannot be read may match any. */
function readRule({ name, pattern, targets }: EventRule): Teller {
  if (pattern === undefined) return { name, matches: () => false };
  const read = readEventPattern(pattern);
  if ("unreadable" in read) {
    return { name, doubt: `The pattern of rule ${name} cannot be read: ${read.unreadable}.`, matches: () => true };
  }
  const doubt = `The targets of rule ${name} were not read (events:ListTargetsByRule).`;
  return { name, matches: read.matches, ...(targets === undefined && { doubt }) };
}

/** Every way in which the call may come: by user, role or root, with the trail's name or its ARN. */
function eventsOf(
  { eventSource, eventName, region, requestParameters }: ApiCall,
  { account, partition }: Snapshot,
): readonly Json[] {
  const callers: readonly { readonly [name: string]: Json }[] = [
    {
      type: "IAMUser",
      principalId: "AIDAEXAMPLE",
      arn: `arn:${partition}:iam::${account}:user/a`,
      accountId: account,
      userName: "a",
    },
    {
      type: "AssumedRole",
      principalId: "AROAEXAMPLE:s",
      arn: `arn:${partition}:sts::${account}:assumed-role/r/s`,
      accountId: account,
    },
    { type: "Root", principalId: account, arn: `arn:${partition}:iam::${account}:root`, accountId: account },
  ];
  return callers.flatMap((userIdentity) =>
    requestParameters.map((parameters) => ({
      version: "0",
      id: "36eb8523-97d0-4518-b33d-ee3579ff19f0",
      "detail-type": "AWS API Call via CloudTrail",
      source: `aws.${eventSource.replace(/\.amazonaws\.com$/, "")}`,
      account,
      time: "2026-01-01T00:00:00Z",
      region,
      resources: [],
      detail: {
        eventVersion: "1.11",
        userIdentity,
        eventTime: "2026-01-01T00:00:00Z",
        eventSource,
        eventName,
        awsRegion: region,
        sourceIPAddress: "192.0.2.1",
        userAgent: "aws-cli/2",
        requestParameters: parameters,
        responseElements: null,
        requestID: "1c1f1f0a-0000-4000-8000-000000000000",
        eventID: "2d2f2f0b-0000-4000-8000-000000000000",
        readOnly: false,
        eventType: "AwsApiCall",
        managementEvent: true,
        recipientAccountId: account,
        eventCategory: "Management",
      },
    })),
  );
}
