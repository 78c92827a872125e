import type { DescribeTrailsCommandOutput } from "@aws-sdk/client-cloudtrail";
import { answerText, errorText } from "../answer-text.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector, TrailFound } from "../collector.ts";
import type { Asked } from "../session.ts";

/**
 * The trails. DescribeTrails sees those of one region and the multi-region ones; ListTrails names those of all regions, so
 * that the others are described where they are at home.
 */
export const trails: Collector = {
  id: "trails",
  features: ["trail"],
  actions: ["cloudtrail:DescribeTrails", "cloudtrail:ListTrails"],
  stage: 1,
  collect,
};

async function collect(context: CollectContext): Promise<Collected> {
  const { session } = context;
  const { region } = session.connection;
  const first = await describe(context, region, true);
  if (!first.ok) return { answers: [{ source: "trails", text: errorText(first) }] };
  const answers: CollectedAnswer[] = [{ source: "trails", text: answerText(first.value) }];
  const found = trailsIn(first.value);
  const known = new Set(found.map(({ arn }) => arn));
  const elsewhere = (await homesOf(context)).filter(({ arn }) => !known.has(arn));
  for (const home of new Set(elsewhere.map(({ homeRegion }) => homeRegion))) {
    if (home === region) continue;
    const asked = await describe(context, home, false);
    answers.push({ source: "trails", text: asked.ok ? answerText(asked.value) : errorText(asked) });
    if (asked.ok) found.push(...trailsIn(asked.value).filter(({ arn }) => !known.has(arn)));
  }
  return { answers, found: { trails: found } };
}

async function describe(
  { session }: CollectContext,
  region: string,
  includeShadowTrails: boolean,
): Promise<Asked<DescribeTrailsCommandOutput>> {
  const { client, sdk } = await session.connection.cloudtrail(region);
  const call = {
    action: "cloudtrail:DescribeTrails",
    unknown: `which trails there are in ${region}, and so whether anything is recorded`,
  };
  return session.ask(call, (o) => client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails }), o));
}

async function homesOf({
  session,
}: CollectContext): Promise<readonly { readonly arn: string; readonly homeRegion: string }[]> {
  const { client, sdk } = await session.connection.cloudtrail(session.connection.region);
  const call = {
    action: "cloudtrail:ListTrails",
    unknown: "trails of other regions that record their own region only",
  };
  const homes: { readonly arn: string; readonly homeRegion: string }[] = [];
  let token: string | undefined;
  do {
    const page = await session.ask(call, (o) =>
      client.send(new sdk.ListTrailsCommand(token === undefined ? {} : { NextToken: token }), o),
    );
    if (!page.ok) break;
    for (const { TrailARN, HomeRegion } of page.value.Trails ?? []) {
      if (TrailARN !== undefined && HomeRegion !== undefined) homes.push({ arn: TrailARN, homeRegion: HomeRegion });
    }
    token = page.value.NextToken;
  } while (token !== undefined && token !== "");
  return homes;
}

function trailsIn({ trailList = [] }: DescribeTrailsCommandOutput): TrailFound[] {
  return trailList.flatMap(
    ({ TrailARN, Name = "", HomeRegion, S3BucketName = "", KmsKeyId, CloudWatchLogsLogGroupArn }) => {
      const homeRegion = HomeRegion ?? TrailARN?.split(":")[3];
      return TrailARN === undefined || !homeRegion
        ? []
        : [
            {
              name: Name,
              arn: TrailARN,
              homeRegion,
              bucket: S3BucketName,
              ...(KmsKeyId !== undefined && { kmsKeyId: KmsKeyId }),
              ...(CloudWatchLogsLogGroupArn && { logGroup: CloudWatchLogsLogGroupArn }),
            },
          ];
    },
  );
}
