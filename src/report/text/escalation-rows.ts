import { arnName, parseArn } from "../../model/index.ts";
import type { EscalationPrincipal, EscalationWayView } from "../views/escalation-view.ts";
import { formatCount, plural } from "./words.ts";

/** Ways of one principal that a reader can take as one: they lead to the same, and the same closes them. */
export interface EscalationRow {
  readonly behaviour: EscalationWayView["behaviour"];
  /** Who it becomes, a line for each hop, and what that is. */
  readonly becomes: readonly string[];
  /** Actions, a line for each hop and each way. */
  readonly by: readonly string[];
  /** What closes it for nothing, or what may do so. */
  readonly cut: readonly string[];
}

/** `user/dev: 3 ways to more permissions, 2 of them can be closed for nothing`. */
export function escalationTitle({ type, name, ways, isCut }: EscalationPrincipal): string {
  const free = ways.filter(({ behaviour }) => behaviour === "unused").length;
  const count = `${isCut ? "at least " : ""}${plural(ways.length, "way")} to more permissions`;
  const can =
    free === 0 ? "none can" : free === ways.length ? (free === 1 ? "it can" : "all can") : `${formatCount(free)} can`;
  return `${type}/${name}: ${count}, ${can} be closed for nothing`;
}

/** In the order of the ways. */
export function escalationRows(principal: EscalationPrincipal): readonly EscalationRow[] {
  const rows = new Map<
    string,
    { readonly row: Omit<EscalationRow, "by" | "cut">; readonly ways: EscalationWayView[] }
  >();
  for (const way of principal.ways) {
    const row = { behaviour: way.behaviour, becomes: becomes(way) };
    const key = JSON.stringify(row);
    const group = rows.get(key) ?? { row, ways: [] };
    group.ways.push(way);
    rows.set(key, group);
  }
  return [...rows.values()].map(({ row, ways }) => ({
    ...row,
    by: firstOf(
      ways.map((way, index) => {
        const [first = "", ...more] = actionLines(principal.arn, way);
        return [`${index > 0 ? "or " : ""}${first}`, ...more];
      }),
      "or",
      "way",
    ),
    cut: cutLines(principal, row.behaviour, ways),
  }));
}

/** `role/admin` of `arn:aws:iam::111122223333:role/team/admin`. */
export function shortName(arn: string): string {
  const kind = parseArn(arn)?.resource.split("/")[0];
  return kind === undefined ? arn : `${kind}/${arnName(arn)}`;
}

const shown = 5;

function firstOf(groups: readonly (readonly string[])[], word: string, noun: string): readonly string[] {
  const more = groups.length - shown;
  const first = groups.slice(0, shown).flat();
  return more > 0 ? [...first, `${word} ${plural(more, `other ${noun}`)}`] : first;
}

const powerWords = {
  administrator: "an administrator",
  services: "with whole services more",
  unknown: "with more than it has",
} as const;

function becomes({ hops, power, certainty, conditional }: EscalationWayView): readonly string[] {
  const steps = hops.map(({ by, target, otherTargets }, index) => {
    const others = otherTargets > 0 ? ` or ${plural(otherTargets, "other")}` : "";
    return `${index > 0 ? "then " : ""}${endOf(by, target)}${others}`;
  });
  const doubts = [
    ...(certainty === "possible" ? ["if there is such work: no policy says"] : []),
    ...(conditional ? ["under a condition"] : []),
  ];
  return [...steps, `(${[powerWords[power], ...doubts].join(", ")})`];
}

function endOf(by: string, target: string | undefined): string {
  if (target === undefined) return "any of its kind";
  if (target === by) return `${shortName(by)} itself`;
  const name = shortName(target);
  return name.startsWith("policy/") ? `itself by ${name}` : name;
}

/** Of unused ways what to cut; where nothing is known to be unused, that of which more evidence could show it. */
function cutLines(
  { arn, cuts }: EscalationPrincipal,
  behaviour: EscalationRow["behaviour"],
  ways: readonly EscalationWayView[],
): readonly string[] {
  if (behaviour === "used") return ["nothing: all is used"];
  const named = (owner: string, action: string): string =>
    owner === arn ? action : `${action} of ${shortName(owner)}`;
  if (behaviour === "unused") {
    const closing = ways.flatMap(({ free }) => free.map((cut) => named(cut.principal, cut.action)));
    const chosen = cuts.map((cut) => named(cut.principal, cut.action)).filter((name) => closing.includes(name));
    return firstOf(
      chosen.map((name) => [name]),
      "and",
      "cut",
    );
  }
  const open = ways.flatMap(({ hops }) =>
    hops.flatMap(({ by, actions }) =>
      actions.filter(({ required, state }) => required && state === "unknown").map(({ action }) => named(by, action)),
    ),
  );
  const names = [...new Set(open)];
  if (names.length === 0) return ["nothing is known"];
  return firstOf(
    names.map((name) => [`${name}?`]),
    "or",
    "action",
  );
}

function actionLines(principal: string, { hops }: EscalationWayView): readonly string[] {
  return hops.map(({ by, actions }) => {
    const names = actions
      .filter(({ required }) => required)
      .map(({ action }) => action)
      .join(" + ");
    const what = names === "" ? "its trust policy alone" : names;
    return by === principal ? what : `as ${shortName(by)}: ${what}`;
  });
}
