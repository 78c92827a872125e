import type { JSX } from "react";
import { shortName } from "../text/escalation-rows.ts";
import { formatCount, plural } from "../text/words.ts";
import type { EscalationPrincipal, EscalationView, EscalationWayView } from "../views/escalation-view.ts";
import { EscalationDrawing } from "./escalation-drawing.tsx";
import { bounded } from "./facts.tsx";
import { Fold, Section, Showing } from "./parts.tsx";

/** Who can get more permissions than were given, drawn step by step, and in words. */
export function EscalationSection({
  escalation,
}: {
  readonly escalation: EscalationView | undefined;
}): JSX.Element | null {
  if (escalation === undefined) return null;
  const { principals, administrators, methods } = escalation;
  const ways = principals.reduce((sum, one) => sum + one.ways.length, 0);
  const free = principals.reduce(
    (sum, one) => sum + one.ways.filter(({ behaviour }) => behaviour === "unused").length,
    0,
  );
  const lead =
    principals.length === 0
      ? `${formatCount(methods)} methods were tried: nobody but the ${plural(administrators.length, "administrator")} gets more than was given.`
      : `${plural(principals.length, "user or role", "users and roles")} that ${principals.length === 1 ? "is" : "are"} no administrator can get more permissions, in ${plural(ways, "way")}; ${formatCount(free)} of them rest on something that nobody uses, and can be closed for nothing.`;
  return (
    <Section id="escalation" title="Ways to more permissions" lead={lead}>
      {principals.slice(0, principalLimit).map((principal, at) => (
        <PrincipalFold key={principal.arn} principal={principal} at={at} />
      ))}
      <Showing shown={Math.min(principalLimit, principals.length)} total={principals.length} what="users and roles" />
    </Section>
  );
}

const principalLimit = 40;
const openLimit = 4;
const drawnWays = 4;
const wordyWays = 12;

function PrincipalFold({
  principal,
  at,
}: {
  readonly principal: EscalationPrincipal;
  readonly at: number;
}): JSX.Element {
  const { ways, arn, isCut } = principal;
  const title = `${shortName(arn)}: ${isCut ? "at least " : ""}${plural(ways.length, "way")}`;
  const drawn = differing(ways).slice(0, drawnWays);
  return (
    <Fold open={at < openLimit} className="part" summary={<h3>{bounded(title, 200)}</h3>}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable with the keyboard */}
      <section className="scroll" tabIndex={0} aria-label={bounded(`Drawing of the ways of ${shortName(arn)}`, 200)}>
        <EscalationDrawing arn={arn} ways={drawn} id={`way-${at}`} />
      </section>
      <Fold summary="In words" className="as-table">
        <ol className="ways">
          {ways.slice(0, wordyWays).map((way, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is rendered once and never changes
            <li key={index}>
              {bounded(way.hops.map(({ by, how }) => `${shortName(by)}: ${how}`).join("; then "), 500)}
              <small className="hint">{closing(way)}</small>
            </li>
          ))}
        </ol>
        <Showing shown={Math.min(wordyWays, ways.length)} total={ways.length} what="ways" />
      </Fold>
    </Fold>
  );
}

/** Ways by other actions to the same end are one picture. */
function differing(ways: readonly EscalationWayView[]): readonly EscalationWayView[] {
  const seen = new Map<string, EscalationWayView>();
  for (const way of ways) {
    const key = [way.power, ...way.hops.flatMap(({ by, method, target = "" }) => [by, method, target])].join("\n");
    if (!seen.has(key)) seen.set(key, way);
  }
  return [...seen.values()];
}

function closing({ free, behaviour, certainty, conditional }: EscalationWayView): string {
  const close =
    free.length > 0
      ? `Closed for nothing by taking ${[...new Set(free.map(({ action, principal }) => `${action} from ${shortName(principal)}`))].slice(0, 4).join(", or ")}.`
      : behaviour === "used"
        ? "All of its actions are used: closing it needs another way of working."
        : "What of it is used is not known.";
  const sure =
    certainty === "possible" ? " It is possible, not certain." : conditional ? " It holds under a condition." : "";
  return bounded(`${close}${sure}`, 400);
}
