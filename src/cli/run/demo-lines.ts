import { type StoryStep, sanitizeTerminal, wrapText } from "../../report/index.ts";

/** ` 3  lab run            8 activities, each by a user of its own            1.2 s`; a long text goes on below itself. */
export function storyLines(
  { step, text, seconds }: StoryStep,
  at: number,
  { width, color, unicode }: { readonly width: number; readonly color: boolean; readonly unicode: boolean },
): readonly string[] {
  const columns = Math.max(20, width - indent - timeWidth);
  const [first = "", ...rest] = wrapText(sanitizeTerminal(text, { unicode }), columns);
  const time = `${seconds.toFixed(1)} s`.padStart(timeWidth);
  const quiet = (words: string): string => (color ? `\u001b[2m${words}\u001b[0m` : words);
  const strong = (words: string): string => (color ? `\u001b[1m${words}\u001b[0m` : words);
  return [
    `${quiet(String(at).padStart(2))}  ${strong(step.padEnd(stepWidth))}  ${first.padEnd(columns)}${quiet(time)}`,
    ...rest.map((line) => `${" ".repeat(indent)}${line}`),
  ];
}

/** `rightsize verify` */
const stepWidth = 16;
const indent = 2 + 2 + stepWidth + 2;
const timeWidth = 8;
