import { expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { Call, ServiceName } from "../call.ts";
import { createThrottle } from "./throttle.ts";

function attempts(
  throttle: ReturnType<typeof createThrottle>,
  service: ServiceName,
  operation: string,
  times: number,
): number {
  // All that a throttle looks at.
  const call = { account: { id: "111122223333" }, region: "us-east-1", service, operation } as Call;
  let allowed = 0;
  for (let attempt = 0; attempt < times; attempt++) {
    try {
      throttle(call);
      allowed += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(AwsError);
      expect(error).toMatchObject({ shape: "ThrottlingException", message: "Rate exceeded" });
    }
  }
  return allowed;
}

const rates = [
  ["cloudtrail", "LookupEvents", 2],
  ["cloudtrail", "DescribeTrails", 10],
  ["cloudtrail", "GetTrailStatus", 10],
  ["cloudtrail", "CreateTrail", 1],
  ["s3", "PutObject", 50],
] as const;
it.each(rates)("%s %s: so many of fifty at once: %d", (service, operation, allowed) => {
  expect(
    attempts(
      createThrottle(() => 0),
      service,
      operation,
      50,
    ),
  ).toBe(allowed);
});

it("tokens come back with time, up to the rate", () => {
  let now = 0;
  const throttle = createThrottle(() => now);
  expect(attempts(throttle, "cloudtrail", "LookupEvents", 9)).toBe(2);
  now = 499;
  expect(attempts(throttle, "cloudtrail", "LookupEvents", 9)).toBe(0);
  now = 500;
  expect(attempts(throttle, "cloudtrail", "LookupEvents", 9)).toBe(1);
  now = 60_000;
  expect(attempts(throttle, "cloudtrail", "LookupEvents", 9)).toBe(2);
});
