import type {
  EscalationCut,
  EscalationPrincipal,
  EscalationView,
  EscalationWayView,
} from "../views/escalation-view.ts";
import { shortName } from "./escalation-rows.ts";
import { formatCount, plural } from "./words.ts";

/** `Cut lambda:CreateFunction: closes 2 ways. Never used (window 90 days). Granted by statement 2 of inline policy own.` */
export function cutTexts({ arn, cuts }: EscalationPrincipal): readonly string[] {
  const groups = new Map<string, EscalationCut[]>();
  for (const cut of cuts) {
    const key = JSON.stringify([cut.principal, cut.reason, cut.grantedBy]);
    groups.set(key, [...(groups.get(key) ?? []), cut]);
  }
  return [...groups.values()].map((group) => {
    const [{ principal: owner, reason, grantedBy } = noCut] = group;
    const whose = owner === arn ? "" : ` of ${shortName(owner)}`;
    const names = group.map(({ action }) => action).join(", ");
    const closed = group.reduce((sum, { closes }) => sum + closes, 0);
    const [first, ...others] = grantedBy;
    const by =
      first === undefined
        ? ""
        : ` Granted by ${first}${others.length > 0 ? `, and ${formatCount(others.length)} more` : ""}.`;
    return `Cut ${names}${whose}: closes ${plural(closed, "way")}. ${reason}${by}`;
  });
}

const noCut: EscalationCut = { principal: "", action: "", closes: 0, reason: "", grantedBy: [] };

/** What all ways come to: first the counts, then a note each. */
export function escalationEnd({
  principals,
  administrators,
  methods,
  notTried,
}: EscalationView): readonly (readonly string[])[] {
  const ways = principals.flatMap((principal) => principal.ways);
  const count = (wanted: EscalationWayView["behaviour"]): string =>
    formatCount(ways.filter(({ behaviour }) => behaviour === wanted).length);
  const names = administrators.slice(0, nameLimit).map(shortName).join(", ");
  const more = administrators.length - nameLimit;
  const closed = notTried.map(({ method }) => method).join(", ");
  return [
    [
      `${plural(principals.length, "principal")} with ${plural(ways.length, "way")} to more permissions`,
      `${count("unused")} can be closed for nothing`,
      `${count("unknown")} unknown`,
      `${count("used")} used`,
    ],
    ...(administrators.length === 0
      ? []
      : [[`Administrators already, who need no way: ${names}${more > 0 ? ` and ${formatCount(more)} more` : ""}.`]]),
    ...(ways.some(({ behaviour }) => behaviour === "unknown")
      ? [
          [
            "What is unknown (?) takes an Access Advisor answer by action: aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL.",
          ],
        ]
      : []),
    [
      `${plural(methods, "method")} tried on each, chains up to 3 hops${closed === "" ? "" : `; not tried: ${closed} (their service is closed)`}.`,
      "Policies of resources and of the organization are not read.",
    ],
  ];
}

const nameLimit = 8;
