import type { Trail } from "@aws-sdk/client-cloudtrail";
import { ask } from "../sdk/ask.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";

/** All trails that record this account, of all regions and of its organization. Throws Problems. */
export async function allTrails({ clients }: TrailAws, region: string): Promise<readonly Trail[]> {
  const { client, sdk } = await clients.cloudtrail(region);
  const here = await ask("DescribeTrails", () =>
    client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: true })),
  );
  const found = new Map((here?.trailList ?? []).map((trail) => [trail.TrailARN ?? "", trail]));
  let NextToken: string | undefined;
  do {
    const page = await ask("ListTrails", () => client.send(new sdk.ListTrailsCommand({ NextToken })));
    for (const { TrailARN = "", HomeRegion = region } of page?.Trails ?? []) {
      if (found.has(TrailARN)) continue;
      const other = await clients.cloudtrail(HomeRegion);
      const got = await ask("GetTrail", () => other.client.send(new other.sdk.GetTrailCommand({ Name: TrailARN })), [
        "TrailNotFound",
      ]);
      if (got?.Trail !== undefined) found.set(TrailARN, got.Trail);
    }
    NextToken = page?.NextToken;
  } while (NextToken !== undefined);
  return [...found.values()];
}
