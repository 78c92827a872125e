import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, trail } from "../examples/example-builders.ts";

/** A trail that records nothing at present. */
export const trail02TrailStopped: Check<"trail"> = defineCheck({
  id: "TRAIL-02",
  title: "Trail is stopped",
  severity: "critical",
  subject: "trail",
  needs: ["trails", "trail-status"],
  risk: "A stopped trail looks like a trail, and records nothing: stopping it is what an intruder does first.",
  remediation: {
    text: "Find out who stopped it and why, and start it again.",
    cli: "aws cloudtrail start-logging --name <TRAIL>",
  },
  references: ["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html"],
  parameters: {},

  evaluate({ status }): Verdict {
    if (status === undefined) {
      return { status: "UNKNOWN", reason: "The status of this trail was not read (cloudtrail:GetTrailStatus)." };
    }
    const { isLogging, stoppedLogging } = status;
    const evidence = [
      { source: "trail-status", field: "IsLogging", value: isLogging },
      ...(stoppedLogging === undefined
        ? []
        : [{ source: "trail-status", field: "StopLoggingTime", value: stoppedLogging }]),
    ];
    if (isLogging) return { status: "PASS", reason: "The trail is logging.", evidence };
    const since = stoppedLogging === undefined ? "; AWS does not say since when" : ` since ${stoppedLogging}`;
    return { status: "FAIL", reason: `The trail is not logging${since}.`, evidence };
  },

  examples: [
    { name: "logging", given: trail(), expect: "PASS" },
    { name: "stopped", given: trail({ status: { isLogging: false, stoppedLogging: daysAgo(2) } }), expect: "FAIL" },
    { name: "never started", given: trail({ status: { isLogging: false } }), expect: "FAIL" },
    { name: "the status was not read", given: withoutStatus(), expect: "UNKNOWN" },
  ],
});

function withoutStatus() {
  const { status: _, ...rest } = trail();
  return rest;
}
