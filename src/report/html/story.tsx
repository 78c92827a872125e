import type { JSX } from "react";
import { formatCount, plural } from "../text/words.ts";
import type { LabActivityResult, StoryStep } from "../views/report.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Section } from "./parts.tsx";

/** What was done, step by step. */
export function StorySection({ story }: { readonly story: readonly StoryStep[] }): JSX.Element | null {
  if (story.length === 0) return null;
  const seconds = story.reduce((sum, step) => sum + step.seconds, 0);
  return (
    <Section
      id="story"
      title="What was done"
      lead={`${plural(story.length, "step")} in ${seconds.toFixed(0)} seconds.`}
    >
      <DataTable
        caption="Steps in their order, and what came of each"
        columns={[{ header: "Step" }, { header: "What was done and found" }, { header: "Seconds", numeric: true }]}
        rows={story.map(({ step, text, seconds: taken }) => [step, bounded(text), taken.toFixed(1)])}
      />
    </Section>
  );
}

/** Each activity of the lab, and where it was found again. */
export function LabSection({ lab }: { readonly lab: readonly LabActivityResult[] }): JSX.Element | null {
  if (lab.length === 0) return null;
  const found = lab.filter(isFound).length;
  return (
    <Section
      id="lab"
      title="Activities of the lab"
      lead={`${formatCount(found)} of ${plural(lab.length, "activity", "activities")} were found in Event history and in the trail's files. Seconds are from the event to its delivery.`}
    >
      <DataTable
        caption="Activities, and where each was found again"
        columns={[
          { header: "Activity" },
          { header: "Found in" },
          { header: "Detections" },
          { header: "Seconds", numeric: true },
        ]}
        rows={lab.map((one) => [
          one.activity,
          whereFound(one),
          one.detections.length === 0 ? "none" : bounded(one.detections.join("; ")),
          one.secondsToVisible === null ? "" : formatCount(one.secondsToVisible),
        ])}
      />
    </Section>
  );
}

function isFound({ expected, foundInEventHistory, foundInTrail }: LabActivityResult): boolean {
  return foundInEventHistory >= expected && foundInTrail >= expected;
}

function whereFound({ expected, foundInEventHistory, foundInTrail }: LabActivityResult): string {
  if (expected === 0) return "it was left out";
  const [inHistory, inTrail] = [foundInEventHistory >= expected, foundInTrail >= expected];
  if (inHistory && inTrail) return "Event history, trail";
  if (inHistory) return "Event history; MISSING in the trail";
  return inTrail ? "trail; MISSING in Event history" : "MISSING";
}
