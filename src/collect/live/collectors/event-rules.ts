import type { Rule } from "@aws-sdk/client-eventbridge";
import { allPages, listAnswers } from "../all-pages.ts";
import { askEach } from "../ask-each.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";
import { inParallel } from "../in-parallel.ts";

/**
 * Rules of EventBridge that may tell somebody of an event, with their targets: in the home regions of trails, and where global
 * services such as IAM put their events. Only the default bus gets events of AWS.
 *
 * Source: EventBridge User Guide, "Events from AWS services"; IAM's are in the partition's first region only.
 */
export const eventRules: Collector = {
  id: "event-rules",
  features: ["trail"],
  actions: ["events:ListRules", "events:ListTargetsByRule"],
  stage: 2,
  collect,
};

/** Rules of one region that are asked for their targets; the targets of the others are a gap. */
const maxRules = 200;

async function collect(context: CollectContext): Promise<Collected> {
  const { session, found, isProbe } = context;
  const homes = found.trails.map(({ homeRegion }) => homeRegion);
  const regions = [...new Set([globalRegion(session.connection.region), ...homes])];
  const answers = await inParallel(isProbe ? regions.slice(0, 1) : regions, 8, (region) => ofRegion(region, context));
  return { answers: answers.flat() };
}

function globalRegion(region: string): string {
  if (region.startsWith("cn-")) return "cn-north-1";
  return region.startsWith("us-gov-") ? "us-gov-west-1" : "us-east-1";
}

async function ofRegion(region: string, context: CollectContext): Promise<readonly CollectedAnswer[]> {
  const { session, isProbe, concurrency } = context;
  const { client, sdk } = await session.connection.events(region);
  const call = {
    action: "events:ListRules",
    unknown: `whether somebody is told of events in ${region} as they happen`,
    isFarAway: true,
  };
  const rules = await allPages(
    (NextToken) =>
      session.ask(call, async (o) => {
        const page = await client.send(new sdk.ListRulesCommand({ Limit: 100, NextToken }), o);
        return { items: page.Rules, next: page.NextToken };
      }),
    isProbe,
  );
  const wanted = (rules.items ?? []).filter(mayTell).slice(0, isProbe ? 1 : maxRules);
  const action = "events:ListTargetsByRule";
  const targets = await askEach(wanted, concurrency, async ({ Name, Arn = "" }) => {
    const ofRule = { action, resource: Arn, unknown: "what an EventBridge rule calls", isFarAway: true };
    const pages = await allPages(
      (NextToken) =>
        session.ask({ ...ofRule, answers: ["ResourceNotFoundException"] }, async (o) => {
          const page = await client.send(new sdk.ListTargetsByRuleCommand({ Rule: Name, Limit: 100, NextToken }), o);
          return { items: page.Targets, next: page.NextToken };
        }),
      isProbe,
    );
    return pages.failed ?? { ok: true, value: pages };
  });
  return [
    ...listAnswers({ source: "event-rules", region }, "Rules", rules),
    ...targets.flatMap(({ item, asked }) => {
      const common = { source: "event-rules", region, subject: item.Arn ?? "" } as const;
      return listAnswers(common, "Targets", asked.ok ? asked.value : { failed: asked }, action);
    }),
  ];
}

/** Rules by the clock, and those that are off, tell nobody of an event. */
function mayTell({ EventPattern, State }: Rule): boolean {
  return EventPattern !== undefined && State !== "DISABLED";
}
