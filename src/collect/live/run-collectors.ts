import type { CollectFeature } from "../../model/index.ts";
import type { CollectContext, CollectedAnswer, CollectedFacts, Collector, Found } from "./collector.ts";
import { collectors } from "./collectors/index.ts";

export interface CollectorRun {
  readonly answers: readonly CollectedAnswer[];
  readonly facts: CollectedFacts;
  readonly found: Found;
}

/** Runs the collectors of the features: first those that find what there is, then those that ask about it. */
export async function runCollectors(
  features: readonly CollectFeature[],
  context: Omit<CollectContext, "features" | "found">,
  among: readonly Collector[] = collectors,
): Promise<CollectorRun> {
  const wanted = among.filter((collector) => collector.features.some((feature) => features.includes(feature)));
  let found: Found = { principals: [], others: [], users: [], administrators: [], usersWithMfa: [], trails: [] };
  let facts: CollectedFacts = {};
  const answers: CollectedAnswer[] = [];
  for (const stage of [1, 2]) {
    const now = wanted.filter((collector) => collector.stage === stage);
    const results = await Promise.all(now.map((collector) => collector.collect({ ...context, features, found })));
    for (const result of results) {
      answers.push(...result.answers);
      facts = { ...facts, ...result.facts };
      found = { ...found, ...result.found };
    }
  }
  return { answers, facts, found };
}
