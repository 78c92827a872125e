import type { Terminal } from "../text/terminal.ts";
import type { LabActivityResult } from "../views/report.ts";

/** A row for each activity of the lab; nothing where no lab was run. */
export function labLines(lab: readonly LabActivityResult[], terminal: Terminal): readonly string[] {
  if (lab.length === 0) return [];
  const rows = lab.map(({ activity, expected, foundInEventHistory, foundInTrail, secondsToVisible, detections }) =>
    [
      activity,
      foundWord(foundInEventHistory, expected),
      foundWord(foundInTrail, expected),
      secondsToVisible === null ? "never" : `${secondsToVisible} s`,
      detections.join(", "),
    ].map((text) => ({ lines: [text] })),
  );
  return [
    ...terminal.text("Activities of the lab", "strong"),
    ...terminal.table(
      [
        { header: "ACTIVITY" },
        { header: "EVENT HISTORY" },
        { header: "TRAIL" },
        { header: "VISIBLE AFTER", align: "right" },
        { header: "DETECTIONS", flexible: true },
      ],
      rows,
    ),
  ];
}

function foundWord(found: number, expected: number): string {
  if (expected === 0) return "left out";
  return found >= expected ? "found" : "MISSING";
}
