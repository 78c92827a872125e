import { refText } from "../../iam/index.ts";
import type { Identities } from "../../model/index.ts";
import type { EscalationView } from "../../report/index.ts";
import { type EscalationWay, escalationReport, type UsageJudge } from "../../rightsize/index.ts";

/** Ways of these principals to more permissions, in the words of a report. `principals`: ARNs; undefined: everybody. */
export function escalationView(
  identities: Identities,
  judge: UsageJudge,
  principals: readonly string[] | undefined,
): EscalationView {
  const report = escalationReport({ identities, judge, ...(principals !== undefined && { principals }) });
  const known = new Map(judge.subjects.map(({ subject }) => [subject.arn, subject]));
  return {
    principals: report.principals.map(({ principal, ways, isCut, cuts }) => ({
      arn: principal,
      name: known.get(principal)?.name ?? principal,
      type: known.get(principal)?.kind ?? "principal",
      ways: ways.map(toWayView),
      isCut,
      cuts: cuts.map(({ allowedBy, ...cut }) => ({ ...cut, grantedBy: allowedBy.map(refText) })),
    })),
    administrators: report.administrators,
    methods: report.methods,
    notTried: report.notTried,
  };
}

function toWayView({ hops, ...way }: EscalationWay): EscalationView["principals"][number]["ways"][number] {
  return {
    ...way,
    hops: hops.map(({ actions, ...hop }) => ({
      ...hop,
      actions: actions.map(({ isRequired, allowedBy, ...action }) => ({
        ...action,
        required: isRequired,
        grantedBy: allowedBy.map(refText),
      })),
    })),
  };
}
