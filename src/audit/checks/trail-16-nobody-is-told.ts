import type { EventRule, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { alarmFacts, alertTopic, allTouches, counted, eventRule, logGroup } from "../examples/account-examples.ts";
import { trail } from "../examples/example-builders.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { tellersOf } from "../trails/metric-alarms.ts";
import { noticeOf, tamperCalls } from "../trails/trail-alarms.ts";
import { listed, listedUpTo } from "../verdict.ts";

/**
 * The trail can be stopped, deleted or narrowed, and neither a rule of EventBridge nor an alarm on a metric filter of its log
 * group tells anybody.
 */
export const trail16NobodyIsTold: Check<"trail"> = defineCheck({
  id: "TRAIL-16",
  title: "Nobody is told when the trail is touched",
  severity: "medium",
  subject: "trail",
  needs: ["trails"],
  risk: "The first thing that an intruder does is to stop the trail. That nobody hears of it makes it work.",
  remediation: {
    text: "Make a rule of EventBridge in the trail's home region for StopLogging, DeleteTrail, UpdateTrail and PutEventSelectors, with a topic that people read as target.",
    cli: 'aws events put-rule --name trail-tamper --event-pattern \'{"source":["aws.cloudtrail"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["StopLogging","DeleteTrail","UpdateTrail","PutEventSelectors"]}}\' && aws events put-targets --rule trail-tamper --targets Id=1,Arn=<TOPIC_ARN>',
  },
  references: [
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot: account }): Verdict {
    if (subject.isOrganizationTrail && !subject.arn.includes(`:${account.account}:`)) {
      const reason = "The trail is the organization's: only its management account can touch it.";
      return { status: "NOT_APPLICABLE", reason };
    }
    const { tellers, doubts: ofGroup } = tellersOf(subject, account);
    const notices = tamperCalls(subject).map((call) => ({ name: call.eventName, ...noticeOf(call, account, tellers) }));
    const rules = [...new Set(notices.flatMap((notice) => notice.rules))];
    const evidence = notices.map(({ name, verdict, rules: telling }) => ({
      source: tellers.length === 0 ? "event-rules" : "event-rules, metric-filters, alarms",
      field: name,
      value: { told: verdict, rules: [...telling] },
    }));
    const silent = notices.filter(({ verdict }) => verdict !== "always");
    if (silent.length === 0) {
      return { status: "PASS", reason: `Every touch of the trail is told by ${listedUpTo(rules, 5)}.`, evidence };
    }
    const what = listed(silent.map(({ name, verdict }) => (verdict === "some" ? `some calls of ${name}` : name)));
    const doubts = [
      isMissing(account, "event-rules") ? notRead(account, "event-rules") : gapsReason(account, ["event-rules"]),
      ...new Set(silent.flatMap(({ doubts: ofTellers }) => ofTellers)),
      ...ofGroup,
    ].filter((doubt) => doubt !== undefined);
    if (doubts.length > 0) {
      const unseen = isMissing(account, "event-rules") ? "" : `No rule that was read tells of every ${what}. `;
      return { status: "UNKNOWN", reason: `${unseen}${doubts.join(" ")}`, evidence };
    }
    const group = hasLogGroup(subject.cloudWatchLogGroupArn)
      ? "no metric filter of its log group has an alarm that does"
      : "without a log group no metric filter can";
    const reason = `No enabled rule of EventBridge in ${subject.homeRegion} with a target tells of ${what}, and ${group}.`;
    return { status: "FAIL", reason, evidence };
  },

  examples: [
    { name: "a rule for all calls to CloudTrail", given: trail(), snapshot: rules(eventRule()), expect: "PASS" },
    {
      name: "a rule by name of the call",
      given: trail(),
      snapshot: rules(named("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors")),
      expect: "PASS",
    },
    {
      name: "two rules together",
      given: trail(),
      snapshot: rules(named("StopLogging", "DeleteTrail"), { ...named("UpdateTrail", "PutEventSelectors"), arn: "2" }),
      expect: "PASS",
    },
    { name: "no rule", given: trail(), snapshot: rules(), expect: "FAIL" },
    { name: "a rule for StopLogging only", given: trail(), snapshot: rules(named("StopLogging")), expect: "FAIL" },
    {
      name: "a rule that is disabled",
      given: trail(),
      snapshot: rules(eventRule({ isEnabled: false })),
      expect: "FAIL",
    },
    { name: "a rule without a target", given: trail(), snapshot: rules(eventRule({ targets: [] })), expect: "FAIL" },
    {
      name: "a rule in another region",
      given: trail(),
      snapshot: rules(eventRule({ region: "eu-west-1" })),
      expect: "FAIL",
    },
    {
      name: "a rule for root's calls only",
      given: trail(),
      snapshot: rules(
        eventRule({ pattern: { source: ["aws.cloudtrail"], detail: { userIdentity: { type: ["Root"] } } } }),
      ),
      expect: "FAIL",
    },
    {
      name: "a rule for another trail",
      given: trail(),
      snapshot: rules(eventRule({ pattern: { detail: { requestParameters: { name: ["other"] } } } })),
      expect: "FAIL",
    },
    {
      name: "no rule, and a log group whose metric filters were not read",
      given: logged(),
      snapshot: rules(),
      expect: "UNKNOWN",
    },
    {
      name: "a metric filter with an alarm that tells a topic",
      given: logged(),
      snapshot: { ...rules(), ...counted(allTouches), alarms: alarmFacts() },
      expect: "PASS",
    },
    {
      name: "a metric filter as the CIS benchmark has it, which leaves out PutEventSelectors",
      given: logged(),
      snapshot: {
        ...rules(),
        ...counted("{($.eventName=UpdateTrail)||($.eventName=DeleteTrail)||($.eventName=StopLogging)}"),
        alarms: alarmFacts(),
      },
      expect: "FAIL",
    },
    {
      name: "a rule and a metric filter together",
      given: logged(),
      snapshot: {
        ...rules(named("PutEventSelectors")),
        ...counted("{($.eventName=UpdateTrail)||($.eventName=DeleteTrail)||($.eventName=StopLogging)}"),
        alarms: alarmFacts(),
      },
      expect: "PASS",
    },
    {
      name: "a metric filter without an alarm",
      given: logged(),
      snapshot: { ...rules(), ...counted(allTouches), alarms: { ...alarmFacts(), alarms: [] } },
      expect: "FAIL",
    },
    {
      name: "an alarm on the metric of that name in another namespace",
      given: logged(),
      snapshot: { ...rules(), ...counted(allTouches), alarms: alarmFacts({ namespace: "Other" }) },
      expect: "FAIL",
    },
    {
      name: "an alarm whose actions are off",
      given: logged(),
      snapshot: { ...rules(), ...counted(allTouches), alarms: alarmFacts({ actionsEnabled: false }) },
      expect: "FAIL",
    },
    {
      name: "an alarm that ten events set off",
      given: logged(),
      snapshot: { ...rules(), ...counted(allTouches), alarms: alarmFacts({ threshold: 10 }) },
      expect: "FAIL",
    },
    {
      name: "an alarm whose topic nobody has confirmed",
      given: logged(),
      snapshot: {
        ...rules(),
        ...counted(allTouches),
        alarms: { ...alarmFacts(), topics: [{ topic: alertTopic, confirmed: [], pending: 1 }] },
      },
      expect: "FAIL",
    },
    {
      name: "an alarm whose topic was not read",
      given: logged(),
      snapshot: { ...rules(), ...counted(allTouches), alarms: { ...alarmFacts(), topics: [] } },
      expect: "UNKNOWN",
    },
    {
      name: "a metric filter, and the alarms were not read",
      given: logged(),
      snapshot: { ...rules(), ...counted(allTouches) },
      expect: "UNKNOWN",
    },
    {
      name: "a metric filter for other events, and the alarms were not read",
      given: logged(),
      snapshot: { ...rules(), ...counted("{ $.eventName = ConsoleLogin }") },
      expect: "FAIL",
    },
    {
      name: "a log group without metric filters",
      given: logged(),
      snapshot: { ...rules(), metricFilters: [{ group: logGroup, filters: [] }] },
      expect: "FAIL",
    },
    {
      name: "a rule whose targets were not read",
      given: trail(),
      snapshot: rules(withoutTargets()),
      expect: "UNKNOWN",
    },
    {
      name: "a rule whose pattern cannot be read",
      given: trail(),
      snapshot: rules(eventRule({ pattern: { source: [{ like: "x" }] } })),
      expect: "UNKNOWN",
    },
    { name: "the rules were not read", given: trail(), expect: "UNKNOWN" },
    {
      name: "the organization's trail, seen by a member",
      given: trail({
        isOrganizationTrail: true,
        arn: "arn:aws:cloudtrail:us-east-1:444455556666:trail/main",
      }),
      snapshot: rules(),
      expect: "NOT_APPLICABLE",
    },
  ],
});

function hasLogGroup(arn: string | undefined): boolean {
  return arn !== undefined && arn !== "";
}

function logged() {
  return trail({ cloudWatchLogGroupArn: `${logGroup}:*` });
}

function named(...eventName: readonly string[]): EventRule {
  return eventRule({
    pattern: { source: ["aws.cloudtrail"], detail: { eventSource: ["cloudtrail.amazonaws.com"], eventName } },
  });
}

function withoutTargets(): EventRule {
  const { targets: _, ...rest } = eventRule();
  return rest;
}

function rules(...eventRules: readonly EventRule[]): Partial<Snapshot> {
  return { eventRules };
}
