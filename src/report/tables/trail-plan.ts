import { type Column, createTerminal, type TerminalOptions } from "../text/terminal.ts";

/** A plan of a trail, as far as its table shows it. */
export interface TrailPlanView {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly {
    readonly type: string;
    readonly id: string;
    readonly state: "new" | "existing";
    readonly documents: { readonly [name: string]: unknown };
  }[];
  readonly steps: readonly { readonly call: string; readonly target: string }[];
  readonly costs: readonly string[];
  readonly warnings: readonly { readonly text: string }[];
  /** Sentences that follow. */
  readonly next: readonly string[];
}

/** Resources with their documents, the calls in order, what costs, and what to know. */
export function renderTrailPlan(plan: TrailPlanView, options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  const { name, account, region, resources, steps, costs, warnings, next } = plan;
  const rows = steps.map(({ call, target }, at) => [
    { lines: [String(at + 1)] },
    { lines: [call] },
    { lines: [target] },
  ]);
  const columns: readonly Column[] = [
    { header: "#", align: "right" },
    { header: "CALL" },
    { header: "ON", flexible: true },
  ];
  const documents = resources.flatMap(({ type, id, state, documents: own }) => [
    ...terminal.text(`${type} ${id} (${state === "new" ? "to be made" : "is there"})`, "strong"),
    ...Object.entries(own).flatMap(([kind, document]) =>
      documentLines(kind, document).map((line) => terminal.text(line, undefined, "  ").join("\n")),
    ),
    "",
  ]);
  return [
    ...terminal.text(`Trail ${name}, account ${account}, home region ${region}`, "strong"),
    "",
    ...documents,
    ...(rows.length === 0 ? terminal.text("All of it is there already.", "strong") : terminal.table(columns, rows)),
    "",
    ...terminal.text("What costs:", "strong"),
    ...costs.flatMap((text) => terminal.text(text, undefined, "  ")),
    "",
    ...warnings.flatMap(({ text }) => terminal.text(`Note: ${text}`)),
    ...(warnings.length > 0 ? [""] : []),
    ...next.flatMap((line) => terminal.text(line, "quiet")),
    "",
  ].join("\n");
}

/** Short ones on the line of their name, policies below it. */
function documentLines(kind: string, document: unknown): readonly string[] {
  const short = JSON.stringify(document);
  if (short.length <= 90) return [`${kind}: ${short}`];
  return [
    `${kind}:`,
    ...JSON.stringify(document, null, 2)
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}
