import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { CloudTrailEvent } from "../../model/index.ts";
import { compileMatcher, type Rule, type RuleSet } from "../../sigma/index.ts";
import { createDeriver, derivedFieldNames, derivedReads } from "../facts/derived.ts";
import { type Feed, type FeedMatch, feedMatch, feedsOf, plainMatch } from "../feeds.ts";
import { createRowMaker, layout } from "./fake-rows.fixture.ts";
import { createJudge } from "./judge.ts";
import { isAbsent, realEvents, realRules, someFeeds } from "./real-events.fixture.ts";

const noRules: RuleSet = { rules: [], correlations: [], baselines: [] };

describe.skipIf(isAbsent)("real rules on real events, three times (skipped where ../shared/data is absent)", () => {
  const derive = createDeriver(derivedFieldNames) ?? ((event: CloudTrailEvent) => event);
  const written = isAbsent ? [] : realEvents();
  const events = written.map(derive);
  const set = isAbsent ? noRules : realRules();
  const rules = set.rules.filter(({ silent }) => silent !== true);
  const allFeeds = [...feedsOf(set), ...someFeeds(rules)];

  test("rows say what the rules say one by one; what was seen before is parsed for its detections only", () => {
    const [first, second, third] = passes(rules, [], 2 ** 17);
    expect(rules.length).toBeGreaterThan(110);
    expect(events.length).toBe(2900);
    expect(second).toEqual({ parsed: second?.hits, hits: first?.hits, fed: 0 });
    expect(third).toEqual(second);
    // What is parsed beside the hits is what is new.
    expect((first?.parsed ?? 0) - (first?.hits ?? 0)).toBeLessThan(1000);
    expect(first?.hits).toBeGreaterThan(20);
  });

  test("and so do feeds, which need no parsing for what was seen before", () => {
    const [first, second, third] = passes(rules, allFeeds, 2 ** 17);
    expect(first?.fed).toBeGreaterThan(5000);
    expect(second).toEqual({ parsed: second?.hits, hits: first?.hits, fed: first?.fed });
    expect(third).toEqual(second);
  });

  test.each([
    ["little is remembered", 64, 60],
    ["there are few paths", 2 ** 17, 6],
  ])("the same when %s", (_what, maxVerdicts, maxPaths) => {
    expect(passes(rules, allFeeds, maxVerdicts, maxPaths)).toHaveLength(3);
  });

  /** Checks every answer; how many events were parsed, how many had detections, and how many matches feeds had. */
  function passes(
    asked: readonly Rule[],
    feeds: readonly Feed[],
    maxVerdicts: number,
    maxPaths = 60,
  ): readonly { readonly parsed: number; readonly hits: number; readonly fed: number }[] {
    const judge = createJudge({ rules: asked, feeds, derivedReads, layout, maxVerdicts, maxPaths });
    const rows = written.map(createRowMaker(judge.projection));
    const matchers = asked.map(({ condition }) => compileMatcher(condition));
    const feedMatchers = feeds.map(({ condition }) => compileMatcher(condition));
    const expected = events.map((event) => ({
      rules: asked.filter((_, at) => matchers[at]?.(event)),
      feeds: feeds.flatMap((feed, at) => (feedMatchers[at]?.(event) ? (feedMatch(feed, at, event) ?? []) : [])),
    }));
    return [1, 2, 3].map(() => {
      const counts = { parsed: 0, hits: 0, fed: 0 };
      for (const [position, event] of events.entries()) {
        const row = rows[position];
        if (row === undefined) throw new Error(`Event ${position} has no row.`);
        const said: { readonly rules: Rule[]; readonly feeds: FeedMatch[] } = { rules: [], feeds: [] };
        const parse = (): CloudTrailEvent => {
          counts.parsed += 1;
          return event;
        };
        judge.seeRow(row, 0, parse, {
          rule: (rule) => said.rules.push(rule),
          feed: (match) => said.feeds.push(plainMatch(match)),
        });
        // `expect` takes its time, and there are many events.
        if (!isDeepStrictEqual(said, expected[position])) expect(said).toEqual(expected[position]);
        counts.hits += said.rules.length > 0 ? 1 : 0;
        counts.fed += said.feeds.length;
      }
      return counts;
    });
  }
});
