import { parseArn } from "../../../model/index.ts";
import { allPages, listAnswers } from "../all-pages.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";

/** Metric filters of the log groups that trails deliver to: what of the events is counted, so that an alarm can go off. */
export const metricFilters: Collector = {
  id: "metric-filters",
  features: ["trail"],
  actions: ["logs:DescribeMetricFilters"],
  stage: 2,
  collect,
};

async function collect({ session, found, account, isProbe }: CollectContext): Promise<Collected> {
  const groups = [...new Set(found.trails.flatMap(({ logGroup }) => logGroup ?? []))];
  const answers: CollectedAnswer[] = [];
  for (const group of isProbe ? groups.slice(0, 1) : groups) {
    const { region = "", account: owner = "", resource = "" } = parseArn(group) ?? {};
    const logGroupName = /^log-group:([^:]+)/.exec(resource)?.[1];
    // An organization's trail seen by a member delivers to a log group of another account, which cannot be asked about.
    if (logGroupName === undefined || (account !== undefined && owner !== account)) continue;
    const { client, sdk } = await session.connection.logs(region);
    const call = {
      action: "logs:DescribeMetricFilters",
      resource: group,
      unknown: "whether a metric filter counts what is done to a trail",
      isFarAway: true,
    };
    const filters = await allPages(
      (nextToken) =>
        session.ask(call, async (o) => {
          const page = await client.send(
            new sdk.DescribeMetricFiltersCommand({ logGroupName, limit: 50, nextToken }),
            o,
          );
          return { items: page.metricFilters, next: page.nextToken };
        }),
      isProbe,
    );
    answers.push(...listAnswers({ source: "metric-filters", subject: group }, "metricFilters", filters));
  }
  return { answers };
}
