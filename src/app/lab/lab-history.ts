import { jsonIn, type LabEvent, labEvent } from "./lab-events.ts";
import type { LabPlace } from "./lab-place.ts";
import { asAwsProblem } from "./lab-problem.ts";

/** Event history, as far as the lab asks it. */
export interface LabHistory {
  /** What a user did since a time, in the regions where it may have been recorded. Throws Problems. */
  eventsOf(userName: string, sinceMs: number, wants: "api" | "sign-in"): Promise<readonly LabEvent[]>;
}

/** Keeps to the two requests a second that AWS allows in each region. */
export function openLabHistory(place: LabPlace): LabHistory {
  const { connection, loopback } = place;
  const gapMs = loopback === undefined ? 550 : 0;
  const next = new Map<string, number>();

  return {
    async eventsOf(userName, sinceMs, wants) {
      for (const region of regionsOf(place, wants)) {
        const found = await eventsIn(region, userName, sinceMs);
        if (found.length > 0) return found;
      }
      return [];
    },
  };

  async function eventsIn(region: string, userName: string, sinceMs: number): Promise<readonly LabEvent[]> {
    const { client, sdk } = await connection.cloudtrail(region);
    const events: LabEvent[] = [];
    let NextToken: string | undefined;
    do {
      await turn(region);
      const input = {
        LookupAttributes: [{ AttributeKey: "Username" as const, AttributeValue: userName }],
        StartTime: new Date(sinceMs),
        NextToken,
      };
      try {
        const answer = await client.send(new sdk.LookupEventsCommand(input));
        NextToken = answer.NextToken;
        for (const { CloudTrailEvent } of answer.Events ?? []) {
          const event = labEvent(jsonIn(CloudTrailEvent ?? "") ?? null);
          if (event !== undefined) events.push(event);
        }
      } catch (error) {
        throw asAwsProblem(error, `cloudtrail:LookupEvents in ${region}`);
      }
    } while (NextToken !== undefined);
    return events;
  }

  async function turn(region: string): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, next.get(region) ?? 0);
    next.set(region, at + gapMs);
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  }
}

/**
 * IAM is recorded in one region of a partition, STS where it was asked, sign-in of users in one of several.
 *
 * Source: CloudTrail User Guide, "Global service events" and "AWS Management Console sign-in events".
 */
export function regionsOf(
  { partition, connection: { region }, loopback }: LabPlace,
  wants: "api" | "sign-in",
): readonly string[] {
  const global = { "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" }[partition] ?? "us-east-1";
  const more = wants === "sign-in" && partition === "aws" && loopback === undefined ? signInRegions : [];
  return [...new Set([global, region, ...more])];
}

const signInRegions: readonly string[] = ["us-east-2", "eu-north-1", "ap-southeast-2"];
