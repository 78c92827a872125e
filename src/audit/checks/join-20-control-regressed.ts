import { type Json, type RecordedChange, worse } from "../../model/index.ts";
import { changesAbout } from "../behaviour/cause-of.ts";
import { logs } from "../behaviour/examples.ts";
import { eventEvidence, notComplete, timeText, withoutPrevious } from "../behaviour/questions.ts";
import { type Check, type CheckContext, defineCheck, type Regression } from "../check.ts";
import { daysAgo, snapshot } from "../examples/example-builders.ts";
import { iamArn } from "../policies/examples.ts";
import { listedUpTo } from "../verdict.ts";

/** What was right in the last snapshot and is not any more, and the call that made it so. */
export const join20ControlRegressed: Check<"account"> = defineCheck({
  id: "JOIN-20",
  title: "Control regressed, by whom",
  severity: "high",
  subject: "account",
  needs: [],
  risk: "What was put right has been undone; who did it, when and from where tells whether by mistake.",
  remediation: {
    text: "Revert the calls that are shown, and ask the actor.",
    cli: "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=<EVENT_ID>",
  },
  references: ["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html"],
  parameters: {},
  judgesGaps: true,
  unanswerable: withoutPrevious,

  evaluate(_account, context) {
    const { previous } = context;
    const regressions = context.regressions();
    const since = previous === undefined ? "" : previous.takenAt.slice(0, 10);
    if (regressions.length === 0) {
      const lost = lostSources(context);
      if (lost.length > 0) {
        return {
          status: "UNKNOWN",
          reason: `Not everything that was known on ${since} is known now: ${listedUpTo(lost, 5)}.`,
        };
      }
      return { status: "PASS", reason: `Nothing that passed on ${since} fails now.` };
    }
    const causes = regressions.map((regression) => ({ regression, changes: causesOf(regression, context) }));
    const severities = regressions.map(({ severity }) => severity);
    return {
      status: "FAIL",
      severity: severities.reduce(worse),
      reason: `${regressions.length === 1 ? "1 control that passed" : `${regressions.length} controls that passed`} on ${since} ${regressions.length === 1 ? "fails" : "fail"} now: ${listedUpTo(
        causes.map(({ regression, changes }) => causeText(regression, changes, context)),
        5,
      )}.`,
      evidence: causes.flatMap(({ regression, changes }) => [
        { source: "previous snapshot", field: `${regression.checkId} ${regression.resource.arn}`, value: "PASS" },
        ...eventEvidence(changes.slice(0, 3).map(({ event }) => event)),
        ...changes.slice(0, 3).map(({ event, request }) => ({
          source: event.file,
          field: `record ${event.index} requestParameters`,
          value: request as Json,
        })),
      ]),
    };
  },

  examples: [
    { name: "nothing got worse", given: snapshot(), previous: before(), regressions: [], expect: "PASS" },
    {
      name: "a trail was stopped, and the logs show by whom",
      given: snapshot(),
      previous: before(),
      regressions: [stopped()],
      behaviour: logs(20, { days: 3, source: "cloudtrail", name: "StopLogging", request: { name: "main" } }),
      expect: "FAIL",
    },
    {
      name: "a trail was stopped, and there are no logs",
      given: snapshot(),
      previous: before(),
      regressions: [stopped()],
      expect: "FAIL",
    },
    { name: "no earlier snapshot", given: snapshot(), expect: "UNKNOWN" },
    {
      name: "an earlier snapshot of another account",
      given: snapshot(),
      previous: snapshot({ takenAt: daysAgo(10), account: "444455556666" }),
      expect: "UNKNOWN",
    },
    { name: "a snapshot that is not earlier", given: snapshot(), previous: snapshot(), expect: "UNKNOWN" },
  ],
});

function causesOf(
  { resource, checkId }: Regression,
  { behaviour, previous, now, snapshot: account }: CheckContext,
): readonly RecordedChange[] {
  if (behaviour === undefined || previous === undefined) return [];
  const from = Date.parse(previous.takenAt);
  const between = behaviour.changes.filter(({ event }) => event.ms >= from && event.ms <= now);
  return changesAbout(resource, checkId, between, account);
}

function causeText(
  { checkId, title, resource }: Regression,
  changes: readonly RecordedChange[],
  { behaviour, previous, now }: CheckContext,
): string {
  const what = `${checkId} (${title}) of ${resource.name || resource.arn}`;
  const [last] = changes;
  if (last !== undefined) {
    const others = changes.length > 1 ? `, after ${changes.length - 1} other changes` : "";
    return `${what}: ${last.event.eventName} by ${last.actor ?? last.actorType} from ${last.event.sourceIp ?? "nowhere"} at ${timeText(last.event.ms)}${others}`;
  }
  if (behaviour === undefined) return `${what}: by whom is not known without --logs`;
  const gap = notComplete(behaviour, ["changes"], Date.parse(previous?.takenAt ?? ""), now);
  return gap === undefined
    ? `${what}: no call in the logs did it, so that time alone may have`
    : `${what}: by whom is not known, since ${gap}`;
}

/** A check that could be asked then, and cannot now, hides what it would say. */
function lostSources({ previous, snapshot: account }: CheckContext): readonly string[] {
  return Object.entries(previous?.sources ?? {})
    .filter(([name, { state }]) => {
      const now = Object.entries(account.sources).find(([other]) => other === name)?.[1].state;
      return state !== "missing" && now === "missing";
    })
    .map(([name]) => name);
}

function before() {
  return snapshot({ takenAt: daysAgo(10) });
}

function stopped(): Regression {
  return {
    checkId: "TRAIL-02",
    title: "Trail stopped",
    severity: "critical",
    resource: { type: "cloudtrail.trail", arn: "arn:aws:cloudtrail:us-east-1:111122223333:trail/main", name: "main" },
    reason: `Made by ${iamArn("user/ana")}.`,
  };
}
