import { askedText } from "../answer-text.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector, TrailFound } from "../collector.ts";

/** What each trail does: its status, what it records and its Insights, asked where it is at home. */
export const trailSettings: Collector = {
  id: "trail-settings",
  features: ["trail"],
  actions: ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors"],
  stage: 2,
  collect,
};

async function collect(context: CollectContext): Promise<Collected> {
  const { found, isProbe } = context;
  const answers: CollectedAnswer[] = [];
  for (const trail of isProbe ? found.trails.slice(0, 1) : found.trails)
    answers.push(...(await settingsOf(trail, context)));
  return { answers };
}

async function settingsOf(
  { arn, homeRegion }: TrailFound,
  { session }: CollectContext,
): Promise<readonly CollectedAnswer[]> {
  const { client, sdk } = await session.connection.cloudtrail(homeRegion);
  const status = await session.ask(
    { action: "cloudtrail:GetTrailStatus", resource: arn, unknown: "whether a trail is logging and its files arrive" },
    (o) => client.send(new sdk.GetTrailStatusCommand({ Name: arn }), o),
  );
  const selectors = await session.ask(
    { action: "cloudtrail:GetEventSelectors", resource: arn, unknown: "which events a trail records" },
    (o) => client.send(new sdk.GetEventSelectorsCommand({ TrailName: arn }), o),
  );
  const insights = await session.ask(
    {
      action: "cloudtrail:GetInsightSelectors",
      resource: arn,
      unknown: "which Insights a trail records",
      answers: ["InsightNotEnabledException"],
    },
    (o) => client.send(new sdk.GetInsightSelectorsCommand({ TrailName: arn }), o),
  );
  return [
    { source: "trail-status", subject: arn, text: askedText(status) },
    { source: "event-selectors", subject: arn, text: askedText(selectors) },
    { source: "insight-selectors", subject: arn, text: askedText(insights) },
  ];
}
