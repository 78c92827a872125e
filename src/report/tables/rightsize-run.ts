import { type Column, createTerminal, type TerminalOptions } from "../text/terminal.ts";
import { formatTime, plural } from "../text/words.ts";

/** What an apply or a rollback did, or would do. */
export interface RightsizeRunView {
  readonly state: "shown" | "complete" | "stopped";
  readonly steps: readonly {
    readonly call: string;
    readonly target: string;
    readonly result: "todo" | "done" | "already" | "left" | "failed";
    readonly problem?: { readonly message: string };
  }[];
  /** Sentences that follow: what was not looked at, and what comes next. */
  readonly next: readonly string[];
}

export interface RightsizeWatchView {
  readonly purpose: "apply" | "canary";
  readonly since: string;
  readonly seenTo?: string;
  readonly events: number;
  readonly denied: readonly {
    readonly action: string;
    readonly time: string;
    readonly eventName: string;
    readonly cause: "canary" | "removal" | "unclear";
  }[];
  readonly next: readonly string[];
}

/** One line for each call to IAM, in order. */
export function renderRightsizeRun({ state, steps, next }: RightsizeRunView, options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  const rows = steps.map(({ call, target, result, problem }) => [
    { lines: [results[result]], style: result === "failed" ? ("FAIL" as const) : ("quiet" as const) },
    { lines: [call] },
    { lines: [target, ...(problem === undefined ? [] : [problem.message])] },
  ]);
  const columns: readonly Column[] = [{ header: "STATE" }, { header: "CALL" }, { header: "ON", flexible: true }];
  return [
    ...(rows.length === 0 ? terminal.text("There is nothing to do.", "strong") : terminal.table(columns, rows)),
    "",
    ...terminal.text(states[state], "strong"),
    ...next.flatMap((line) => terminal.text(line, "quiet")),
    "",
  ].join("\n");
}

const results = { todo: "to do", done: "done", already: "already so", left: "left", failed: "FAILED" } as const;

const states = {
  shown: "Nothing was done: this is what --yes would do.",
  complete: "Done.",
  stopped: "Stopped at the first call that failed; what stands above it was done.",
} as const;

/** Calls that were denied since, or that there are none. */
export function renderRightsizeWatch(view: RightsizeWatchView, options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  const { purpose, since, seenTo, events, denied, next } = view;
  const rows = denied.map(({ action, time, eventName, cause }) => [
    { lines: [formatTime(time)] },
    { lines: [action] },
    { lines: [eventName] },
    { lines: [causes[cause]] },
  ]);
  const columns: readonly Column[] = [
    { header: "TIME" },
    { header: "ACTION" },
    { header: "CALL" },
    { header: "BECAUSE", flexible: true },
  ];
  const what = purpose === "canary" ? "The canary" : "The plan";
  const head = `${what} is in force since ${formatTime(since)}; the logs hold ${plural(events, "event")}${seenTo === undefined ? "" : `, to ${formatTime(seenTo)}`}.`;
  return [
    ...terminal.text(head, "strong"),
    ...(rows.length === 0 ? [] : ["", ...terminal.table(columns, rows)]),
    "",
    ...terminal.text(
      denied.length === 0
        ? "No removed action was missed in them."
        : `${plural(denied.length, "call")} missed what was removed.`,
      "strong",
    ),
    ...next.flatMap((line) => terminal.text(line, "quiet")),
    "",
  ].join("\n");
}

const causes = {
  canary: "an explicit Deny, as the canary's",
  removal: "no identity policy allows it",
  unclear: "denied, for whatever reason",
} as const;
