import type { Operations } from "../../call.ts";
import { arnHere, optionalText } from "../shared/input.ts";
import { groupNamed, needOnGroup } from "./log-groups.ts";

/** Nothing makes metric filters here, so that no log group has any; one that is not there is an error, as AWS has it. */
export const metricFilterOperations: Operations = {
  DescribeMetricFilters: {
    needs: (call) => [
      optionalText(call.input, "logGroupName") === undefined
        ? { action: "logs:DescribeMetricFilters", resource: arnHere(call, "logs", "log-group::log-stream:") }
        : needOnGroup(call, "logs:DescribeMetricFilters"),
    ],
    run: (call) => {
      if (optionalText(call.input, "logGroupName") !== undefined) groupNamed(call);
      return { metricFilters: [] };
    },
  },
};
