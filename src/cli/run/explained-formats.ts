import { Problem } from "../../model/index.ts";
import type { OutFile } from "../options.ts";

/** What decides whether an explanation is shown at all. */
export interface ExplainedOutput {
  readonly explain?: boolean;
  readonly group?: boolean;
  readonly output: string;
  readonly out: readonly OutFile[];
}

/**
 * Notes on the asked-for formats that leave out what `--explain` says. Throws a {@link Problem} when all of them do: an explanation
 * that is asked for and not there looks like one that is empty.
 */
export function unexplainedNotes({ explain, group, output, out }: ExplainedOutput): readonly string[] {
  if (explain !== true) return [];
  // Folded detections are not lines of their own.
  const able = group === true ? ["table", "json"] : ["table", "json", "jsonl"];
  const asked = [...new Set([output, ...out.map(({ format }) => format)])];
  const unable = asked.filter((format) => !able.includes(format));
  if (unable.length === asked.length) {
    const folded = unable.includes("jsonl") ? " of findings (--group)" : "";
    throw new Problem("cli.usage", `--explain has no place in ${unable.join(", ")}${folded}.`, {
      hint: `Ask for ${able.join(" or ")}${folded === "" ? "" : ", or leave out --group"}.`,
    });
  }
  return unable.map((format) => `${format} leaves out what --explain says.`);
}
