import { type ExplainedDecision, explainDecision } from "../../app/explain/explain-decision.ts";
import { Problem } from "../../model/index.ts";
import { sanitizeTerminal, wrapText } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { sanitizeTerminalLines } from "../terminal-lines.ts";

export interface ExplainAllowOptions extends CommonOptions {
  readonly authorizationDetails?: readonly string[];
  readonly principal?: string;
  readonly action?: string;
  readonly resource: string;
  readonly context?: readonly string[];
  readonly resourcePolicy?: string;
  readonly sessionPolicy?: string;
  readonly scp?: readonly string[];
  readonly asOf?: string;
  readonly output: "table" | "json";
}

/** `explain allow`: one request, decided by all layers that are known. */
export async function runExplainAllow(options: ExplainAllowOptions, io: Io): Promise<number> {
  const { authorizationDetails = [], principal, action, resource, scp, resourcePolicy, sessionPolicy } = options;
  if (authorizationDetails.length === 0) throw missing("--authorization-details");
  if (principal === undefined) throw missing("--principal");
  if (action === undefined) throw missing("--action");
  const explained = await explainDecision({
    authorizationDetails,
    principal,
    action,
    resource,
    context: contextOf(options.context ?? []),
    now: options.asOf === undefined ? new Date() : new Date(options.asOf),
    ...(resourcePolicy !== undefined && { resourcePolicy }),
    ...(sessionPolicy !== undefined && { sessionPolicy }),
    ...(scp !== undefined && { serviceControl: scp }),
  });
  printProblems(io.stderr, explained.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  if (!options.quiet) for (const note of explained.notes) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
  const text =
    options.output === "json"
      ? json(explained)
      : sanitizeTerminalLines(lines(explained).flatMap((line) => wrapped(line, io)));
  io.stdout.write(text);
  return 0;
}

/** Within the terminal, further lines under the first. */
function wrapped(line: string, { stdout: { isTTY, columns } }: Io): readonly string[] {
  if (isTTY !== true || columns === undefined) return [line];
  const indent = / *(?:\S+ {2,})?/.exec(line)?.[0].length ?? 0;
  const room = Math.max(columns - indent, 20);
  const [first = "", ...rest] = wrapText(sanitizeTerminal(line.slice(indent)), room);
  return [line.slice(0, indent) + first, ...rest.map((part) => " ".repeat(indent) + part)];
}

function missing(flag: string): Problem {
  return new Problem("cli.usage", `'explain allow' needs ${flag}.`);
}

/** `KEY=VALUE`; a key that is given several times has several values, `KEY=` certainly none. */
function contextOf(given: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const values = new Map<string, readonly string[]>();
  for (const text of given) {
    const at = text.indexOf("=");
    if (at < 1) throw new Problem("cli.usage", `'${text}' is no KEY=VALUE of the request context.`);
    const key = text.slice(0, at).toLowerCase();
    const value = text.slice(at + 1);
    values.set(key, [...(values.get(key) ?? []), ...(value === "" ? [] : [value])]);
  }
  return Object.fromEntries(values);
}

const verdicts = {
  allow: "ALLOWED",
  explicitDeny: "DENIED",
  implicitDeny: "DENIED",
  unknown: "UNKNOWN",
} as const;

function lines({ request, decision, notGiven }: ExplainedDecision): readonly string[] {
  const { principal, action, resource } = request;
  return [
    `${verdicts[decision.verdict]}: ${decision.because}.`,
    "",
    `  principal  ${principal.roleArn ?? principal.arn}`,
    `  action     ${action}`,
    `  resource   ${resource}`,
    "",
    ...decision.layers.flatMap(({ layer, verdict, statements }) => [
      `  ${titles[layer].padEnd(24)} ${outcomes[verdict]}`,
      ...statements.map(
        ({ policy, statement, effect, applies }) =>
          `    ${effect} by ${/^statement \d+$/.test(statement) ? statement : `statement "${statement}"`} of ${policy}${applies === "unknown" ? ", if its conditions hold" : ""}`,
      ),
    ]),
    ...(decision.unknownKeys.length === 0
      ? []
      : ["", `  It hangs on ${decision.unknownKeys.join(", ")} (--context KEY=VALUE).`]),
    ...(notGiven.length === 0 ? [] : ["", "  Not given, and not looked at:", ...notGiven.map((what) => `    ${what}`)]),
  ];
}

const titles = {
  identity: "identity policies",
  boundary: "permissions boundary",
  session: "session policies",
  resource: "policy of the resource",
  serviceControl: "service control policies",
  resourceControl: "resource control policies",
  endpoint: "policy of the endpoint",
} as const;

const outcomes = {
  allow: "allow",
  explicitDeny: "deny",
  implicitDeny: "say nothing",
  unknown: "not known",
} as const;

function json({ request, decision, notGiven, notes }: ExplainedDecision): string {
  const { principal, action, resource, context } = request;
  const shown = {
    schemaVersion: 1,
    kind: "decision",
    principal: principal.roleArn ?? principal.arn,
    action,
    resource,
    context: Object.fromEntries(context.keys),
    ...decision,
    notGiven,
    notes,
  };
  return `${JSON.stringify(shown, null, 2)}\n`;
}
