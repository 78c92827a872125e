import {
  createDeriver,
  createJudge,
  createObservationBatch,
  derivedReads,
  feedFields,
  feedsOf,
} from "../../detect/index.ts";
import { rowWord } from "../../logs/index.ts";
import { type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import { fieldsOf, type RuleSet } from "../../sigma/index.ts";
import { openGeo } from "../geo/geo.ts";
import { createRecordPages } from "./record-pages.ts";
import type { ScanTools } from "./scan-file.ts";

/** What a thread, by its number, needs to ask events. The same for every thread that is given the same rules and databases. */
export function createScanTools(
  set: RuleSet,
  geoipPaths: readonly string[],
  seed: number,
  thread: number = 0,
): { readonly tools: ScanTools; readonly problems: readonly ProblemRecord[] } {
  const feeds = feedsOf(set);
  const asked = new Set([
    ...set.rules.flatMap(({ condition }) => [...fieldsOf(condition)]),
    ...feeds.flatMap((feed) => [...fieldsOf(feed.condition), ...feedFields(feed)]),
  ]);
  const { geo, problems } = openGeo(geoipPaths);
  const derive = createDeriver(asked, geo) ?? ((event) => event);
  const observations = createObservationBatch(feeds, thread);
  const judge = createJudge({ rules: set.rules, feeds, derivedReads, layout: rowWord, share: observations.share });
  const projection = { paths: judge.projection, seed };
  const tools = { judge, feeds, observations, records: createRecordPages(), derive, projection };
  return { tools, problems: problems.map(toProblemRecord) };
}
