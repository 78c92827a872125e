import type { Call, Operation, Output } from "../../call.ts";
import { trailsOver } from "../../record/index.ts";
import type { TrailState } from "../../world/nouns.ts";
import { arnOf, needOnAll, needOnTrail, trailToRead } from "./find-trail.ts";
import { optionalFlag, optionalText, optionalTexts, requiredText } from "./input.ts";
import { pageOf } from "./page.ts";
import { trailDescription } from "./trail-output.ts";

export const getTrail: Operation = {
  needs: needOnTrail("Name"),
  run: (call) => ({ Trail: trailDescription(trailToRead(call, requiredText(call.input, "Name"))) }),
};

/** Trails of the region; with shadow trails also those of other regions, and of the organization, that record it. */
export const describeTrails: Operation = { needs: needOnAll, run: runDescribe };

/** Trails of all regions. */
export const listTrails: Operation = { needs: needOnAll, run: runList };

function runDescribe(call: Call): Output {
  const { input, world, account, region } = call;
  const names = optionalTexts(input, "trailNameList") ?? [];
  const shadows = optionalFlag(input, "includeShadowTrails") ?? true;
  const wanted = new Set(names.map((name) => arnOf(call, name)));
  const trails = trailsOver(world, account).filter(
    (trail) => isHere(trail, region, shadows) && (shadows || account.trails.get(trail.arn) !== undefined),
  );
  const chosen = names.length === 0 ? trails : trails.filter(({ arn }) => wanted.has(arn));
  return { trailList: chosen.map(trailDescription) };
}

function isHere({ homeRegion, multiRegion }: TrailState, region: string, shadows: boolean): boolean {
  return homeRegion === region || (shadows && multiRegion);
}

function runList({ input, world, account }: Call): Output {
  const page = pageOf(trailsOver(world, account), 1000, optionalText(input, "NextToken"), "ListTrails");
  return {
    Trails: page.items.map(({ arn, name, homeRegion }) => ({ TrailARN: arn, Name: name, HomeRegion: homeRegion })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}
