import type { AnalyzerSummary, FindingSummary, FindingSummaryV2 } from "@aws-sdk/client-accessanalyzer";
import type { FailedCall } from "../../../model/index.ts";
import { allPages, listAnswers, type Page, type Pages } from "../all-pages.ts";
import { errorText } from "../answer-text.ts";
import type { CollectContext, Collected, CollectedAnswer, Collector } from "../collector.ts";
import { inParallel } from "../in-parallel.ts";
import type { Asked } from "../session.ts";

/**
 * The analyzers of all regions that the account may use, and their open findings. Findings about access from outside are asked
 * for in the form that names who is let in; those about unused access have the newer form only. Both are
 * `access-analyzer:ListFindings` to policies.
 *
 * Source: IAM Access Analyzer API Reference, ListFindings and ListFindingsV2.
 */
export const accessAnalyzer: Collector = {
  id: "access-analyzer",
  features: ["access"],
  actions: ["access-analyzer:ListAnalyzers", "access-analyzer:ListFindings"],
  stage: 2,
  collect,
};

/** AWS has about 35 regions; somebody else's endpoint may name more. */
const maxRegions = 60;
const regionsAtATime = 8;

async function collect(context: CollectContext): Promise<Collected> {
  const { session, isProbe } = context;
  const own = session.connection.region;
  const regions = isProbe ? [own] : (context.found.regions ?? [own]).slice(0, maxRegions);
  const found = await inParallel(regions, regionsAtATime, (region) => ofRegion(region, context));
  return { answers: [...found.flatMap((one) => one.answers), ...refusals(found.flatMap((one) => one.failed ?? []))] };
}

interface RegionFailed extends Pick<FailedCall, "code" | "message"> {
  readonly region: string;
}

/** One for each kind: a policy that denies most regions would be said thirty times. */
function refusals(failed: readonly RegionFailed[]): readonly CollectedAnswer[] {
  const codes = [...new Set(failed.map(({ code }) => code))];
  return codes.flatMap((code) => {
    const same = failed.filter((one) => one.code === code);
    const subject = same.map(({ region }) => region).join(", ");
    return same.slice(0, 1).map((first) => ({ source: "analyzers", subject, text: errorText(first) }) as const);
  });
}

async function ofRegion(
  region: string,
  context: CollectContext,
): Promise<{ readonly answers: readonly CollectedAnswer[]; readonly failed?: RegionFailed }> {
  const { session, isProbe } = context;
  const { client, sdk } = await session.connection.accessAnalyzer(region);
  const call = {
    action: "access-analyzer:ListAnalyzers",
    unknown: `whether IAM Access Analyzer watches ${region}`,
    isFarAway: true,
  };
  const analyzers = await allPages(
    (nextToken) =>
      session.ask(call, async (o) => {
        const page = await client.send(new sdk.ListAnalyzersCommand({ maxResults: 100, nextToken }), o);
        return { items: page.analyzers, next: page.nextToken };
      }),
    isProbe,
  );
  const findings: CollectedAnswer[] = [];
  for (const analyzer of analyzers.items ?? []) {
    if (analyzer.status === "ACTIVE") findings.push(...(await findingsOf(analyzer, region, context)));
  }
  const { items, failed } = analyzers;
  return {
    answers: [
      ...listAnswers({ source: "analyzers", subject: region }, "analyzers", { ...(items && { items }) }),
      ...findings,
    ],
    ...(failed && { failed: { region, code: failed.code, message: failed.message } }),
  };
}

const active = { status: { eq: ["ACTIVE"] } };
const fromOutside: ReadonlySet<string | undefined> = new Set(["ACCOUNT", "ORGANIZATION"]);

async function findingsOf(
  { arn, type }: AnalyzerSummary,
  region: string,
  { session, isProbe }: CollectContext,
): Promise<readonly CollectedAnswer[]> {
  const { client, sdk } = await session.connection.accessAnalyzer(region);
  const call = {
    action: "access-analyzer:ListFindings",
    resource: arn ?? "*",
    unknown: "what is open to strangers, or unused, as IAM Access Analyzer found",
    isFarAway: true,
  };
  const pages: Pages<FindingSummary | FindingSummaryV2> = await allPages(
    (nextToken): Promise<Asked<Page<FindingSummary | FindingSummaryV2>>> =>
      session.ask(call, async (o) => {
        const input = { analyzerArn: arn, filter: active, maxResults: 100, nextToken };
        const page = fromOutside.has(type)
          ? await client.send(new sdk.ListFindingsCommand(input), o)
          : await client.send(new sdk.ListFindingsV2Command(input), o);
        return { items: page.findings, next: page.nextToken };
      }),
    isProbe,
  );
  const common = { source: "analyzer-findings", region, ...(arn !== undefined && { subject: arn }) } as const;
  return listAnswers(common, "findings", pages);
}
